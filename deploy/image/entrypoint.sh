#!/bin/sh
# Runs one service of the lab by its name: `docker run codecsmith-services ledger`. Anything else goes to the command line.
set -eu
main=/codecsmith/apps/${1:-none}/dist/main.js
case ${1:-} in
ledger | api | generator | sanitizer | executor | metrics | campaigns | janitor)
  exec node --enable-source-maps "$main"
  ;;
*) exec node /codecsmith/apps/cli/dist/main.js "$@" ;;
esac
