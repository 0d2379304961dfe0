#!/usr/bin/env bash
# Holds every place that names the version to Cargo.toml, and the tag of a release, where one is given, to all of them.
set -euo pipefail
cd "$(dirname "$0")/../.."

version=$(sed -n 's/^version = "\(.*\)"$/\1/p' Cargo.toml | head -n 1)
status=0
agrees() {
    if [ "$2" != "$version" ]; then
        printf '%s says "%s", Cargo.toml says "%s"\n' "$1" "$2" "$version" >&2
        status=1
    fi
}
agrees Cargo.lock "$(sed -n '/^name = "catalint"$/{n;s/^version = "\(.*\)"$/\1/p;}' Cargo.lock)"
agrees .github/action/version "$(cat .github/action/version)"
agrees 'pyproject.toml, version,' "$(sed -n 's/^version = "\(.*\)"$/\1/p' pyproject.toml)"
agrees 'pyproject.toml, dependencies,' "$(sed -n 's/^dependencies = \["catalint==\(.*\)"\]$/\1/p' pyproject.toml)"
for file in editors/vscode/package.json packaging/npm/package.json; do
    while read -r own; do agrees "$file" "$own"; done < <(
        sed -n 's/^  "version": "\(.*\)",$/\1/p; s/^    "@catalint.*": "\(.*\)".*$/\1/p' "$file")
done
agrees editors/vscode/package-lock.json "$(sed -n 's/^  "version": "\(.*\)",$/\1/p' editors/vscode/package-lock.json)"
plugin=packaging/mega-linter-plugin-catalint/catalint.megalinter-descriptor.yml
agrees "$plugin" "$(sed -n 's/^.* catalint==\(.*\)$/\1/p' "$plugin")"
for file in src/command/init/pre-commit.yaml docs/pre-commit.md; do
    agrees "$file" "$(sed -n 's/^    rev: v\(.*\)$/\1/p' "$file")"
done
if [ $# -gt 0 ]; then
    agrees 'the tag' "${1#v}"
    grep -q "^## $version " CHANGELOG.md || {
        printf 'CHANGELOG.md has no section "## %s" with a date\n' "$version" >&2
        status=1
    }
fi
exit "$status"
