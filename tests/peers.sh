#!/usr/bin/env bash
# Runs the suites of other projects against catalint and prints where they agree and disagree. Usage: tests/peers.sh [CATALINT],
# with node and npm on the PATH and the network at hand. The packages are installed in a temporary folder; nothing of them is
# kept.
set -euo pipefail
root=$(cd "$(dirname "$0")/.." && pwd)
catalint=$(realpath "${1:-$root/target/debug/catalint}")
temp=$(mktemp -d)
trap 'rm -rf "$temp"' EXIT
cp "$root/tests/peers.mjs" "$temp/"
cd "$temp"
npm install --silent --no-save --no-audit --no-fund github-slugger@2 spdx-correct@3 spdx-license-list@6 commonmark@0.31 commonmark-spec@0.31
node peers.mjs "$catalint"
