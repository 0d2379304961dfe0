#!/usr/bin/env bash
# Puts the binary on the PATH: a released one with its checksum, or one built from the action's own source where this
# version has none for this machine. Only a 404 means that there is none: any other failure ends the run, since it would
# hide a broken network or a changed download behind a slow build.
set -euo pipefail
# shellcheck source=.github/action/common.sh
. "$GITHUB_ACTION_PATH/.github/action/common.sh"

repository=catalint/catalint
own=$(tr -d ' \r\n' <"$GITHUB_ACTION_PATH/.github/action/version")
version=${CATALINT_VERSION:-$own}
[[ $version == source || $version =~ ^[0-9]+\.[0-9]+\.[0-9]+$ ]] ||
    fail "the input version is a number like $own, or source, not \"$version\""

# The name of the machine's kind in the names of the released files; none where no file is released for it.
target() {
    case ${RUNNER_OS:-}-${RUNNER_ARCH:-} in
        Linux-X64) printf x86_64-unknown-linux-musl ;;
        Linux-ARM64) printf aarch64-unknown-linux-musl ;;
        macOS-X64) printf x86_64-apple-darwin ;;
        macOS-ARM64) printf aarch64-apple-darwin ;;
        Windows-X64) printf x86_64-pc-windows-msvc ;;
    esac
}

# Downloads an address into a file, and prints the status that ended it: 200, or 404.
fetch() {
    local status
    status=$(curl --proto '=https' --tlsv1.2 --retry 3 --silent --show-error --location \
        --write-out '%{http_code}' --output "$2" -- "$1") || fail "$1 cannot be downloaded" 3
    case $status in
        200 | 404) printf '%s' "$status" ;;
        *) fail "$1 answers $status" 3 ;;
    esac
}

sha256() {
    if command -v sha256sum >/dev/null; then sha256sum; else shasum -a 256; fi | cut -d ' ' -f 1
}

# The checksum shows that the file arrived whole; the attestation, that it was built from the project's source.
verify() {
    local wanted
    wanted=$(cut -d ' ' -f 1 <"$1.sha256")
    [[ $wanted =~ ^[0-9a-f]{64}$ ]] || fail "$1.sha256 holds no checksum" 3
    [ "$(sha256 <"$1")" = "$wanted" ] || fail "$1 is not what its checksum says: the download is damaged, or was changed" 3
    if [ -n "${GH_TOKEN:-}" ] && gh attestation verify --help >/dev/null 2>&1; then
        GH_HOST=github.com gh attestation verify "$1" --repo "$repository" >/dev/null ||
            fail "$1 has no valid attestation of $repository" 3
    else
        notice "the checksum of $1 was compared; its attestation was not, for want of gh or a token"
    fi
}

# Downloads the release into the folder; says no where there is none for this version and machine.
download() {
    local name address status
    name=catalint-$version-$(target)
    [ "$name" != "catalint-$version-" ] || return 1
    address=https://github.com/$repository/releases/download/v$version/$name.tar.gz
    # A function that is asked in a condition goes on after a failure, so each is looked at.
    status=$(fetch "$address" "$name.tar.gz") || exit 3
    [ "$status" = 200 ] || return 1
    status=$(fetch "$address.sha256" "$name.tar.gz.sha256") || exit 3
    [ "$status" = 200 ] || fail "$address has no checksum beside it" 3
    verify "$name.tar.gz"
    tar -xzf "$name.tar.gz" || fail "$name.tar.gz cannot be unpacked" 3
    mkdir -p bin && mv "$name"/catalint* bin/
}

build() {
    command -v cargo >/dev/null || fail "there is no binary for this machine, and no cargo to build one with" 3
    # The profile `release`, which compiles fast: the binary is built for one run.
    cargo install --path "$GITHUB_ACTION_PATH" --locked --root "$folder" --no-track --force
}

folder=$RUNNER_TEMP/catalint/$version
mkdir -p "$folder"
cd "$folder"
if ! bin/catalint --version >/dev/null 2>&1; then
    if [ "$version" = source ]; then
        build
    elif ! download; then
        [ "$version" = "$own" ] || fail "there is no release $version for this machine"
        notice "there is no release $version for this machine: it is built from source, which takes some minutes"
        build
    fi
fi
printed=$(bin/catalint --version) || fail "the binary does not start on this machine" 3
printed=${printed##* }
[ "$version" = source ] || [ "$printed" = "$version" ] || fail "the binary says that it is $printed, not $version" 3
printf '%s\n' "$(native "$folder/bin")" >>"$GITHUB_PATH"
output version "$printed"
output path "$(native "$folder/bin/catalint")"
