#!/usr/bin/env bash
# Builds the function's image and pushes it to IMAGE, which is REPOSITORY_URL:TAG of an ECR repository.
# Environment: IMAGE, and BASE_IMAGE, BUILDER (auto|dotnet|docker|podman|buildah), ARCHITECTURE (x86_64|arm64), AWS_REGION.
# SDK_IMAGE replaces the Dockerfile's .NET SDK image.
# Registry credentials come from ECR, with the credentials and the endpoint that the AWS tools use too.
set -euo pipefail

here="$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)"
root="$(cd "$here/../.." && pwd)"

fail() {
  echo "build-image: $*" >&2
  exit 1
}

IMAGE="${IMAGE:?IMAGE is not set: REPOSITORY_URL:TAG}"
BASE_IMAGE="${BASE_IMAGE:-public.ecr.aws/lambda/provided:al2023}"
BUILDER="${BUILDER:-auto}"
AWS_REGION="${AWS_REGION:-${AWS_DEFAULT_REGION:-us-east-1}}"
[[ "$IMAGE" =~ ^([^/]+)/(.+):([^:/]+)$ ]] || fail "IMAGE is \"$IMAGE\": expected REGISTRY/REPOSITORY:TAG"
registry="${BASH_REMATCH[1]}"
repository="${BASH_REMATCH[2]}"
tag="${BASH_REMATCH[3]}"

case "${ARCHITECTURE:-x86_64}" in
  x86_64) rid=linux-x64 platform=linux/amd64 ;;
  arm64) rid=linux-arm64 platform=linux/arm64 ;;
  *) fail "ARCHITECTURE is x86_64 or arm64" ;;
esac

# Every tool takes a registry on the loopback as plain HTTP, if it is told so in its own way.
case "$registry" in
  localhost:* | 127.*:* | "[::1]:"*) tls_verify=false ;;
  *) tls_verify=true ;;
esac

# Prints "user:password" for the registry, as ECR gives it out.
registry_credentials() {
  local endpoint="${AWS_ENDPOINT_URL_ECR:-${AWS_ENDPOINT_URL:-}}" answer token
  if command -v curl >/dev/null && [[ -n "${AWS_ACCESS_KEY_ID:-}" && -n "${AWS_SECRET_ACCESS_KEY:-}" ]]; then
    local session=()
    [[ -z "${AWS_SESSION_TOKEN:-}" ]] || session=(--header "X-Amz-Security-Token: $AWS_SESSION_TOKEN")
    # The credentials reach curl through a file descriptor: nothing secret in the process list.
    answer="$(curl --silent --show-error --fail-with-body --max-time 30 --aws-sigv4 "aws:amz:$AWS_REGION:ecr" \
      --config <(printf 'user = "%s:%s"\n' "$AWS_ACCESS_KEY_ID" "$AWS_SECRET_ACCESS_KEY") "${session[@]}" \
      --header 'Content-Type: application/x-amz-json-1.1' \
      --header 'X-Amz-Target: AmazonEC2ContainerRegistry_V20150921.GetAuthorizationToken' \
      --data '{}' "${endpoint:-https://api.ecr.$AWS_REGION.amazonaws.com}/")" ||
      fail "ECR gave no authorization token: $answer"
    [[ "$answer" =~ \"authorizationToken\"[[:space:]]*:[[:space:]]*\"([^\"]+)\" ]] || fail "no token in ECR's answer: $answer"
    token="${BASH_REMATCH[1]}"
  elif command -v aws >/dev/null; then
    token="$(aws ecr get-authorization-token --region "$AWS_REGION" ${endpoint:+--endpoint-url "$endpoint"} \
      --query 'authorizationData[0].authorizationToken' --output text)" || fail "ECR gave no authorization token"
  else
    fail "install the AWS CLI, or set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY and have curl 7.75 or later"
  fi

  printf %s "$token" | base64 --decode
}

choose_builder() {
  local tool
  for tool in dotnet docker podman buildah; do
    if command -v "$tool" >/dev/null; then
      echo "$tool"
      return
    fi
  done
  fail "install the .NET 10 SDK, docker, podman or buildah"
}

publish_with_dotnet() {
  export DOTNET_CONTAINER_PUSH_REGISTRY_UNAME="$user" DOTNET_CONTAINER_PUSH_REGISTRY_PWORD="$password"
  if [[ "$BASE_IMAGE" == "$registry/"* ]]; then
    export DOTNET_CONTAINER_PULL_REGISTRY_UNAME="$user" DOTNET_CONTAINER_PULL_REGISTRY_PWORD="$password"
  fi
  if [[ "$tls_verify" == false ]]; then
    export DOTNET_CONTAINER_INSECURE_REGISTRIES="$registry"
  fi

  dotnet publish "$here/csharp/JobsApi.csproj" --nologo --verbosity quiet --runtime "$rid" -t:PublishContainer \
    "-p:ContainerRegistry=$registry" "-p:ContainerRepository=$repository" "-p:ContainerImageTag=$tag" \
    "-p:ContainerBaseImage=$BASE_IMAGE"
}

build_with_dockerfile() {
  "$BUILDER" build --platform "$platform" --file "$here/csharp/Dockerfile" --build-arg "BASE_IMAGE=$BASE_IMAGE" \
    ${SDK_IMAGE:+--build-arg "SDK_IMAGE=$SDK_IMAGE"} \
    --tag "$IMAGE" "$@" "$root"
}

publish_with_docker() {
  printf %s "$password" | docker login --username "$user" --password-stdin "$registry" >/dev/null
  # Lambda takes no image index, which is what attestations would make of this.
  build_with_dockerfile --provenance=false
  docker push --quiet "$IMAGE"
}

# podman and buildah take the same words, and credentials from a file that goes away again.
publish_with_podman() {
  auth="$(mktemp)"
  trap 'rm -f "$auth"' EXIT
  echo '{}' >"$auth"
  printf %s "$password" |
    "$BUILDER" login --authfile "$auth" "--tls-verify=$tls_verify" --username "$user" --password-stdin "$registry" >/dev/null
  build_with_dockerfile --authfile "$auth" "--tls-verify=$tls_verify" --format docker
  "$BUILDER" push --authfile "$auth" "--tls-verify=$tls_verify" "$IMAGE"
}

[[ "$BUILDER" != auto ]] || BUILDER="$(choose_builder)"
command -v "$BUILDER" >/dev/null || fail "$BUILDER is not installed"
credentials="$(registry_credentials)"
user="${credentials%%:*}"
password="${credentials#*:}"

echo "Building $IMAGE on $BASE_IMAGE with $BUILDER"
case "$BUILDER" in
  dotnet) publish_with_dotnet ;;
  docker) publish_with_docker ;;
  podman | buildah) publish_with_podman ;;
  *) fail "BUILDER is auto, dotnet, docker, podman or buildah" ;;
esac
echo "Pushed $IMAGE"
