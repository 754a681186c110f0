#!/usr/bin/env bash
# Builds everything once and runs every test: ./test.sh. Some projects only: ./test.sh Gateway Wire.
# The last line is "N passed, N failed"; the exit code is 1 when anything failed.
set -uo pipefail
cd "$(dirname "$(readlink -f "${BASH_SOURCE[0]}")")" || exit 1

limit=${GATEHOUSE_TEST_LIMIT:-1500} # seconds a project may take; on an idle machine of two cores the slowest needs a third of it
passed=0
failed=0
finish() {
  echo "$passed passed, $failed failed"
  exit $((failed > 0))
}
give_up() {
  echo "$1"
  failed=$((failed + 1))
  finish
}

projects=()
if (($# == 0)); then
  for project in test/*/*.csproj; do
    [[ $project == test/Testing/* ]] || projects+=("$project")
  done
else
  for name in "$@"; do
    found=(test/"$name".Tests/*.csproj)
    [[ -e ${found[0]} ]] || found=(test/"$name"/*.csproj)
    if [[ ! -e ${found[0]} ]]; then
      echo "There are no tests named '$name'. Choose from: $(printf '%s\n' test/*/*.csproj | cut -d/ -f2 | grep -v '^Testing$' | sed 's/\.Tests$//' | paste -sd' ')"
      exit 2
    fi
    projects+=("${found[0]}")
  done
fi

if [[ -x eng/install.sh ]]; then
  eng/install.sh || give_up "What the tests need could not be installed."
fi

SECONDS=0
export DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_NOLOGO=1
echo "Building…"
if (($# == 0)); then
  dotnet build Gatehouse.slnx -c Release -v q --nologo -clp:NoSummary || give_up "The build failed."
else
  for project in "${projects[@]}"; do
    dotnet build "$project" -c Release -v q --nologo -clp:NoSummary || give_up "The build of $project failed."
  done
fi
echo "Built in ${SECONDS} s."

results=artifacts/test-results
mkdir -p "$results"
for project in "${projects[@]}"; do
  assembly=$(basename "$project" .csproj)
  log=$results/$assembly.log
  SECONDS=0
  timeout -k 10 "$limit" "artifacts/bin/$assembly/release/$assembly" -noColor </dev/null >"$log" 2>&1
  code=$?

  # The runner's summary: "Total: 96, Errors: 0, Failed: 0, Skipped: 0, Not Run: 0, Time: 3.842s".
  ran=0 bad=0 trouble=
  if [[ $(grep -E 'Total: [0-9]+, Errors: [0-9]+, Failed: [0-9]+' "$log" | tail -n 1) =~ Total:\ ([0-9]+),\ Errors:\ ([0-9]+),\ Failed:\ ([0-9]+),\ Skipped:\ ([0-9]+),\ Not\ Run:\ ([0-9]+) ]]; then
    bad=$((BASH_REMATCH[2] + BASH_REMATCH[3]))
    ran=$((BASH_REMATCH[1] - BASH_REMATCH[3] - BASH_REMATCH[4] - BASH_REMATCH[5]))
  fi
  if ((code == 124 || code == 137)); then
    bad=$((bad + 1)) trouble=", stopped after $limit s"
  elif ((code != 0 && bad == 0)); then
    bad=1 trouble=", ended with code $code"
  elif ((ran + bad == 0)) && ! grep -q 'Total: 0' "$log"; then
    bad=1 trouble=", no result"
  fi

  passed=$((passed + ran))
  failed=$((failed + bad))
  ((bad == 0)) || cat "$log"
  printf '%-34s %4d passed, %d failed%s (%d s)\n' "${assembly#Gatehouse.}" "$ran" "$bad" "$trouble" "$SECONDS"
done
finish
