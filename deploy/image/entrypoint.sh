#!/bin/sh
# One argument that is the name of a service runs that service: `ledger`. Anything else goes to the command line.
set -eu
case "$#:${1:-}" in
1:ledger | 1:api | 1:generator | 1:sanitizer | 1:executor | 1:metrics | 1:campaigns | 1:janitor)
  exec node "/codecsmith/apps/$1/bundle/main.js"
  ;;
*) exec node /codecsmith/apps/cli/bundle/main.js "$@" ;;
esac
