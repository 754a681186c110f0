#!/usr/bin/env bash
# Puts a Docker daemon for the tests into artifacts/dockerd, where nothing starts it by itself as its package would.
# Does nothing where dockerd is installed or the folder is complete.
set -euo pipefail
target=$(cd "$(dirname "$(readlink -f "${BASH_SOURCE[0]}")")/.." && pwd)/artifacts/dockerd
if command -v dockerd >/dev/null || [[ -e $target/complete ]]; then
  exit 0
fi

rm -rf "$target"
mkdir -p "$target/packages"
cd "$target/packages"
echo "Getting a Docker daemon for the tests"
apt-get download --quiet --quiet docker.io containerd tini >/dev/null 2>&1 || {
  apt-get update --quiet --quiet >/dev/null
  apt-get download --quiet --quiet docker.io containerd tini >/dev/null
}
for package in *.deb; do
  dpkg --extract "$package" "$target"
done
rm -rf "$target/packages"
touch "$target/complete"
