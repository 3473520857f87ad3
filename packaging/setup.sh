#!/usr/bin/env bash
# Installs what ./run and ./test need and says what it does. Sourced or run from the root of the checkout.
# Needs Debian 12 (or a relative with the same packages) and root or sudo; a second run takes a second.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

step() { printf '\033[1m==> %s\033[0m\n' "$*"; }

wanted_packages() {  # groups...: names in packaging/debian-packages.txt, with those of the groups
  local line package command
  while IFS= read -r line; do
    line=${line%%#*}
    [ -n "${line// /}" ] || continue
    if [[ $line == *@* ]]; then
      command=${line##*@}
      [[ " $* " != *" ${command// /} "* ]] || { package=${line%%@*} && echo "${package// /}"; }
    elif [[ $line == *\?* ]]; then
      package=${line%%\?*}
      command=${line##*\?}
      command -v "${command// /}" >/dev/null 2>&1 || echo "${package// /}"
    else
      echo "${line// /}"
    fi
  done < packaging/debian-packages.txt
}

missing_packages() {  # groups...
  local wanted installed package
  wanted=$(wanted_packages "$@")
  # shellcheck disable=SC2086  # a list of names
  installed=$(dpkg-query -W -f='${Package} ${Status}\n' $wanted 2>/dev/null | sed -n 's/ install ok installed$//p') || true
  for package in $wanted; do
    grep -qxF "$package" <<<"$installed" || echo "$package"
  done
}

install_packages() {  # groups...
  local missing
  missing=$(missing_packages "$@" | tr '\n' ' ')
  [ -n "${missing// /}" ] || return 0
  step "Installing Debian packages: $missing"
  local as_root=()
  if [ "$(id -u)" -ne 0 ]; then
    command -v sudo >/dev/null || { echo "These packages are missing, and neither root nor sudo is at hand: $missing" >&2; exit 1; }
    as_root=(sudo)
  fi
  "${as_root[@]}" apt-get update -qq
  # shellcheck disable=SC2086  # a list of names
  DEBIAN_FRONTEND=noninteractive "${as_root[@]}" apt-get install -y -qq --no-install-recommends $missing >/dev/null
  missing=$(missing_packages "$@" | tr '\n' ' ')
  [ -z "${missing// /}" ] || { echo "Still missing after the installation: $missing" >&2; exit 1; }
}

# The SQLite amalgamation, pinned by a lockfile with its hash (packaging/sqlite/README.md).
fetch_sqlite() {
  local stamp=build/sqlite/.stamp lock
  lock=$(sha256sum packaging/sqlite/package-lock.json | cut -d' ' -f1)
  if [ -f build/sqlite/sqlite3.c ] && [ "$(cat "$stamp" 2>/dev/null)" = "$lock" ]; then return 0; fi
  step "Fetching the SQLite amalgamation"
  (cd packaging/sqlite && npm ci --ignore-scripts --no-audit --no-fund --silent)
  mkdir -p build/sqlite
  cp packaging/sqlite/node_modules/better-sqlite3/deps/sqlite3/sqlite3.{c,h} build/sqlite/
  echo "$lock" > "$stamp"
}

configure_and_build() {  # preset, targets...
  local preset=$1
  shift
  export CCACHE_BASEDIR="$PWD" CCACHE_NOHASHDIR=1
  [ -f "build/$preset/build.ninja" ] || cmake --preset "$preset" >"build/configure-$preset.log" 2>&1 ||
    { cat "build/configure-$preset.log" >&2; exit 1; }
  local target
  local args=()
  for target in "$@"; do args+=(--target "$target"); done
  cmake --build "build/$preset" "${args[@]}"
}

build_web() {
  step "Building the web apps"
  web/build.sh
}

mkdir -p build
