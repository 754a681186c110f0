#!/usr/bin/env bash
# A keyed API on this machine, from nothing: starts Gatehouse, applies samples/jobs-api/terraform to it, and calls the API.
#   ./demo.sh          leaves the server running; run again, it continues where it is
#   ./demo.sh --stop   ends a server left running; what it holds stays in .gatehouse/demo
#   ./demo.sh --once   runs in a folder and on a port of its own and removes everything
# GATEHOUSE_BASE=public builds on AWS's own base image instead of a small one made here. GATEHOUSE_SERVE_OPTIONS are further
# options of 'gatehouse serve', GATEHOUSE_DEMO_STATE the folder to keep everything in.
set -euo pipefail
cd "$(dirname "$(readlink -f "${BASH_SOURCE[0]}")")"
root=$PWD

mode="${1:-leave}"
state=${GATEHOUSE_DEMO_STATE:-$root/.gatehouse/demo}
sample=samples/jobs-api/terraform

fail() {
  echo >&2
  echo "demo: $*" >&2
  exit 1
}

case $mode in
  leave | --stop) ;;
  --once)
    mkdir -p "$root/.gatehouse"
    state=$(mktemp -d "$root/.gatehouse/once.XXXXXX")
    ;;
  -h | --help)
    sed -n '2,7s/^# \{0,1\}//p' "${BASH_SOURCE[0]}"
    exit 0
    ;;
  *) fail "unknown option $mode; see ./demo.sh --help" ;;
esac

# The server that this state's pid file names, if it is still that server.
running_server() {
  local pid
  pid=$(cat "$state/pid" 2>/dev/null) || return 1
  [[ $pid =~ ^[0-9]+$ ]] && kill -0 "$pid" 2>/dev/null || return 1
  if [[ -e /proc/$pid/cmdline ]]; then
    tr '\0' ' ' <"/proc/$pid/cmdline" | grep -qF -- "--data $state/data" || return 1
  fi
  echo "$pid"
}

stop_server() {
  local pid tries
  pid=$(running_server) || return 1
  kill -TERM "$pid"
  for ((tries = 0; tries < 100; tries++)); do
    kill -0 "$pid" 2>/dev/null || break
    sleep 0.1
  done
  if kill -0 "$pid" 2>/dev/null; then
    echo "The server did not end within 10 s of SIGTERM; killing it." >&2
    kill -KILL "$pid"
  fi
  rm -f "$state/pid"
}

if [[ $mode == --stop ]]; then
  if stop_server; then
    echo "Stopped."
  else
    rm -f "$state/pid"
    echo "No demo server is running."
  fi
  exit 0
fi

clean_up() {
  local code=$?
  trap - EXIT INT TERM
  if ((code != 0)) && [[ -s $state/server.log ]]; then
    echo "The last lines of the server's log:" >&2
    tail -n 20 "$state/server.log" >&2
  fi
  if [[ $mode == --once ]]; then
    stop_server || true
    rm -rf "$state"
  fi
  exit "$code"
}
trap clean_up EXIT
trap 'exit 130' INT
trap 'exit 143' TERM

now() { date +%s%N | sed 's/N$/000000000/'; }
begun=$(now)
step_begun=$begun
seconds_since() { awk -v from="$1" -v to="$(now)" 'BEGIN { printf "%.1f", (to - from) / 1e9 }'; }

# step TEXT COMMAND…: runs it with its output in a log; says how long it took.
step() {
  local text=$1 log=$state/step.log
  shift
  printf '  %-52s' "$text"
  step_begun=$(now)
  if ! "$@" >"$log" 2>&1; then
    echo " failed"
    tail -n 40 "$log" >&2
    fail "\"$text\" did not succeed."
  fi
  printf ' %6s s\n' "$(seconds_since "$step_begun")"
}

mkdir -p "$state"
echo "Gatehouse demo: a keyed API from a container image and one Terraform apply"

step "What is needed is installed" eng/install.sh --demo
# shellcheck source=eng/terraform-env.sh
source eng/terraform-env.sh
step "Gatehouse is built" ./gatehouse --help

port_is_free() { ! (exec 3<>"/dev/tcp/127.0.0.1/$1") 2>/dev/null; }

choose_port() {
  local port
  if [[ $mode != --once ]]; then
    port=$(cat "$state/port" 2>/dev/null || echo 4566)
    if port_is_free "$port"; then
      echo "$port"
      return
    fi
  fi
  for ((tries = 0; tries < 50; tries++)); do
    port=$((20000 + RANDOM % 12000))
    if port_is_free "$port"; then
      echo "$port"
      return
    fi
  done
  fail "no free port found"
}

start_server() {
  local tries pid launch=()
  port=$(choose_port)
  echo "$port" >"$state/port"
  # A session of its own, where there is setsid: the terminal's end is not the server's.
  ! command -v setsid >/dev/null || launch=(setsid)
  nohup "${launch[@]}" ./gatehouse serve --listen "127.0.0.1:$port" --data "$state/data" ${GATEHOUSE_SERVE_OPTIONS:-} >"$state/server.log" 2>&1 </dev/null &
  pid=$!
  echo "$pid" >"$state/pid"
  for ((tries = 0; tries < 600; tries++)); do
    if healthy; then
      return
    fi
    if ! kill -0 "$pid" 2>/dev/null; then
      rm -f "$state/pid"
      echo "The server ended before it was ready."
      return 1
    fi
    sleep 0.05
  done
  echo "The server was not ready within 30 s."
  return 1
}

