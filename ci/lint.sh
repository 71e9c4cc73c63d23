#!/usr/bin/env bash
# clang-format and clang-tidy over the sources; fails on any finding.
set -euo pipefail
cd "$(dirname "$0")/.."

ci/install-deps.sh build lint
git ls-files '*.cc' '*.h' | xargs clang-format-16 --dry-run -Werror
[ -f build/debug/build.ninja ] || cmake --preset debug >/dev/null
cmake --build --preset debug --target harness-supervisor
run-clang-tidy-16 -p build/debug -quiet "$PWD/(harness|scorers|reports|fixtures)/.*(?<!_test)\.cc$"
