#!/usr/bin/env bash
# Packs the binary of a target as the action, and people, download it: an archive, for Windows a zip too, the list of its
# parts, and a checksum beside each archive.
# Usage: package.sh TARGET FOLDER, with target/TARGET/dist/catalint built.
set -euo pipefail
cd "$(dirname "$0")/../.."

root=$PWD
target=$1 folder=$2
version=$(cat .github/action/version)
name=catalint-$version-$target
binary=target/$target/dist/catalint
[ -f "$binary" ] || binary=$binary.exe

mkdir -p "$folder/$name"
cp "$binary" README.md CHANGELOG.md LICENSE-MIT LICENSE-APACHE "$folder/$name/"
cd "$folder"
tar -czf "$name.tar.gz" "$name"
archives=("$name.tar.gz")
python=$(command -v python3 || command -v python)
case $target in
*windows*)
    "$python" -m zipfile -c "$name.zip" "$name"
    archives+=("$name.zip")
    ;;
esac
rm -r "$name"
"$python" "$root/.github/release/sbom.py" "$target" >"$name.cdx.json"
for archive in "${archives[@]}"; do
    if command -v sha256sum >/dev/null; then
        sha256sum "$archive" >"$archive.sha256"
    else
        shasum -a 256 "$archive" >"$archive.sha256"
    fi
done
