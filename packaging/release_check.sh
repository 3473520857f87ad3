#!/usr/bin/env bash
# What must hold on the day of a release and cannot be a test, because it depends on the date.
#   packaging/release_check.sh
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
web/build.sh install >/dev/null
web/node tests/catalogue-data/helplines.mjs
