#!/usr/bin/env bash
# Installs the Debian packages that harness builds with; quick when none is missing. Debian 12, as root or through sudo.
# Usage: ci/install-deps.sh [build|test|coverage|sanitize|fuzz|lint]…   (build is always in)
set -euo pipefail

build="g++ cmake ninja-build pkg-config libboost-program-options-dev nlohmann-json3-dev libsqlite3-dev libfmt-dev
       libspdlog-dev libexpected-dev libexpat1-dev libpugixml-dev libssl-dev libicu-dev libre2-dev libxxhash-dev libyaml-dev libpg-query-dev
       libcurl4-openssl-dev libpq-dev libxlsxwriter-dev libeigen3-dev libgtest-dev libgmock-dev"
declare -A more=(
  [build]="" [test]="python3 python3-jinja2 python3-h2 openssl libxml2-utils postgresql" [coverage]="lcov libjson-xs-perl" [sanitize]="util-linux"
  [fuzz]="clang-16 libclang-rt-16-dev llvm-16" [lint]="clang-format-16 clang-tidy-16" [bench]="python3"
)
wanted="$build"
for purpose in "$@"; do wanted+=" ${more[$purpose]?there is no purpose of this name}"; done

missing=()
for package in $wanted; do
  dpkg-query -W -f '${Status}' "$package" 2>/dev/null | grep -q 'install ok installed' || missing+=("$package")
done
[ ${#missing[@]} -eq 0 ] && exit 0

echo "installing: ${missing[*]}" >&2
as_root=""
if [ "$(id -u)" -ne 0 ]; then
  command -v sudo >/dev/null || { echo "install as root: ${missing[*]}" >&2; exit 1; }
  as_root="sudo"
fi
export DEBIAN_FRONTEND=noninteractive
$as_root apt-get update -qq >&2
$as_root env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "${missing[@]}" >&2
