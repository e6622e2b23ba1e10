#!/usr/bin/env bash
# Installs the Debian packages that building and running need; with --tests, those of the tests too;
# with --peers, the servers that experiments/peers.json compares with (servers/peers/).
set -euo pipefail

packages=(build-essential cmake ninja-build libboost1.81-dev libboost-program-options1.81-dev
  libcurl4-openssl-dev nlohmann-json3-dev libfmt-dev libgtest-dev libgmock-dev libbenchmark-dev
  liburing-dev pkg-config libopenmpi-dev openmpi-bin file
  python3 python3-matplotlib python3-numpy python3-jinja2 node-d3)
test_packages=(clang clang-format clang-tidy libclang-rt-14-dev mold python3-pytest
  python3-pytest-xdist python3-jsonschema python3-simpy3 libbenchmark-tools chromium chromium-driver
  python3-selenium iproute2)
peer_packages=(nginx-light h2o golang-go cargo librust-hyper-dev librust-tokio-dev apache2-bin nodejs
  libevent-dev libuv1-dev haproxy lighttpd lighttpd-modules-lua)

for argument in "$@"; do
  case "$argument" in
    --tests) packages+=("${test_packages[@]}") ;;
    --peers) packages+=("${peer_packages[@]}") ;;
    --help)
      echo "usage: setup.sh [--tests] [--peers]"
      exit 0
      ;;
    *)
      echo "setup.sh: $argument: expected --tests, --peers or nothing" >&2
      exit 2
      ;;
  esac
done

installed() {
  [ "$(dpkg-query --show --showformat='${db:Status-Status}' "$1" 2>/dev/null)" = installed ]
}

missing=()
for package in "${packages[@]}"; do
  installed "$package" || missing+=("$package")
done
if [ "${#missing[@]}" -eq 0 ]; then
  echo "setup: every package is installed"
  exit 0
fi

if [ "$(id -u)" -eq 0 ]; then
  as_root=()
elif sudo -n true 2>/dev/null; then
  as_root=(sudo -n)
else
  echo "setup.sh: packages are missing; as root: apt-get install -y ${missing[*]}" >&2
  exit 1
fi
echo "setup: installing ${missing[*]}"
"${as_root[@]}" apt-get update -qq
"${as_root[@]}" env DEBIAN_FRONTEND=noninteractive \
  apt-get install -y --no-install-recommends "${missing[@]}"
