#!/usr/bin/env bash
# Packs the extension for Visual Studio Code, and looks at what is in the package. Needs Node.js and npm.
set -euo pipefail
cd "$(dirname "$0")/.."
temp=$(mktemp -d)
trap 'rm -rf "$temp"' EXIT
git ls-files -z editors/vscode | xargs -0 tar -cf - | tar -xf - -C "$temp"
cd "$temp/editors/vscode"

lines=$(wc -l <extension.js)
[ "$lines" -le 150 ] || { printf 'FAILED: the extension has %s lines\n' "$lines" && exit 1; }
npm ci --silent --ignore-scripts
node --test >/dev/null
npm run --silent package >/dev/null
listed=$(python3 -m zipfile -l catalint.vsix)
for file in extension/package.json extension/extension.js extension/node_modules/vscode-languageclient/package.json; do
    grep -q "^$file " <<<"$listed" || { printf 'FAILED: the package lacks %s\n' "$file" && exit 1; }
done
! grep -q 'extension/extension.test.js' <<<"$listed" || { printf 'FAILED: it holds its tests\n' && exit 1; }
printf 'vscode: 4 passed, 0 failed\n'
