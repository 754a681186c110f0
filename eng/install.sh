#!/usr/bin/env bash
# Installs what is missing, and nothing else: eng/install.sh [--demo] [--test] [--bench]; --test without an argument.
# As root on Debian or Ubuntu the packages come by apt-get; elsewhere it says what to install and ends with 1.
set -euo pipefail

declare -A wanted=()   # package -> why it is missing
by_hand=()             # what no package of the distribution brings
made=()                # scripts beside this one that make what no package is, once the packages are there

# need COMMAND PACKAGE
need() {
  command -v "$1" >/dev/null || wanted[$2]="$1"
}

need_python() {
  python3 -c "import importlib.util, sys; sys.exit(importlib.util.find_spec('$1') is None)" 2>/dev/null || wanted[$2]="the Python module $1"
}

need_dotnet() {
  command -v dotnet >/dev/null || by_hand+=("the .NET 10 SDK: https://dot.net")
}

need_terraform() {
  command -v terraform >/dev/null || command -v tofu >/dev/null ||
    by_hand+=("Terraform 1.5 or later (https://developer.hashicorp.com/terraform/install) or OpenTofu (https://opentofu.org)")
}

# What the server runs functions with.
need_to_serve() {
  need_dotnet
  [[ "$(uname -s)" != Linux ]] || need bwrap bubblewrap
}

need_for_demo() {
  need_to_serve
  need_terraform
  need curl curl
  need jq jq
  need skopeo skopeo
  if [[ "$(uname -s)" == Linux ]]; then
    need mmdebstrap mmdebstrap
    [[ -e /usr/share/keyrings/debian-archive-keyring.gpg ]] || wanted[debian-archive-keyring]="the Debian keyring"
  fi
}

need_for_tests() {
  need_for_demo
  need git git
  need python3 python3
  need_python boto3 python3-boto3
  need aws awscli
  need buildah buildah
  need podman podman
  need crun crun
  need runc runc
  need zstd zstd
  need gcc gcc
  [[ -e /usr/include/stdio.h ]] || wanted[libc6-dev]="the C library to compile against"
  need node nodejs
  need busybox busybox-static
  need slirp4netns slirp4netns
  need pasta passt
  need ip iproute2
  need npm npm
  need g++ g++
  need make make
  need cmake cmake
  need autoconf autoconf
  need automake automake
  need libtoolize libtool
  [[ -e /usr/include/node/node_api.h || -e "$(dirname "$(dirname "$(readlink -f "$(command -v node || echo /usr/bin/node)")")")/include/node/node_api.h" ]] || wanted[libnode-dev]="the headers of Node"
  [[ "$(uname -s)" != Linux ]] || made+=(dockerd.sh node-client.sh)
}

need_for_bench() {
  need_to_serve
  need wrk wrk
  need nginx nginx-light
  need npm npm
  need docker-registry docker-registry
}

(($# > 0)) || set -- --test
for set in "$@"; do
  case "$set" in
    --demo) need_for_demo ;;
    --test) need_for_tests ;;
    --bench) need_for_bench ;;
    *)
      echo "usage: eng/install.sh [--demo] [--test] [--bench]" >&2
      exit 2
      ;;
  esac
done

if ((${#by_hand[@]} > 0)); then
  printf 'Please install %s\n' "${by_hand[@]}" >&2
fi

if ((${#wanted[@]} > 0)); then
  packages=("${!wanted[@]}")
  if [[ "$(id -u)" != 0 ]] || ! command -v apt-get >/dev/null; then
    for package in "${packages[@]}"; do
      echo "Missing: ${wanted[$package]} (the package is called $package on Debian)" >&2
    done
    if command -v apt-get >/dev/null; then
      echo "Please run: sudo apt-get install --no-install-recommends ${packages[*]}" >&2
    fi
    exit 1
  fi

  echo "Installing ${packages[*]}"
  export DEBIAN_FRONTEND=noninteractive
  install=(apt-get install --yes --quiet --quiet --no-install-recommends -o Dpkg::Use-Pty=0 "${packages[@]}")
  # A list of packages that is there is good enough; a machine that never had one needs it first.
  "${install[@]}" >/dev/null 2>&1 || {
    apt-get update --quiet --quiet >/dev/null
    "${install[@]}" >/dev/null
  }
fi

((${#by_hand[@]} == 0)) || exit 1
for script in "${made[@]}"; do
  "$(dirname "$(readlink -f "${BASH_SOURCE[0]}")")/$script"
done
