#!/usr/bin/env bash
# Audits the pages of committed results in a headless Chromium: what axe-core finds, light, dark and on a
# phone, Lighthouse's score for accessibility, and how long each page takes to draw. Ends with status 1 where
# something is found or a score is below 95; no time decides anything.
#
#   tests/plots/audit.sh            needs the network once: axe-core and Lighthouse come from npm, to build/audit
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../.."

if [ "${1-}" = --help ]; then
  sed -n '2,6s/^# \{0,1\}//p' tests/plots/audit.sh
  exit 0
fi
[ $# -eq 0 ] || {
  echo "tests/plots/audit.sh: $1: expected --help or nothing" >&2
  exit 2
}
mkdir -p build/audit
for package in axe-core@4 lighthouse@13; do
  [ -d "build/audit/node_modules/${package%@*}" ] ||
    npm install --prefix build/audit --silent --no-audit --no-fund "$package"
done
PYTHONPATH=.:tests/plots exec /usr/bin/python3 tests/plots/audit.py build/audit
