#!/usr/bin/env bash
# Prints the line coverage of the library code by the test suite and writes build/coverage/html/index.html.
set -euo pipefail
cd "$(dirname "$0")/.."

ci/install-deps.sh build test coverage
out=build/coverage
[ -f "$out/build.ninja" ] || cmake --preset coverage >/dev/null
cmake --build --preset coverage
lcov -q -z -d "$out"
ctest --preset coverage -j"$(nproc)" >"$out/ctest.log" || { tail -n 30 "$out/ctest.log"; exit 1; }

options=(-q --rc lcov_branch_coverage=1)
where=(-d "$out" --base-directory "$PWD" --no-external)
lcov "${options[@]}" -c -i "${where[@]}" -o "$out/base.info"
lcov "${options[@]}" -c "${where[@]}" -o "$out/run.info"
lcov "${options[@]}" -a "$out/base.info" -a "$out/run.info" -o "$out/all.info"
lcov "${options[@]}" -r "$out/all.info" "$PWD/tests/*" "$PWD/build/*" "$PWD/fixtures/*" '*_test.cc' -o "$out/library.info"
genhtml -q --branch-coverage -o "$out/html" "$out/library.info"
lcov --rc lcov_branch_coverage=1 --summary "$out/library.info"
echo "HTML: $out/html/index.html"
