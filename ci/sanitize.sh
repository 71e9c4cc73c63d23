#!/usr/bin/env bash
# Builds and runs the whole test suite under address + undefined behaviour, then under thread sanitizers.
# Usage: ci/sanitize.sh [asan|tsan]…
set -euo pipefail
cd "$(dirname "$0")/.."

ci/install-deps.sh build test sanitize
[ $# -gt 0 ] || set -- asan tsan
for preset in "$@"; do
  [ -f "build/$preset/build.ninja" ] || cmake --preset "$preset" >/dev/null
  cmake --build --preset "$preset"
  # ThreadSanitizer can't place its shadow where the kernel randomises too many bits: run without randomisation.
  setarch -R ctest --preset "$preset" -j"$(nproc)"
done
