#!/usr/bin/env bash
# Fuzzes the parsers with libFuzzer under the address and undefined-behaviour sanitizers.
# Usage: ci/fuzz.sh [SECONDS] [TARGET…]   60 seconds each of all targets (tests/fuzz/fuzz_TARGET.cc) by default
# New inputs are kept in build/fuzz/corpus/TARGET, an input that fails in build/fuzz/TARGET-*.
set -euo pipefail
cd "$(dirname "$0")/.."

seconds=${1:-60}
[ $# -eq 0 ] || shift
targets=("$@")
if [ ${#targets[@]} -eq 0 ]; then
  for source in tests/fuzz/fuzz_*.cc; do
    name=${source##*/fuzz_}
    targets+=("${name%.cc}")
  done
fi

ci/install-deps.sh build test fuzz
[ -f build/fuzz/build.ninja ] || cmake --preset fuzz >/dev/null
cmake --build --preset fuzz --target "${targets[@]/#/fuzz_}"

export ASAN_SYMBOLIZER_PATH=/usr/bin/llvm-symbolizer-16
for target in "${targets[@]}"; do
  corpus=build/fuzz/corpus/$target
  mkdir -p "$corpus"
  echo "== $target, $seconds s"
  "build/fuzz/bin/fuzz_$target" -max_total_time="$seconds" -timeout=10 -rss_limit_mb=2048 -max_len=8192 -print_final_stats=1 \
    -artifact_prefix="build/fuzz/$target-" "$corpus" "tests/fuzz/corpus/$target" 2>&1 | tail -n 12
done
