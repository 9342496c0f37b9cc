#!/bin/sh
# Makes the secrets that compose.yaml names, once; what is there stays. The model's key is yours: secrets/model-key.
set -eu
cd "$(dirname -- "$0")"
umask 077
mkdir -p secrets
random() { od -An -N24 -tx1 /dev/urandom | tr -d ' \n'; }
keep() { [ -s "secrets/$1" ] || printf %s "$2" >"secrets/$1"; }
keep owner-password "$(random)"
keep reader-password "$(random)"
keep executor-token "$(random)"
keep model-key none
keep owner-url "postgres://codecsmith:$(cat secrets/owner-password)@postgres:5432/codecsmith"
keep reader-url "postgres://lab_reader:$(cat secrets/reader-password)@postgres:5432/codecsmith"
# Containers read them as users of their own.
chmod 755 secrets
chmod 644 secrets/*
