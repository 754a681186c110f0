#!/usr/bin/env bash
# Builds the first process of sandboxes, src/Sandbox/Inside/init.c, for both processors, and puts the programs beside it.
# Needs Debian's gcc, and gcc-aarch64-linux-gnu or gcc-x86-64-linux-gnu for the other processor. Only for who changes init.c.
set -euo pipefail
cd "$(dirname "$(readlink -f "${BASH_SOURCE[0]}")")/../src/Sandbox/Inside"

source=$(sha256sum init.c | cut -d' ' -f1)
build() {
  "$1" -DSOURCE="\"$source\"" -Os -std=c11 -Wall -Wextra -Werror -ffreestanding -nostdlib -static -fno-pie -no-pie -fno-stack-protector \
    -fno-asynchronous-unwind-tables -fno-builtin -Wl,--build-id=none -Wl,-z,noseparate-code -Wl,-z,noexecstack -Wl,-z,norelro -Wl,-z,max-page-size=4096 -s -o "$2" init.c
  "${1%gcc}objcopy" --remove-section=.comment "$2"
}

build x86_64-linux-gnu-gcc init-x64
build aarch64-linux-gnu-gcc init-arm64
chmod 755 init-x64 init-arm64
ls -l init-x64 init-arm64