healthy() { curl --silent --fail --max-time 2 --output /dev/null "http://localhost:$port/_gatehouse/health"; }

if running_server >/dev/null && port=$(cat "$state/port" 2>/dev/null) && healthy; then
  echo "  The server is running already on port $port."
else
  stop_server || true
  step "The server is started" start_server
fi

export AWS_ENDPOINT_URL=http://localhost:$port
export AWS_ACCESS_KEY_ID=000000000000 AWS_SECRET_ACCESS_KEY=gatehouse AWS_REGION=us-east-1
unset AWS_PROFILE AWS_SESSION_TOKEN AWS_DEFAULT_REGION
export AWS_EC2_METADATA_DISABLED=true

# ecr OPERATION JSON: one call to ECR, signed by curl.
ecr() {
  curl --silent --show-error --max-time 30 --aws-sigv4 "aws:amz:$AWS_REGION:ecr" --user "$AWS_ACCESS_KEY_ID:$AWS_SECRET_ACCESS_KEY" \
    --header 'Content-Type: application/x-amz-json-1.1' --header "X-Amz-Target: AmazonEC2ContainerRegistry_V20150921.$1" \
    --data "$2" "$AWS_ENDPOINT_URL/"
}

push_base_image() {
  local login
  # That it exists already is fine.
  ecr CreateRepository '{"repositoryName":"gatehouse/base"}'
  login=$(ecr GetAuthorizationToken '{}' | jq --raw-output '.authorizationData[0].authorizationToken' | base64 --decode)
  REGISTRY_USER=${login%%:*} REGISTRY_PASSWORD=${login#*:} eng/base-image.sh push "localhost:$port/gatehouse/base:1"
}

architecture=$(uname -m | sed 's/aarch64/arm64/; s/amd64/x86_64/')
variables=(-var "architecture=$architecture")
if [[ ${GATEHOUSE_BASE:-local} == public ]]; then
  echo "  The base image is AWS's own, from its public registry."
else
  step "A small base image is made" eng/base-image.sh
  step "It is pushed to the registry" push_base_image
  variables+=(-var "base_image=localhost:$port/gatehouse/base:1")
fi

export TF_DATA_DIR=$state/terraform TF_IN_AUTOMATION=1 TF_INPUT=0 CHECKPOINT_DISABLE=1
terraform() { "$TERRAFORM" -chdir="$sample" "$@"; }

step "$(basename "$TERRAFORM") init" terraform init -no-color
step "$(basename "$TERRAFORM") apply: image, function, API, key" \
  terraform apply -no-color -auto-approve -state="$state/terraform.tfstate" "${variables[@]}"

output() { terraform output -no-color -raw -state="$state/terraform.tfstate" "$1"; }
api=$(output rest_api_id)
stage=$(output stage_name)
key=$(output api_key)
url=http://$api.execute-api.localhost:$port/$stage

# call TEXT STATUS PATTERN CURL-ARGUMENTS…: the body must match the whole pattern.
call() {
  local text=$1 status=$2 pattern=$3 answer body
  shift 3
  step_begun=$(now)
  # curl itself knows that *.localhost is this machine.
  answer=$(curl --silent --show-error --max-time 60 --write-out '\n%{http_code}' "$@") || fail "$text: no answer"
  body=${answer%$'\n'*}
  printf '  %-52s %6s s   %s %s\n' "$text" "$(seconds_since "$step_begun")" "${answer##*$'\n'}" "$body"
  [[ ${answer##*$'\n'} == "$status" ]] || fail "$text: expected status $status"
  [[ $body =~ ^$pattern$ ]] || fail "$text: expected a body like $pattern"
}

uuid='[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}'
call "GET without the key" 403 '\{"message":"Forbidden"\}' "$url/jobs/12345"
call "POST without the key" 403 '\{"message":"Forbidden"\}' --request POST "$url/jobs"
call "GET with the key" 200 '\{"message": "job\[12345\] is done"\}' --header "x-api-key: $key" "$url/jobs/12345"
call "POST with the key" 201 "\\{\"message\": \"job\\[$uuid\\] submitted\"\\}" --header "x-api-key: $key" --request POST "$url/jobs"

printf '  %-52s %6s s\n' "All of it" "$(seconds_since "$begun")"
if [[ $mode == --once ]]; then
  echo "Done; cleaning up."
  exit 0
fi

cat <<TEXT

URL  $url
Key  $key

  curl -i $url/jobs/12345
  curl -i -H "x-api-key: $key" $url/jobs/12345
  curl -i -H "x-api-key: $key" -X POST $url/jobs

The AWS tools reach it with
  export AWS_ENDPOINT_URL=$AWS_ENDPOINT_URL AWS_ACCESS_KEY_ID=$AWS_ACCESS_KEY_ID AWS_SECRET_ACCESS_KEY=$AWS_SECRET_ACCESS_KEY AWS_REGION=$AWS_REGION AWS_DEFAULT_REGION=$AWS_REGION
The server's log is $state/server.log; ./demo.sh --stop ends it.
TEXT
