#!/usr/bin/env bash
# Installs what is missing, builds the release, and runs every test and the layer check.
set -euo pipefail
cd "$(dirname "$0")/.."

ci/install-deps.sh build test

# A mock of model providers that nobody here wrote, for one test; without a Node that runs it the test is skipped.
if command -v npm >/dev/null && node -e 'const [a, b] = process.versions.node.split("."); process.exit(a > 20 || (a == 20 && b >= 15) ? 0 : 1)'; then
  if ! cmp -s tests/aimock/package-lock.json build/aimock/package-lock.json; then
    mkdir -p build/aimock
    cp tests/aimock/package.json tests/aimock/package-lock.json build/aimock/
    npm ci --prefix build/aimock --no-audit --no-fund --loglevel=error >&2 || {
      rm -rf build/aimock
      echo "aimock can't be installed: its tests are skipped" >&2
    }
  fi
else
  echo "no npm with Node 20.15 or newer: the tests against aimock are skipped" >&2
fi

python3 ci/check_layers.py
[ -f build/release/build.ninja ] || cmake --preset release >/dev/null
cmake --build --preset release
ctest --preset release -j"$(nproc)" "$@"
