#!/usr/bin/env bash
# Builds the image of the Containerfile, of what is committed, and runs an experiment in it. Takes
# buildah, and root.
#
#   tests/container.sh                       from the debian:12 that a registry has
#   debootstrap --variant=minbase bookworm DIR && tests/container.sh DIR
#                                            from a Debian 12 in a folder; takes no registry
#
# BUILDAH_ISOLATION=chroot and STORAGE_DRIVER=vfs where there are no user namespaces. Compiles
# everything, so it takes some ten minutes on two cores and is none of tests/run.sh.
set -euo pipefail
[ $# -eq 0 ] || set -- "$(realpath -m "$1")"
cd "$(dirname "${BASH_SOURCE[0]}")/.."

readonly image=localhost/dispatchbench-test
base=docker.io/library/debian:12
container=
pull=false  # unless it is there
source=$(mktemp -d)
clean_up() {
  [ -z "$container" ] || buildah rm "$container" >/dev/null
  buildah rmi "$image" >/dev/null 2>&1 || true
  rm -rf "$source"
}
trap clean_up EXIT

if ! command -v buildah >/dev/null; then
  echo "tests/container.sh: no buildah: apt-get install buildah" >&2
  exit 2
fi

# import FOLDER  as the base image
import() {
  container=$(buildah from scratch)
  local root
  root=$(buildah mount "$container")
  cp -a "$1/." "$root/"
  buildah umount "$container" >/dev/null
  buildah commit --quiet "$container" "$base" >/dev/null
  buildah rm "$container" >/dev/null
  container=
}

if [ $# -gt 0 ]; then
  if [ ! -x "$1/usr/bin/apt-get" ]; then
    echo "tests/container.sh: $1: expected a folder with a Debian 12, as debootstrap makes it" >&2
    exit 2
  fi
  base=localhost/dispatchbench-test-base
  import "$1"
  pull=never
fi

git clone --quiet . "$source"
buildah build --pull="$pull" --build-arg BASE="$base" --tag "$image" "$source"
container=$(buildah from --pull-never "$image")
in_container() { buildah run --workingdir /work "$container" -- "$@"; }
in_container bench list >/dev/null
in_container bench run every-strategy --only reuseport,unpark-queue --rounds 1
in_container test -s results/every-strategy/latest/summary.json
echo "container: built, and an experiment has run in it"
