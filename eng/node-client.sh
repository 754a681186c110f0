#!/usr/bin/env bash
# Puts AWS's own runtime client for Node, from npm, into artifacts/node-client for the tests, its native part compiled here.
# What it is made of is fetched by name and version, and no script of a package that npm would run is run by npm.
set -euo pipefail
root=$(cd "$(dirname "$(readlink -f "${BASH_SOURCE[0]}")")/.." && pwd)
target=$root/artifacts/node-client
client=aws-lambda-ric@3.3.0
addon=node-addon-api@6.1.0
if [[ -e $target/complete ]]; then
  exit 0
fi

rm -rf "$target"
mkdir -p "$target/build"
cd "$target/build"
echo "Getting AWS's runtime client for Node"
fetch() {
  for attempt in 1 2 3; do
    if npm pack --silent --pack-destination "$PWD" "$1" >/dev/null; then
      return
    fi
    echo "Attempt $attempt to get $1 failed." >&2
  done
  return 1
}
fetch "$client"
fetch "$addon"
mkdir client addon
tar -xzf aws-lambda-ric-*.tgz -C client --strip-components=1
tar -xzf node-addon-api-*.tgz -C addon --strip-components=1

headers=$(node -p 'require("path").join(require("path").dirname(process.execPath), "../include/node")')
[[ -e $headers/node_api.h ]] || headers=/usr/include/node
(
  cd client
  sh scripts/preinstall.sh
  g++ -O2 -shared -fPIC -std=c++17 -DNODE_GYP_MODULE_NAME=rapid_client -DNAPI_CPP_EXCEPTIONS -I"$headers" -I../addon -Ideps/artifacts/include \
    -o dist/rapid-client.node src/rapid-client.cc -Ldeps/artifacts/lib -laws-lambda-runtime -lcurl -lpthread
) >"$target/build.log" 2>&1 || {
  tail -n 20 "$target/build.log" >&2
  exit 1
}
mkdir "$target/package"
cp -r client/bin client/dist client/package.json client/LICENSE "$target/package"
cd "$target"
rm -rf build
touch complete
