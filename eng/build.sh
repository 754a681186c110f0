#!/usr/bin/env bash
# Publishes the server and CLI (Release, ReadyToRun) to artifacts/gatehouse. All output goes to standard error.
# Each build gets a folder of its own and artifacts/gatehouse is a link to the latest, so that a running server keeps its files.
set -euo pipefail
root=$(cd "$(dirname "$(readlink -f "${BASH_SOURCE[0]}")")/.." && pwd)
builds=$root/artifacts/builds
project=$root/src/Server/Gatehouse.Server.csproj
mkdir -p "$builds"
exec 1>&2

if ! command -v dotnet >/dev/null; then
  echo "gatehouse: the .NET SDK is missing; install .NET 10 (https://dot.net) and try again."
  exit 1
fi

started=$builds/.started.$$
touch "$started" # sources changed from here on belong to the next build
trap 'rm -f "$started"' EXIT

case $(uname -s)-$(uname -m) in
  Linux-x86_64) rid=linux-x64 ;;
  Linux-aarch64) rid=linux-arm64 ;;
  Darwin-x86_64) rid=osx-x64 ;;
  Darwin-arm64) rid=osx-arm64 ;;
  *) rid= ;;
esac
if [[ -n $rid && -e /lib/ld-musl-x86_64.so.1 && ! -e /lib64/ld-linux-x86-64.so.2 ]]; then
  rid=linux-musl-x64
fi

export DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_NOLOGO=1
target=$builds/$(date +%Y%m%d-%H%M%S)-$$
publish() { dotnet publish "$project" -c Release -v q --nologo -o "$target" "$@"; }

echo "gatehouse: building…"
SECONDS=0
if [[ -z $rid ]]; then
  publish
elif ! publish -r "$rid" --self-contained false -p:PublishReadyToRun=true; then
  # The ReadyToRun compiler is a package; without it the server starts slower, and works.
  echo "gatehouse: the build for fast start failed, trying without."
  rm -rf "$target"
  publish
fi

touch -r "$started" "$target/.built"
ln -s "builds/${target##*/}" "$root/artifacts/.gatehouse.$$"
mv -Tf "$root/artifacts/.gatehouse.$$" "$root/artifacts/gatehouse" 2>/dev/null ||
  { rm -rf "$root/artifacts/gatehouse"; mv -f "$root/artifacts/.gatehouse.$$" "$root/artifacts/gatehouse"; }

# Earlier builds go once nothing runs from them. Where the system does not tell (no /proc), they stay.
if [[ -e /proc/self/exe ]]; then
  running=$(readlink /proc/[0-9]*/exe 2>/dev/null || true)
  for old in "$builds"/*/; do
    if [[ $old != "$target/" && $running != *"$old"* ]]; then
      rm -rf "$old"
    fi
  done
fi
echo "gatehouse: built in ${SECONDS} s."
