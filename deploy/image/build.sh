#!/usr/bin/env bash
# Builds the images of this checkout with buildah; no daemon is needed.
#   deploy/image/build.sh                 on a base image from a registry
#   deploy/image/build.sh --debootstrap   on a base made from this machine's Debian mirror (root, and the package debootstrap)
# BASE names another base image. TAG: default the version in package.json.
set -euo pipefail

root=$(git -C "$(dirname -- "${BASH_SOURCE[0]}")" rev-parse --show-toplevel)
export PATH=$root/node_modules/.bin:$PATH
base=${BASE:-docker.io/library/debian:bookworm-slim}
tag=${TAG:-$(node -p "require('$root/package.json').version")}
work=$(mktemp -d)
trap 'rm -rf -- "$work"' EXIT

base_from_mirror() {
  local mirror container mount
  mirror=$(cat /etc/apt/sources.list /etc/apt/sources.list.d/* 2>/dev/null | grep -oE 'https?://[^ ]+/debian/?( |$)' | sed -n 1p | tr -d ' ' || true)
  container=$(buildah from scratch)
  mount=$(buildah mount "$container")
  debootstrap --variant=minbase bookworm "$mount" "${mirror:?no Debian mirror is configured here}"
  buildah umount "$container"
  base=localhost/codecsmith-base:bookworm
  buildah commit --rm --quiet "$container" "$base"
}

# What the services read at run time: manifests, built files, and the files of libraries that are no TypeScript.
prepare_context() {
  (cd "$root" && npm run --silent build)
  git -C "$root" archive HEAD package.json package-lock.json apps libs deploy/image examples/codecs | tar -x -C "$work"
  find "$work" -name '*.spec.ts' -delete
  mkdir -p "$work"/test "$work"/tools
  (cd "$root" && find apps libs -type d \( -name dist -o -name bundle \) -prune -print0 | xargs -0 tar -c) | tar -x -C "$work"
  (cd "$work" && npm ci --omit=dev --no-audit --no-fund --loglevel=error)
}

[[ ${1:-} != --debootstrap ]] || base_from_mirror
prepare_context
for target in services executor; do
  buildah build --layers --isolation "${ISOLATION:-chroot}" --build-arg "BASE=$base" --target "$target" \
    --file "$work/deploy/image/Containerfile" --tag "localhost/codecsmith-$target:$tag" "$work"
done
buildah images --format '{{.Name}}:{{.Tag}} {{.Size}}' | grep codecsmith-
