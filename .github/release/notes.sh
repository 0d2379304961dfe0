#!/usr/bin/env bash
# Prints what the changelog says of a version. Usage: notes.sh VERSION
set -euo pipefail
cd "$(dirname "$0")/../.."

awk -v heading="## $1 " 'index($0, heading) == 1 { found = 1; next } /^## / { found = 0 } found' CHANGELOG.md
