#!/bin/sh
# Makes the secrets that compose.yaml names, once; what is there stays. The model's key is yours: secrets/model-key.
set -eu
cd "$(dirname -- "$0")"
door=${CODECSMITH:-../../codecsmith}
umask 077
mkdir -p secrets/home
random() { od -An -N24 -tx1 /dev/urandom | tr -d ' \n'; }
keep() { [ -s "secrets/$1" ] || printf %s "$2" >"secrets/$1"; }
keep owner-password "$(random)"
keep reader-password "$(random)"
keep executor-token "$(random)"
keep model-key none
keep owner-url "postgres://codecsmith:$(cat secrets/owner-password)@postgres:5432/codecsmith"
keep reader-url "postgres://lab_reader:$(cat secrets/reader-password)@postgres:5432/codecsmith"

# Users of the bus, each with a secret of its own, and what the server must know of them.
LAB_HOME=$PWD/secrets/home "$door" bus config >secrets/users.conf
node -e '
  const { readFileSync, writeFileSync } = require("node:fs");
  const { users } = JSON.parse(readFileSync("secrets/home/bus.users.json", "utf8"));
  for (const { name, secret } of users) writeFileSync(`secrets/bus-${name}`, secret);
'
# Containers read them as users of their own; the folder keeps everybody else out.
chmod 711 secrets
chmod 644 secrets/owner-* secrets/reader-* secrets/executor-token secrets/model-key secrets/users.conf secrets/bus-*
