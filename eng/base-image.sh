#!/usr/bin/env bash
# Makes a small base image that .NET programs run on, from Debian packages, with no container engine and no registry:
#   eng/base-image.sh                      builds artifacts/base-image/oci, once
#   eng/base-image.sh push REGISTRY/NAME:TAG    builds it where needed and pushes it; REGISTRY_USER and REGISTRY_PASSWORD log in
# Needs Linux, mmdebstrap and jq; skopeo to push. Set DEBIAN_MIRROR to take the packages from elsewhere.
set -euo pipefail

root="$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)"
out="$root/artifacts/base-image"
suite=bookworm
packages=base-files,ca-certificates,libc6,libgcc-s1,libssl3,libstdc++6,zlib1g

fail() {
  echo "base-image: $*" >&2
  exit 1
}

require() {
  command -v "$1" >/dev/null || fail "$1 is missing: run eng/install.sh --demo"
}

# A blob under the name that its content gives it; prints the digest without "sha256:".
store() {
  local digest
  digest="$(sha256sum "$1" | cut -d' ' -f1)"
  mv "$1" "$2/blobs/sha256/$digest"
  echo "$digest"
}

build() {
  local stamp work layer_digest diff_id config_digest manifest_digest layer_size architecture
  architecture="$(dpkg --print-architecture 2>/dev/null || echo amd64)"
  stamp="$(printf '%s' "$suite $packages $architecture $(sha256sum <"${BASH_SOURCE[0]}")" | sha256sum | cut -d' ' -f1)"
  if [[ -f "$out/stamp" && "$(cat "$out/stamp")" == "$stamp" && -f "$out/oci/index.json" ]]; then
    return
  fi

  require mmdebstrap
  require jq
  mkdir -p "$out"
  if command -v flock >/dev/null && [[ -z "${lock:-}" ]]; then
    # Another start may have built while this one waits.
    exec {lock}>"$out/.lock"
    flock "$lock"
    build
    exec {lock}>&-
    return
  fi
  work="$(mktemp -d "$out/work.XXXXXX")"
  # shellcheck disable=SC2064
  trap "rm -rf '$work'" EXIT
  mkdir -p "$work/oci/blobs/sha256"

  SOURCE_DATE_EPOCH=0 mmdebstrap --quiet --variant=extract --include="$packages" "$suite" "$work/debian.tar" \
    ${DEBIAN_MIRROR:+"$DEBIAN_MIRROR"} ||
    fail "mmdebstrap could not make the root: is a Debian mirror within reach? (on Ubuntu: debian-archive-keyring)"

  # "extract" unpacks and runs no package's scripts, so the certificates' bundle and the user table are made here,
  # and what only an installed system needs is left out.
  mkdir "$work/root"
  tar --extract --file "$work/debian.tar" --directory "$work/root" --no-same-owner --exclude='./dev/*'
  (
    cd "$work/root"
    cat usr/share/ca-certificates/mozilla/*.crt >etc/ssl/certs/ca-certificates.crt
    echo "root:x:0:0:root:/root:/bin/sh" >etc/passwd
    echo "root:x:0:" >etc/group
    echo "hosts: files dns" >etc/nsswitch.conf
    mkdir -p var/task
    rm -rf usr/share/{ca-certificates,common-licenses,doc,info,locale,man,perl5} usr/lib/*/gconv var/cache/* var/lib/apt var/lib/dpkg etc/apt etc/dpkg \
      usr/bin/{mawk,openssl} etc/resolv.conf etc/hostname
  )
  tar --create --file "$work/layer.tar" --directory "$work/root" --sort=name --mtime=@0 --owner=0 --group=0 --numeric-owner \
    --format=gnu .
  rm -rf "$work/root" "$work/debian.tar"

  diff_id="$(sha256sum "$work/layer.tar" | cut -d' ' -f1)"
  gzip --no-name "$work/layer.tar"
  layer_size="$(stat -c %s "$work/layer.tar.gz")"
  layer_digest="$(store "$work/layer.tar.gz" "$work/oci")"

  jq --null-input --compact-output --arg architecture "$architecture" --arg diff "sha256:$diff_id" \
    '{architecture: $architecture, os: "linux", config: {Env: ["PATH=/usr/local/bin:/usr/bin:/bin", "DOTNET_SYSTEM_GLOBALIZATION_INVARIANT=1"], WorkingDir: "/var/task"},
      rootfs: {type: "layers", diff_ids: [$diff]}, history: [{created_by: "eng/base-image.sh"}]}' >"$work/config"
  local config_size manifest_size
  config_size="$(stat -c %s "$work/config")"
  config_digest="$(store "$work/config" "$work/oci")"

  jq --null-input --compact-output --arg config "sha256:$config_digest" --argjson configSize "$config_size" \
    --arg layer "sha256:$layer_digest" --argjson layerSize "$layer_size" \
    '{schemaVersion: 2, mediaType: "application/vnd.oci.image.manifest.v1+json",
      config: {mediaType: "application/vnd.oci.image.config.v1+json", digest: $config, size: $configSize},
      layers: [{mediaType: "application/vnd.oci.image.layer.v1.tar+gzip", digest: $layer, size: $layerSize}]}' >"$work/manifest"
  manifest_size="$(stat -c %s "$work/manifest")"
  manifest_digest="$(store "$work/manifest" "$work/oci")"

  jq --null-input --compact-output --arg manifest "sha256:$manifest_digest" --argjson size "$manifest_size" \
    '{schemaVersion: 2, manifests: [{mediaType: "application/vnd.oci.image.manifest.v1+json", digest: $manifest, size: $size,
      annotations: {"org.opencontainers.image.ref.name": "base"}}]}' >"$work/oci/index.json"
  echo '{"imageLayoutVersion":"1.0.0"}' >"$work/oci/oci-layout"

  rm -rf "$out/oci"
  mv "$work/oci" "$out/oci"
  rm -rf "$work"
  trap - EXIT
  echo "$stamp" >"$out/stamp"
  echo "Made the base image: $((layer_size / 1000000)) MB compressed"
}

push() {
  local target="$1" verify=true login=(--dest-no-creds)
  require skopeo
  case "$target" in
    localhost:* | 127.*:*) verify=false ;;
  esac
  local auth
  auth="$(mktemp)"
  # shellcheck disable=SC2064
  trap "rm -f '$auth'" EXIT
  if [[ -n "${REGISTRY_USER:-}" ]]; then
    jq --null-input --arg registry "${target%%/*}" --arg login "$REGISTRY_USER:$REGISTRY_PASSWORD" \
      '{auths: {($registry): {auth: ($login | @base64)}}}' >"$auth"
    login=(--dest-authfile "$auth")
  fi

  skopeo copy --quiet --insecure-policy "--dest-tls-verify=$verify" "${login[@]}" "oci:$out/oci:base" "docker://$target"
  echo "Pushed $target"
}

case "${1:-build}" in
  build) build ;;
  push)
    [[ $# == 2 ]] || fail "usage: eng/base-image.sh push REGISTRY/NAME:TAG"
    build
    push "$2"
    ;;
  *) fail "usage: eng/base-image.sh [push REGISTRY/NAME:TAG]" ;;
esac
