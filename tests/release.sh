#!/usr/bin/env bash
# Makes a release up around the binary that is given, and takes it apart as those who install it do: archives and checksums,
# lists of parts, cargo binstall's addresses, the packages for npm, the images, the plugin.
# Usage: tests/release.sh BINARY, with cyclonedx and check-jsonschema on the PATH.
set -euo pipefail
binary=$(cd "$(dirname "$1")" && pwd)/$(basename "$1")
cd "$(dirname "$0")/.."
root=$PWD
temp=$(mktemp -d)
trap 'rm -rf "$temp"' EXIT
version=$(cat .github/action/version)
passed=0
pass() {
    passed=$((passed + 1))
}
fail() {
    printf 'FAILED: %s\n' "$1"
    exit 1
}

# The scripts of a release, beside the binaries that its jobs would build.
mkdir -p "$temp/source" "$temp/release"
git ls-files -z | xargs -0 tar -cf - | tar -xf - -C "$temp/source"
own=$(uname -m)-unknown-linux-musl
targets=(x86_64-unknown-linux-musl aarch64-unknown-linux-musl x86_64-apple-darwin aarch64-apple-darwin x86_64-pc-windows-msvc)
for target in "${targets[@]}"; do
    suffix='' && [[ $target != *windows* ]] || suffix=.exe
    mkdir -p "$temp/source/target/$target/dist"
    # The binaries of other systems cannot be run here: any file stands in for them.
    if [ "$target" = "$own" ]; then
        cp "$binary" "$temp/source/target/$target/dist/catalint"
    else
        printf 'a stand-in\n' >"$temp/source/target/$target/dist/catalint$suffix"
    fi
    "$temp/source/.github/release/package.sh" "$target" "$temp/release"
done

(cd "$temp/release" && sha256sum --quiet --check ./*.sha256) || fail 'a checksum is wrong'
pass
for target in "${targets[@]}"; do
    name=catalint-$version-$target
    suffix='' && [[ $target != *windows* ]] || suffix=.exe
    wanted=$(printf "$name/%s\n" CHANGELOG.md LICENSE-APACHE LICENSE-MIT README.md "catalint$suffix")
    [ "$(tar -tzf "$temp/release/$name.tar.gz" | grep -v '/$' | LC_ALL=C sort)" = "$wanted" ] || fail "$name.tar.gz holds something else"
    pass
done
python3 - "$temp/release" <<'PYTHON' || fail 'a list of parts is none'
import json, pathlib, sys
from cyclonedx.schema import SchemaVersion
from cyclonedx.validation.json import JsonStrictValidator
lists = sorted(pathlib.Path(sys.argv[1]).glob("*.cdx.json"))
assert len(lists) == 5, lists
for path in lists:
    text = path.read_text(encoding="utf-8")
    wrong = JsonStrictValidator(SchemaVersion.V1_5).validate_str(text)
    assert not wrong, (path.name, wrong)
    parts = json.loads(text)["components"]
    names = {part["name"] for part in parts}
    # What parses markdown is in each, what tests is in none; each system has its own.
    assert "pulldown-cmark" in names and not names & {"proptest", "insta"}, names
    assert ("xattr" in names) == ("windows" not in path.name), names
    assert all(part.get("licenses") for part in parts)
PYTHON
pass
zip=$temp/release/catalint-$version-x86_64-pc-windows-msvc.zip
grep -q "catalint-$version-x86_64-pc-windows-msvc/catalint.exe" <<<"$(python3 -m zipfile -l "$zip")" || fail 'the zip lacks the binary'
pass

# The addresses of cargo binstall lead to files of the release, and its paths to binaries in them.
python3 - "$temp/release" "$version" <<'PYTHON' || fail 'cargo binstall finds no file'
import pathlib, re, sys, tarfile, tomllib, zipfile
release, version = pathlib.Path(sys.argv[1]), sys.argv[2]
package = tomllib.loads(pathlib.Path("Cargo.toml").read_text())["package"]
base = package["metadata"]["binstall"]

def fill(text, target):
    values = {"repo": package["repository"], "version": version, "target": target, "bin": "catalint",
              "binary-ext": ".exe" if "windows" in target else ""}
    return re.sub(r"\{ ([a-z-]+) \}", lambda found: values[found.group(1)], text)

targets = ["x86_64-unknown-linux-musl", "aarch64-unknown-linux-musl", "x86_64-unknown-linux-gnu", "aarch64-unknown-linux-gnu",
           "x86_64-apple-darwin", "aarch64-apple-darwin", "x86_64-pc-windows-msvc"]
assert set(base["overrides"]) <= set(targets)
for target in targets:
    settings = {**base, **base["overrides"].get(target, {})}
    archive = release / fill(settings["pkg-url"], target).removeprefix(f"{package['repository']}/releases/download/v{version}/")
    binary = fill(settings["bin-dir"], target)
    if settings["pkg-fmt"] == "zip":
        assert binary in zipfile.ZipFile(archive).namelist(), (target, binary)
    else:
        assert binary in tarfile.open(archive).getnames(), (target, binary)
PYTHON
pass

# npm: each package packs, and the one that people install runs the binary of this machine, with its exit code.
"$temp/source/.github/release/npm.sh" "$temp/release" "$temp/packages"
mkdir "$temp/packed"
for folder in "$temp"/packages/*; do
    (cd "$temp/packed" && npm pack --silent "$folder" >/dev/null)
done
[ "$(find "$temp/packed" -name '*.tgz' | wc -l)" -eq 6 ] || fail 'npm packed another number of packages'
pass
here=$(node -p "process.platform + '-' + process.arch")
mkdir "$temp/user" && cd "$temp/user"
npm install --silent --offline --no-audit --no-fund --omit optional \
    "$temp/packed/catalint-$here-$version.tgz" "$temp/packed/catalint-$version.tgz" >/dev/null
[ "$(node_modules/.bin/catalint --version)" = "catalint $version" ] || fail 'the package of npm runs no binary'
pass
code=0 && node_modules/.bin/catalint check absent.md >/dev/null 2>&1 || code=$?
[ "$code" -eq 2 ] || fail "the package of npm ends with $code, not 2"
pass
rm -r node_modules/@catalint
code=0 && node_modules/.bin/catalint --version >"$temp/said" 2>&1 || code=$?
[ "$code" -eq 3 ] || fail "without a binary the package of npm ends with $code, not 3"
grep -q "no binary for" "$temp/said" || fail 'a missing binary is not reported'
pass
cd "$root"

# Both images copy what the release's job puts beside them; the one for GitLab has a shell, the other none.
for file in Dockerfile Dockerfile.debug; do
    grep -q "^COPY --chmod=0755 catalint-\${TARGETARCH} " ".github/release/$file" || fail "$file copies something else"
    grep -q "file .github/release/$file image" .github/workflows/release.yml || fail "no job builds $file"
done
grep -q '^FROM scratch$' .github/release/Dockerfile || fail 'the image has more than the binary'
grep -q '^CMD \["/bin/sh"\]$' .github/release/Dockerfile.debug || fail 'the image for GitLab has no shell'
pass

plugin=packaging/mega-linter-plugin-catalint/catalint.megalinter-descriptor.yml
check-jsonschema --quiet --schemafile tests/schemas/megalinter-descriptor.schema.json "$plugin" || fail 'the plugin is no descriptor'
pass
printf 'release: %s passed, 0 failed\n' "$passed"
