#!/usr/bin/env bash
# The one pull request of the audit, with a stand-in for gh and a bare repository as the server: opened, edited, closed, left
# to people, and opened again only for another move.
# shellcheck source=tests/action/harness.sh
. "$(dirname "$0")/harness.sh"

# shellcheck disable=SC2016
GH='filter=.
for argument in "$@"; do
    case $before in
        --jq) filter=$argument ;;
        --body-file) cp "$argument" "$WRITTEN" ;;
    esac
    before=$argument
done
[ "$1 $2" != "${FORBIDDEN:-}" ] || { echo "HTTP 403" >&2; exit 1; }
[ "$2" != graphql ] || jq -r "$filter" <<<"$PULLS"'
# What `fix --diff` does: ends with 1 where there is a diff, and writes it to the file that is asked for.
# shellcheck disable=SC2016
CATALINT='for argument in "$@"; do
    case $argument in patch=*) cp "$PATCH" "${argument#patch=}" ;; esac
done
[ -z "${BROKEN:-}" ] || exit 3
[ ! -s "$PATCH" ]'

branch=catalint/moved-links
bot='41898282+github-actions[bot]@users.noreply.github.com'
git_here() { git -C "$place/work" "$@"; }
server() { git -C "$place/server" "$@"; }

# A catalog on a server and its checkout, with two links of which one moved.
world() {
    case_of "$1"
    stand_in gh "$GH"
    stand_in catalint "$CATALINT"
    export WRITTEN=$place/written PATCH=$place/patch before='' FORBIDDEN='' BROKEN='' PULLS
    pulls ''
    git init --quiet --bare --initial-branch=main "$place/server"
    git init --quiet --initial-branch=main "$place/work"
    git_here remote add origin "$place/server"
    mkdir "$place/work/docs"
    printf -- '- [A](http://a.example/)\n- [B](http://b.example/)\n' >"$place/work/docs/list.md"
    git_here add . && git_here commit --quiet --message catalog && git_here push --quiet origin main
    moves a
}
pulls() { PULLS='{"data": {"repository": {"pullRequests": {"nodes": ['$1']}}}}'; }
# A pull request of ours in a state, with the body that was written last.
pull() {
    pulls "$(jq -n --arg state "$1" --rawfile body "$WRITTEN" \
        '{number: 9, state: $state, isCrossRepository: false, viewerDidAuthor: true, body: $body}')"
}
# The links that moved, and the patch that writes them.
moves() {
    local one
    cp "$place/work/docs/list.md" "$place/before.md"
    for one in "$@"; do
        sed -i.old "s#http://$one.example/#https://new.example/$one#" "$place/work/docs/list.md"
    done
    git_here diff --no-color --src-prefix=a/ --dst-prefix=b/ >"$PATCH"
    cp "$place/before.md" "$place/work/docs/list.md" && rm -f "$place/work/docs/list.md.old"
    jq -n '{run: {network: "ok"}, links: [$ARGS.positional[] |
        {url: "http://\(.).example/", verdict: "moved", suggestion: "https://new.example/\(.)", archived: false}]}' \
        --args "$@" never-agreed >"$place/findings.json"
}
night() {
    : >"$CALLS"
    step pull-request CATALINT_JSON="$place/findings.json" CATALINT_STORE=.catalint/audit.db GITHUB_REF_NAME=main \
        GITHUB_REF_TYPE=branch GH_TOKEN=t "$@"
}
# The branch on the server is the catalog with these links written anew, one commit behind main.
branch_has() {
    local text
    text=$(server show "$branch:docs/list.md" 2>&1 || true)
    verdict "$([ "$text" = "$1" ] && echo 0 || echo 1)" "the branch should hold $1, not $text"
}
A_MOVED='- [A](https://new.example/a)
- [B](http://b.example/)'
BOTH_MOVED='- [A](https://new.example/a)
- [B](https://new.example/b)'
head_of() { server rev-parse --verify --quiet "$branch" || true; }

world 'a first move'
night
ends_with 0
calls 'catalint <fix> <--links> <--store> <.catalint/audit.db> <--select> <rot/moved> <--diff>'
calls 'gh <pr> <create> <--repo> <owner/catalog> <--head> <catalint/moved-links> <--base> <main> <--title> <Update links that moved>'
branch_has "$A_MOVED"
verdict "$([ "$(server show -s --format=%ae "$branch")" = "$bot" ] && echo 0 || echo 1)" 'the commit should be the bot'"'"'s'
verdict "$([ "$(server rev-parse "$branch^")" = "$(server rev-parse main)" ] && echo 0 || echo 1)" 'should be one commit on main'
verdict "$([ -z "$(git_here status --porcelain)" ] && [ "$(git_here worktree list | wc -l)" -eq 1 ] && echo 0 || echo 1)" 'the checkout should stay as it was'
file_has "$WRITTEN" '<!-- catalint: moved links '
file_has_line "$WRITTEN" '- http://a.example/'
file_has_line "$WRITTEN" '+ https://new.example/a'
file_lacks "$WRITTEN" 'never-agreed'
file_has "$WRITTEN" 'found 1 link that moved'

title='the same move another night'
pull OPEN
before_head=$(head_of)
night
ends_with 0
calls 'gh <pr> <edit> <9>'
calls_no create
verdict "$([ "$(head_of)" = "$before_head" ] && echo 0 || echo 1)" 'should not be pushed again'

title='another move'
moves a b
night
ends_with 0
calls 'gh <pr> <edit> <9>'
branch_has "$BOTH_MOVED"
file_has "$WRITTEN" 'found 2 links that moved'

title='the catalog goes on: the branch follows'
pull OPEN
printf '\n- [C](http://c.example/)\n' >>"$place/work/docs/list.md"
git_here commit --quiet --all --message more && git_here push --quiet origin main
moves b
night
ends_with 0
branch_has '- [A](http://a.example/)
- [B](https://new.example/b)

- [C](http://c.example/)'

title='a person commits to the branch: it is theirs'
pull OPEN
git_here fetch --quiet origin "$branch" && git_here worktree add --quiet --detach "$place/person" FETCH_HEAD
printf 'By hand.\n' >>"$place/person/docs/list.md"
git -C "$place/person" commit --quiet --all --message 'By hand' && git -C "$place/person" push --quiet origin "HEAD:$branch"
before_head=$(head_of)
moves a b
night
ends_with 0
says '::notice title=catalint::the branch catalint/moved-links has commits of somebody else'
calls_no '<pr>'
verdict "$([ "$(head_of)" = "$before_head" ] && echo 0 || echo 1)" 'the commit of a person should stay'

title='a person amends the commit: it is theirs'
git -C "$place/person" reset --quiet --hard HEAD^
git -C "$place/person" commit --quiet --amend --allow-empty --message 'Update links that moved'
git -C "$place/person" push --quiet --force origin "HEAD:$branch"
before_head=$(head_of)
night
ends_with 0
calls_no '<pr>'
verdict "$([ "$(head_of)" = "$before_head" ] && echo 0 || echo 1)" 'the commit of a person should stay'

title='a person commits while the run is under way'
world "$title"
night
pull OPEN
moves a b
# Between the look at the branch and the push, which has a lease on what was seen.
git_here fetch --quiet origin "$branch" && git_here worktree add --quiet --detach "$place/race" FETCH_HEAD
# shellcheck disable=SC2016
stand_in git 'if [ "$1" = push ]; then
    "$REAL" -C "$RACE" commit --quiet --allow-empty --message race && "$REAL" -C "$RACE" push --quiet origin "HEAD:catalint/moved-links"
fi
exec "$REAL" "$@"'
night RACE="$place/race" REAL="$(command -v git)" GH_TOKEN=
ends_with 0
says '::notice title=catalint::the branch catalint/moved-links cannot be pushed'
verdict "$([ "$(server show -s --format=%s "$branch")" = race ] && echo 0 || echo 1)" 'the commit of a person should stay'

world 'a person closes it'
night
pull CLOSED
night
ends_with 0
says '::notice title=catalint::a person closed the pull request'
calls_no '<pr>'
title='and another link moves'
moves a b
night
ends_with 0
calls 'gh <pr> <create>'
branch_has "$BOTH_MOVED"

world 'it was merged, and another link moves'
night
pull MERGED
server update-ref refs/heads/main "refs/heads/$branch" && server update-ref -d "refs/heads/$branch"
git_here pull --quiet origin main
moves b
night
ends_with 0
calls 'gh <pr> <create>'
branch_has "$BOTH_MOVED"

world 'nothing moved'
moves
night
ends_with 0
calls_no '<pr>'
verdict "$([ -z "$(head_of)" ] && echo 0 || echo 1)" 'should make no branch'

world 'nothing is left of what moved'
night
pull OPEN
moves
night
ends_with 0
calls 'gh <pr> <close> <9> <--repo> <owner/catalog> <--delete-branch>'
title='and it moves again: nobody had refused it'
pull CLOSED
moves a
night
calls 'gh <pr> <create>'

world 'a pull request of another with our marker'
night
pulls "$(jq -n --rawfile body "$WRITTEN" '{number: 9, state: "CLOSED", isCrossRepository: false, viewerDidAuthor: false, body: $body},
    {number: 10, state: "OPEN", isCrossRepository: true, viewerDidAuthor: true, body: $body}' | jq -s . | sed '1d;$d')"
night
ends_with 0
calls 'gh <pr> <create>'
calls_no '<edit>'

world 'a branch of that name by a person'
git_here push --quiet origin "main:refs/heads/$branch"
before_head=$(head_of)
night
ends_with 0
says 'commits of somebody else'
verdict "$([ "$(head_of)" = "$before_head" ] && echo 0 || echo 1)" 'should stay'

for forbidden in 'api graphql' 'pr create'; do
    world "no permission: $forbidden"
    night FORBIDDEN="$forbidden"
    ends_with 0
    says '::notice title=catalint::the pull request'
    says 'the job needs the permissions contents: write and pull-requests: write'
done

world 'no permission to push'
mkdir -p "$place/server/hooks" && printf '#!/bin/sh\nexit 1\n' >"$place/server/hooks/pre-receive" && chmod +x "$place/server/hooks/pre-receive"
night
ends_with 0
says '::notice title=catalint::the branch catalint/moved-links cannot be pushed'
calls_no create

world 'a checkout without history'
night
pull OPEN
moves a b
git clone --quiet --depth=1 "file://$place/server" "$place/shallow"
rm -rf "$place/work" && mv "$place/shallow" "$place/work"
night
ends_with 0
branch_has "$BOTH_MOVED"

for network in degraded down; do
    world "a $network network"
    jq --arg network "$network" '.run.network = $network' "$place/findings.json" >"$place/bad.json" && mv "$place/bad.json" "$place/findings.json"
    night
    ends_with 0
    says '::notice title=catalint::the network was bad'
    calls_no gh
done

world 'a run for a tag'
night GITHUB_REF_TYPE=tag GITHUB_REF_NAME=v1
ends_with 0
says '::notice title=catalint::a pull request needs a branch'
calls_no gh

world 'catalogs in a folder, addresses that are weapons'
# shellcheck disable=SC2016
jq '.links[0].suggestion = "https://new.example/a```\n@team <!-- catalint: -->"' "$place/findings.json" >"$place/evil.json"
mv "$place/evil.json" "$place/findings.json"
sed -i.old 's#https://new.example/a#https://new.example/a```#' "$PATCH"
sed -i.old 's#docs/list.md#list.md#g' "$PATCH"
inside=docs night
ends_with 0
# shellcheck disable=SC2016
branch_has '- [A](https://new.example/a```)
- [B](http://b.example/)'
# shellcheck disable=SC2016
verdict "$([ "$(grep -c '```' "$WRITTEN")" = 2 ] && echo 0 || echo 1)" 'should hold one block of code'
file_lacks "$WRITTEN" '@team'

world 'a store that cannot be read'
night BROKEN=1
ends_with 3
calls_no gh

world 'no report'
step pull-request CATALINT_JSON="$place/none.json" CATALINT_STORE=s GITHUB_REF_NAME=main
ends_with 2
calls_no gh

finish
