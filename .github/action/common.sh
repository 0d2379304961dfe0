# What every script of the action needs. Runs with bash 3.2, which is what macOS has.
# shellcheck shell=bash

# A message that the log and the run's page show. It is escaped, so that it stays one whatever is in it. It goes to
# standard error, which the runner reads as well, so that it is seen where the output of a function is taken.
escape() {
    local text=$1
    text=${text//'%'/%25}
    text=${text//$'\r'/%0D}
    text=${text//$'\n'/%0A}
    printf '%s' "$text"
}
notice() { printf '::notice title=catalint::%s\n' "$(escape "$1")" >&2; }
warning() { printf '::warning title=catalint::%s\n' "$(escape "$1")" >&2; }
fail() {
    printf '::error title=catalint::%s\n' "$(escape "$1")" >&2
    exit "${2:-2}"
}

# Sets an output of the step. A value of several lines would set other outputs as well.
output() {
    case $2 in
        *$'\n'* | *$'\r'*) fail "the output $1 would have several lines" ;;
    esac
    printf '%s=%s\n' "$1" "$2" >>"$GITHUB_OUTPUT"
}

# An input is true or false, and a slip is said, not guessed at.
is_true() {
    case $2 in
        true) return 0 ;;
        false | '') return 1 ;;
        *) fail "the input $1 is true or false, not \"$2\"" ;;
    esac
}

# Fills the array `lines` with the lines of a text, without the empty ones. Nothing is split at spaces, nothing is
# evaluated.
read_lines() {
    local line
    lines=()
    while IFS= read -r line || [ -n "$line" ]; do
        line=${line%$'\r'}
        if [ -n "$line" ]; then
            lines+=("$line")
        fi
    done <<<"$1"
}

# 128 bits that nobody who wrote a catalog can know.
random() { od -An -N16 -tx1 /dev/urandom | tr -d ' \n'; }

# A path as programs outside of this shell understand it.
native() { if command -v cygpath >/dev/null; then cygpath -w "$1"; else printf '%s' "$1"; fi; }

# In a container the checkout belongs to somebody else, and git reads it only when it is told to.
trust_checkout() {
    export GIT_CONFIG_COUNT=1 GIT_CONFIG_KEY_0=safe.directory GIT_CONFIG_VALUE_0="$PWD"
}
