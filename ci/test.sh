#!/usr/bin/env bash
# Installs what is missing, builds the release, and runs every test and the layer check.
set -euo pipefail
cd "$(dirname "$0")/.."

ci/install-deps.sh build test
python3 ci/check_layers.py
[ -f build/release/build.ninja ] || cmake --preset release >/dev/null
cmake --build --preset release
ctest --preset release -j"$(nproc)" "$@"
