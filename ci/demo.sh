#!/usr/bin/env bash
# Installs what is missing, builds the release and runs the demo suite: no key, no network beyond Debian's packages.
set -euo pipefail
cd "$(dirname "$0")/.."

ci/install-deps.sh build
[ -f build/release/build.ninja ] || cmake --preset release >/dev/null
cmake --build --preset release --target harness harness-sqlite harness-supervisor triage

out=build/demo
mkdir -p "$out"
code=0
build/release/bin/harness run fixtures/suites/demo.yaml --store "$out/harness.db" \
  --junit "$out/junit.xml" --json "$out/report.json" --jsonl "$out/attempts.jsonl" || code=$?

# Tickets that are made up, judged as they are made, and as test cases of a suite.
build/release/bin/harness generate fixtures/generators/tickets.yaml --store "$out/harness.db" --quiet \
  --out "$out/tickets.jsonl" --out "$out/tickets.csv" || code=$?
build/release/bin/harness run fixtures/suites/synthetic-tickets.yaml --store "$out/harness.db" --quiet || code=$?

echo
echo "Reports: $out/junit.xml  $out/report.json  $out/attempts.jsonl"
echo "Tickets: $out/tickets.jsonl  $out/tickets.csv"
echo "Store:   $out/harness.db  (build/release/bin/harness runs list --store $out/harness.db)"
exit "$code"
