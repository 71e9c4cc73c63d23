#!/usr/bin/env bash
# Measures the figures of docs/performance.md, as ratios taken in one run. Needs ../shared/data (or HARNESS_DATA); about five minutes.
# Usage: ci/bench.sh [--no-promptfoo]
set -euo pipefail
cd "$(dirname "$0")/.."

data="${HARNESS_DATA:-../shared/data}"
[ -f "$data/it-tickets/tickets.csv" ] || { echo "there is no $data/it-tickets/tickets.csv; set HARNESS_DATA" >&2; exit 1; }
ci/install-deps.sh build bench
[ -f build/release/build.ninja ] || cmake --preset release >/dev/null
cmake --build --preset release --target harness harness-sqlite harness-supervisor harness-model-server bare_loop sandbox_overhead
python3 tests/bench/bench.py build/release/bin "$data" build/bench "$@"
