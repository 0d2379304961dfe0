#!/usr/bin/env bash
# What a change is compared with, in clones as actions/checkout makes them.
# shellcheck source=tests/action/harness.sh
. "$(dirname "$0")/harness.sh"

# A repository with a pull request that is merged into its main branch, and the main branch moved on before that.
case_of 'a repository'
origin=$temp/origin
git init -q -b main "$origin"
commit() { (cd "$origin" && echo "$1" >>"$2" && git add -A && git commit -qm "$1" && git rev-parse HEAD); }
old=$(commit first README.md)
git -C "$origin" checkout -qb change
head=$(commit change list.md)
git -C "$origin" checkout -q main
main=$(commit second README.md)
git -C "$origin" checkout -q --detach
git -C "$origin" merge -q --no-ff change -m merge
merge=$(git -C "$origin" rev-parse HEAD)
git -C "$origin" update-ref refs/pull/1/merge "$merge"
git -C "$origin" config uploadpack.allowAnySHA1InWant true
git -C "$origin" tag v1 "$old"

# A clone of depth 1 of one commit, as actions/checkout makes it.
checkout() {
    git init -q "$place/work"
    git -C "$place/work" remote add origin "file://$origin"
    git -C "$place/work" fetch -q --depth=1 origin "$1"
    git -C "$place/work" checkout -q --detach FETCH_HEAD
    verdict "$(git -C "$place/work" cat-file -e "$main" 2>/dev/null && echo 1 || echo 0)" 'the clone should be shallow'
}
is_there() {
    verdict "$(git -C "$place/work" cat-file -e "$1^{tree}" && echo 0 || echo 1)" "$1 should be fetched"
}
pull_request=(GITHUB_EVENT_NAME=pull_request GITHUB_SHA="$merge" CATALINT_EVENT_BASE="$old")
own=(CATALINT_HEAD_REPOSITORY=owner/catalog)
code=0 printed=''

case_of 'a pull request: the first parent of the merge, not the older base of the event'
checkout "$merge"
step base "${pull_request[@]}" "${own[@]}"
ends_with 0
file_has_line "$GITHUB_OUTPUT" "base=$main"
file_has_line "$GITHUB_OUTPUT" fork=false
is_there "$main"

for other in stranger/catalog ''; do
    case_of "a pull request from the repository \"$other\""
    checkout "$merge"
    step base "${pull_request[@]}" CATALINT_HEAD_REPOSITORY="$other"
    ends_with 0
    file_has_line "$GITHUB_OUTPUT" fork=true
    file_has_line "$GITHUB_OUTPUT" "base=$main"
done

case_of 'a checkout of the head: the base of the event'
checkout "$head"
step base "${pull_request[@]}" "${own[@]}"
ends_with 0
file_has_line "$GITHUB_OUTPUT" "base=$old"
is_there "$old"

case_of 'a merge queue'
checkout "$merge"
step base GITHUB_EVENT_NAME=merge_group GITHUB_SHA="$merge" CATALINT_EVENT_BASE="$main"
ends_with 0
file_has_line "$GITHUB_OUTPUT" "base=$main"
is_there "$main"

case_of 'a push has no base'
checkout "$merge"
step base
ends_with 0
file_has_line "$GITHUB_OUTPUT" base=

case_of 'the base none'
checkout "$merge"
step base "${pull_request[@]}" "${own[@]}" CATALINT_BASE=none
ends_with 0
file_has_line "$GITHUB_OUTPUT" base=

for name in main v1; do
    case_of "a base by name: $name"
    checkout "$merge"
    step base CATALINT_BASE="$name"
    ends_with 0
    commit=$(git -C "$origin" rev-parse "$name")
    file_has_line "$GITHUB_OUTPUT" "base=$commit"
    is_there "$commit"
done

case_of 'a base that is not there: everything is checked, and that is said'
checkout "$merge"
step base CATALINT_BASE=no-such-branch
ends_with 0
says '::warning title=catalint::no-such-branch cannot be fetched'
file_has_line "$GITHUB_OUTPUT" base=

case_of 'a base that is not there, from a fork: nothing is checked'
checkout "$merge"
git -C "$place/work" remote set-url origin "file://$place/nowhere"
step base "${pull_request[@]}" CATALINT_HEAD_REPOSITORY=stranger/catalog
ends_with 3
says 'cannot be fetched, and a change from a fork'

case_of 'a base that is an option'
checkout "$merge"
step base CATALINT_BASE=--upload-pack=touch
ends_with 2
says 'is a revision'

case_of 'the token is used where the checkout kept none, and is never shown'
checkout "$merge"
git=$(command -v git)
stand_in git "[ \"\$1\" != fetch ] || [ -n \"\${GIT_CONFIG_VALUE_1:-}\" ] || exit 128
[ \"\$1\" != fetch ] || printf '%s=%s\n' \"\$GIT_CONFIG_KEY_1\" \"\$GIT_CONFIG_VALUE_1\" >>\"$place/config\"
exec $git \"\$@\""
step base "${pull_request[@]}" "${own[@]}" GH_TOKEN=secret
ends_with 0
file_has_line "$GITHUB_OUTPUT" "base=$main"
file_has_line "$place/config" "http.https://github.com/.extraheader=AUTHORIZATION: basic $(printf x-access-token:secret | base64)"
calls_no "$(printf x-access-token:secret | base64)"
is_silent_on secret

finish
