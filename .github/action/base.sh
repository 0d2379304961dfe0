#!/usr/bin/env bash
# Finds what a change is compared with, and whether the change comes from a fork. Sets the outputs base and fork.
set -euo pipefail
# shellcheck source=.github/action/common.sh
. "$GITHUB_ACTION_PATH/.github/action/common.sh"
trust_checkout

# A pull request from a fork, or from a repository that is gone, is one of a stranger.
fork=false
case $GITHUB_EVENT_NAME in
    pull_request | pull_request_target)
        [ "${CATALINT_HEAD_REPOSITORY:-}" = "$GITHUB_REPOSITORY" ] || fork=true
        ;;
esac
output fork "$fork"

# actions/checkout gives a pull request as the merge commit that GitHub made for it. Its first parent is the state that
# the change is merged into; the event's base may be older. The commit names its parents even in a clone of depth 1.
first_parent() {
    [ "$(git rev-parse HEAD)" = "$GITHUB_SHA" ] || return 1
    git cat-file -p HEAD | sed -n -e '/^$/q' -e 's/^parent //p' | { read -r first && read -r _ && printf '%s' "$first"; }
}

base=${CATALINT_BASE:-}
if [ -z "$base" ]; then
    case $GITHUB_EVENT_NAME in
        pull_request | pull_request_target) base=$(first_parent || printf '%s' "${CATALINT_EVENT_BASE:-}") ;;
        merge_group) base=${CATALINT_EVENT_BASE:-} ;;
    esac
fi
if [ -z "$base" ] || [ "$base" = none ]; then
    output base ''
    exit 0
fi
[[ $base != -* ]] || fail "the input base is a revision, not \"$base\""

# Both trees are needed, not the history between them. The checkout may have kept no credentials; the token is then
# given through the environment, where no list of processes shows it.
fetch() {
    local server=${GITHUB_SERVER_URL:-https://github.com}
    git fetch --no-tags --quiet --depth=1 origin "$1" 2>/dev/null && return
    [ -n "${GH_TOKEN:-}" ] || return 1
    GIT_CONFIG_COUNT=2 GIT_CONFIG_KEY_1=http.$server/.extraheader \
        GIT_CONFIG_VALUE_1="AUTHORIZATION: basic $(printf 'x-access-token:%s' "$GH_TOKEN" | base64 | tr -d '\n')" \
        git fetch --no-tags --quiet --depth=1 origin "$1"
}

if ! git cat-file -e "$base^{commit}" 2>/dev/null; then
    # A name of a branch is no revision here until it is fetched; what was fetched is.
    if fetch "$base"; then
        base=$(git rev-parse --verify --quiet FETCH_HEAD)
    elif $fork; then
        fail "$base cannot be fetched, and a change from a fork is judged by the configuration of its base alone" 3
    else
        warning "$base cannot be fetched: everything is checked, not only what this change brings"
        base=''
    fi
fi
output base "$base"
