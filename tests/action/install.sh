#!/usr/bin/env bash
# Getting the binary: from a release, from source, and all the ways in which it must not be got.
# shellcheck source=tests/action/harness.sh
. "$(dirname "$0")/harness.sh"

own=$(cat "$root/.github/action/version")

# A site of releases in a folder, and a curl that reads it. A file `NAME.status` is the answer of the server.
# shellcheck disable=SC2016
CURL='while [ $# -gt 1 ]; do [ "$1" = --output ] && to=$2; shift; done
name=${1##*/}
[ ! -f "$SITE/$name.broken" ] || exit 6
if [ -f "$SITE/$name.status" ]; then cat "$SITE/$name.status"; exit; fi
if [ -f "$SITE/$name" ]; then cp "$SITE/$name" "$to"; printf 200; else printf 404; fi'
# shellcheck disable=SC2016
CARGO='while [ $# -gt 0 ]; do [ "$1" = --root ] && to=$2; shift; done
mkdir -p "$to/bin" && printf "#!/bin/sh\necho catalint $BUILDS\n" >"$to/bin/catalint" && chmod +x "$to/bin/catalint"'

release() {
    local version=$1 target=$2 name=catalint-$1-$2
    mkdir -p "$place/site/$name"
    printf '#!/bin/sh\necho catalint %s\n' "$version" >"$place/site/$name/catalint"
    chmod +x "$place/site/$name/catalint"
    (cd "$place/site" && tar -czf "$name.tar.gz" "$name" && sha256sum "$name.tar.gz" >"$name.tar.gz.sha256" && rm -r "$name")
}

world() {
    case_of "$1"
    mkdir -p "$place/site"
    export SITE=$place/site BUILDS=$own
    stand_in curl "$CURL"
    stand_in cargo "$CARGO"
    stand_in gh 'exit 0'
}
linux=x86_64-unknown-linux-musl

world 'a released binary'
release "$own" $linux
step install
ends_with 0
calls "<https://github.com/catalint/catalint/releases/download/v$own/catalint-$own-$linux.tar.gz>"
calls_no 'cargo'
file_has_line "$GITHUB_OUTPUT" "version=$own"
file_has_line "$GITHUB_OUTPUT" "path=$place/temp/catalint/$own/bin/catalint"
file_has_line "$GITHUB_PATH" "$place/temp/catalint/$own/bin"
says 'its attestation was not'

title='a second use in one job downloads nothing'
: >"$CALLS"
step install
ends_with 0
calls_no 'curl'

world 'the attestation is verified where there is a token'
release "$own" $linux
step install GH_TOKEN=t
ends_with 0
calls "gh <attestation> <verify> <catalint-$own-$linux.tar.gz> <--repo> <catalint/catalint>"
is_silent_on 'its attestation was not'

world 'a false attestation'
release "$own" $linux
# shellcheck disable=SC2016
stand_in gh '[ "$3" = --help ]'
step install GH_TOKEN=t
ends_with 3
says 'no valid attestation'
file_lacks "$GITHUB_OUTPUT" path=

world 'another version, and every machine'
for kind in Linux-ARM64-aarch64-unknown-linux-musl macOS-ARM64-aarch64-apple-darwin macOS-X64-x86_64-apple-darwin; do
    title="another version for $kind"
    IFS=- read -r os arch target <<<"$kind"
    release 7.8.9 "$target"
    rm -rf "$place/temp/catalint"
    step install CATALINT_VERSION=7.8.9 RUNNER_OS="$os" RUNNER_ARCH="$arch"
    ends_with 0
    file_has_line "$GITHUB_OUTPUT" version=7.8.9
done

world 'a checksum that does not fit'
release "$own" $linux
printf x >>"$place/site/catalint-$own-$linux.tar.gz"
step install
ends_with 3
says 'is not what its checksum says'
calls_no cargo
file_lacks "$GITHUB_OUTPUT" path=

world 'a checksum that is none'
release "$own" $linux
echo '<html>' >"$place/site/catalint-$own-$linux.tar.gz.sha256"
step install
ends_with 3
says 'holds no checksum'

world 'no checksum'
release "$own" $linux
rm "$place/site/catalint-$own-$linux.tar.gz.sha256"
step install
ends_with 3
says 'has no checksum beside it'

world 'no release: built from source'
step install
ends_with 0
says "::notice title=catalint::there is no release $own for this machine"
calls "cargo <install> <--path> <$root> <--locked>"
file_has_line "$GITHUB_OUTPUT" "version=$own"

world 'no release for this kind of machine'
step install RUNNER_ARCH=RISCV
ends_with 0
calls_no curl
calls 'cargo <install>'

world 'source is asked for'
release "$own" $linux
step install CATALINT_VERSION=source
ends_with 0
calls_no curl
calls 'cargo <install>'

world 'a server that is ill is not a missing release'
release "$own" $linux
printf 503 >"$place/site/catalint-$own-$linux.tar.gz.status"
step install
ends_with 3
says 'answers 503'
calls_no cargo

world 'a network that is down is not a missing release'
touch "$place/site/catalint-$own-$linux.tar.gz.broken"
step install
ends_with 3
says 'cannot be downloaded'
calls_no cargo

world 'a version that was never released'
step install CATALINT_VERSION=99.0.0
ends_with 2
says 'there is no release 99.0.0'
calls_no cargo

for version in latest v1.0.0 1.0 '1.0.0/../../evil' '1.0.0 ' $'1.0.0\n::set-output name=path::x'; do
    world "the version $version"
    step install CATALINT_VERSION="$version"
    ends_with 2
    says '::error title=catalint::the input version is a number like'
    verdict "$(grep -q '^::set-output' <<<"$printed" && echo 1 || echo 0)" 'should not print a command of the input'
    calls_no curl
done

world 'a binary of another version'
release 7.8.9 $linux
(cd "$place/site" && for file in catalint-7.8.9-*; do mv "$file" "${file/7.8.9/1.2.3}"; done &&
    tar -xzf catalint-1.2.3-$linux.tar.gz && mv catalint-7.8.9-$linux catalint-1.2.3-$linux &&
    tar -czf catalint-1.2.3-$linux.tar.gz catalint-1.2.3-$linux &&
    sha256sum catalint-1.2.3-$linux.tar.gz >catalint-1.2.3-$linux.tar.gz.sha256)
step install CATALINT_VERSION=1.2.3
ends_with 3
says 'the binary says that it is 7.8.9, not 1.2.3'

finish
