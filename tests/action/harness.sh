# What the tests of the action share: a runner's environment, stand-ins for the programs of the world, assertions.
# shellcheck shell=bash
set -euo pipefail

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)
temp=$(mktemp -d)
trap 'rm -rf "$temp"' EXIT
# macOS calls it otherwise.
command -v sha256sum >/dev/null || sha256sum() { shasum -a 256 "$@"; }
passed=0 failed=0 title='' told='' code=0 printed=''

# A fresh place for a case, as the runner lays it out: folders, files for outputs, and what it says of the event.
case_of() {
    title=$1
    place=$(mktemp -d "$temp/case-XXXXXX")
    mkdir -p "$place/temp" "$place/work" "$place/bin"
    export GITHUB_ACTION_PATH=$root RUNNER_TEMP=$place/temp RUNNER_OS=Linux RUNNER_ARCH=X64
    export GITHUB_OUTPUT=$place/output GITHUB_STEP_SUMMARY=$place/summary GITHUB_PATH=$place/path
    export GITHUB_EVENT_NAME=push GITHUB_REPOSITORY=owner/catalog GITHUB_SHA=0 GITHUB_RUN_ID=7
    export GITHUB_SERVER_URL=https://github.com CALLS=$place/calls
    for file in "$GITHUB_OUTPUT" "$CALLS" "$GITHUB_STEP_SUMMARY" "$GITHUB_PATH"; do : >"$file"; done
    unset GH_TOKEN
    # Git is itself, and asks nobody.
    export GIT_CONFIG_GLOBAL=/dev/null GIT_CONFIG_SYSTEM=/dev/null GIT_TERMINAL_PROMPT=0
    export GIT_AUTHOR_NAME=a GIT_AUTHOR_EMAIL=a@example.org GIT_COMMITTER_NAME=a GIT_COMMITTER_EMAIL=a@example.org
}

# A stand-in for a program. It notes how it was called, a line an argument, and does what the text says.
stand_in() {
    cat >"$place/bin/$1" <<SCRIPT
#!/usr/bin/env bash
{ printf '%s' "$1"; printf ' <%s>' "\$@"; printf '\n'; } >>"\$CALLS"
$2
SCRIPT
    chmod +x "$place/bin/$1"
}

# Runs a script of the action in the work folder, or in the folder `inside` of it, as a step does: its exit code in `code`,
# what it prints in `printed`.
step() {
    local script=$1
    shift
    code=0
    printed=$(cd "$place/work/${inside:-}" && env PATH="$place/bin:$PATH" "$@" "$root/.github/action/$script.sh" 2>&1) || code=$?
}

verdict() {
    if [ "$1" = 0 ]; then
        passed=$((passed + 1))
    else
        failed=$((failed + 1))
        printf 'FAILED %s: %s\n' "$title" "$2"
        # What was done is told once a case.
        if [ "$told" != "$place$title" ]; then
            printf -- '--- printed (exit code %s)\n%s\n--- calls\n%s\n--- outputs\n%s\n\n' \
                "$code" "$printed" "$(cat "$CALLS")" "$(cat "$GITHUB_OUTPUT")"
            told=$place$title
        fi
    fi
}

ends_with() { verdict "$([ "$code" = "$1" ] && echo 0 || echo 1)" "should end with $1"; }
says() { verdict "$(grep -qF -- "$1" <<<"$printed" && echo 0 || echo 1)" "should print: $1"; }
is_silent_on() { verdict "$(grep -qF -- "$1" <<<"$printed" && echo 1 || echo 0)" "should not print: $1"; }
file_has() { verdict "$(grep -qF -- "$2" "$1" 2>/dev/null && echo 0 || echo 1)" "$(basename "$1") should have: $2"; }
file_lacks() { verdict "$(grep -qF -- "$2" "$1" 2>/dev/null && echo 1 || echo 0)" "$(basename "$1") should not have: $2"; }
file_has_line() { verdict "$(grep -qxF -- "$2" "$1" 2>/dev/null && echo 0 || echo 1)" "$(basename "$1") should have the line: $2"; }
calls() { file_has "$CALLS" "$1"; }
calls_no() { file_lacks "$CALLS" "$1"; }

finish() {
    printf '%s: %s passed, %s failed\n' "$(basename "$0" .sh)" "$passed" "$failed"
    [ "$failed" = 0 ]
}
