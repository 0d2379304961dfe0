#!/usr/bin/env bash
# Makes the packages for npm of a release: one for each binary, and the one that people install, which takes the binary of
# their machine. Usage: npm.sh RELEASE FOLDER, with the archives of all targets in RELEASE.
set -euo pipefail
root=$(cd "$(dirname "$0")/../.." && pwd)
release=$(cd "$1" && pwd)
mkdir -p "$2"
folder=$(cd "$2" && pwd)
version=$(cat "$root/.github/action/version")

# Target, and the system and processor as Node.js names them.
while read -r target system processor; do
    name=$system-$processor
    mkdir -p "$folder/$name"
    tar -xzf "$release/catalint-$version-$target.tar.gz" -C "$folder/$name" --strip-components 1
    rm -f "$folder/$name/CHANGELOG.md"
    printf '# @catalint/%s\n\nThe binary of [catalint](https://www.npmjs.com/package/catalint) for this system.\n' "$name" \
        >"$folder/$name/README.md"
    cat >"$folder/$name/package.json" <<JSON
{
  "name": "@catalint/$name",
  "version": "$version",
  "description": "The binary of catalint for $system on $processor",
  "license": "MIT OR Apache-2.0",
  "repository": { "type": "git", "url": "git+https://github.com/catalint/catalint.git" },
  "os": ["$system"],
  "cpu": ["$processor"],
  "preferUnplugged": true
}
JSON
done <<'TARGETS'
x86_64-unknown-linux-musl linux x64
aarch64-unknown-linux-musl linux arm64
x86_64-apple-darwin darwin x64
aarch64-apple-darwin darwin arm64
x86_64-pc-windows-msvc win32 x64
TARGETS

mkdir -p "$folder/catalint"
cp -R "$root/packaging/npm/." "$folder/catalint/"
cp "$root/README.md" "$root/LICENSE-MIT" "$root/LICENSE-APACHE" "$folder/catalint/"
