#!/usr/bin/env bash
# Packs the binary of a target as the action, and people, download it: an archive, and its checksum beside it.
# Usage: package.sh TARGET FOLDER, with target/TARGET/dist/catalint built.
set -euo pipefail
cd "$(dirname "$0")/../.."

target=$1 folder=$2
version=$(cat .github/action/version)
name=catalint-$version-$target
binary=target/$target/dist/catalint
[ -f "$binary" ] || binary=$binary.exe

mkdir -p "$folder/$name"
cp "$binary" README.md CHANGELOG.md LICENSE-MIT LICENSE-APACHE "$folder/$name/"
cd "$folder"
tar -czf "$name.tar.gz" "$name"
rm -r "$name"
if command -v sha256sum >/dev/null; then
    sha256sum "$name.tar.gz" >"$name.tar.gz.sha256"
else
    shasum -a 256 "$name.tar.gz" >"$name.tar.gz.sha256"
fi
