#!/usr/bin/env bash
# Keeps one pull request up to date that writes the new addresses of links that moved. Its diff is what `catalint fix
# --links` makes of the history of the audit, without a request: only moves that two runs agree on. A branch with a commit
# of a person is left alone. One that a person closed is followed by another only when a link moves that it did not have.
set -euo pipefail
# shellcheck source=.github/action/common.sh
. "$GITHUB_ACTION_PATH/.github/action/common.sh"
trust_checkout

branch=catalint/moved-links title='Update links that moved' marker='<!-- catalint: moved links'
name='github-actions[bot]' email='41898282+github-actions[bot]@users.noreply.github.com'
folder=$(mktemp -d "$RUNNER_TEMP/catalint-XXXXXX")
ours=refs/catalint/moved-links

[ -f "$CATALINT_JSON" ] || fail "the audit has written no report"
if [ "$(jq -r '.run.network' "$CATALINT_JSON" | tr -d '\r')" != ok ]; then
    notice "the network was bad in this run: the pull request stays as it is"
    exit 0
fi
if [ "${GITHUB_REF_TYPE:-branch}" != branch ] || [ "$GITHUB_REF_NAME" = "$branch" ]; then
    notice "a pull request needs a branch to be merged into, and this run is for $GITHUB_REF_NAME"
    exit 0
fi

# A token without a permission is no fault of the catalog.
without_permission() {
    notice "$1: the job needs the permissions contents: write and pull-requests: write, and the repository the setting that lets actions create pull requests"
    exit 0
}

# The checkout may have kept no credentials; the token is then given through the environment, where no list of processes
# shows it.
remote_git() {
    local server=${GITHUB_SERVER_URL:-https://github.com}
    git "$@" 2>/dev/null && return
    [ -n "${GH_TOKEN:-}" ] || return 1
    GIT_CONFIG_COUNT=2 GIT_CONFIG_KEY_1=http.$server/.extraheader \
        GIT_CONFIG_VALUE_1="AUTHORIZATION: basic $(printf 'x-access-token:%s' "$GH_TOKEN" | base64 | tr -d '\n')" \
        git "$@" 2>/dev/null
}

make_patch() {
    local code=0 paths=(-- ${lines[@]+"${lines[@]}"})
    catalint fix --links --store "$CATALINT_STORE" --select rot/moved --diff --output "patch=$folder/patch" \
        "${paths[@]}" </dev/null >/dev/null || code=$?
    [ "$code" -le 1 ] || fail "the moves of the history cannot be written" "$code"
    touch "$folder/patch"
}

# The moves that the patch writes, an old and a new address a line. A file in the patch has no other lines.
list_moves() {
    jq -r --rawfile patch "$folder/patch" '
        ($patch | split("\n")) as $lines
        | ([$lines[] | select(startswith("-"))] | join("\n")) as $old
        | ([$lines[] | select(startswith("+"))] | join("\n")) as $new
        | .links[] | select(.verdict == "moved" and (.suggestion // "") != "" and (.archived | not))
        | .url as $url | .suggestion as $suggestion
        | select(($old | contains($url)) and ($new | contains($suggestion)))
        | [$url, $suggestion] | @tsv' "$CATALINT_JSON" | tr -d '\r'
}

# A short name for each move, by which a later run knows it again in the pull request.
name_moves() {
    local move
    while IFS= read -r move; do
        printf '%s' "$move" | git hash-object --stdin | cut -c1-12
    done <"$folder/moves"
}

# The pull requests of before from this branch, the newest first: number, state and the names of their moves. Ours alone,
# since anybody can write the marker. The variables are GraphQL's.
find_pull_requests() {
    # shellcheck disable=SC2016
    local query='query($owner: String!, $name: String!, $branch: String!) {
      repository(owner: $owner, name: $name) {
        pullRequests(first: 50, headRefName: $branch, orderBy: {field: CREATED_AT, direction: DESC}) {
          nodes { number state isCrossRepository viewerDidAuthor body } } } }'
    gh api graphql -f "query=$query" -f "owner=${GITHUB_REPOSITORY%%/*}" -f "name=${GITHUB_REPOSITORY#*/}" -f "branch=$branch" \
        --jq ".data.repository.pullRequests.nodes[]
            | select(.viewerDidAuthor and (.isCrossRepository | not) and (.body | startswith(\"$marker\")))
            | \"\(.number) \(.state) \(.body | split(\" -->\")[0] | ltrimstr(\"$marker\"))\""
}

# The branch as it is on the server: its commit, or nothing. Fetched with the commit below, and no more where the checkout
# has no history.
fetch_branch() {
    local depth=()
    head=$(remote_git ls-remote origin "refs/heads/$branch" | cut -f1)
    [ -n "$head" ] || return 0
    if [ "$(git rev-parse --is-shallow-repository)" = true ]; then
        depth=(--depth=2)
    fi
    remote_git fetch --no-tags --quiet ${depth[@]+"${depth[@]}"} origin "+refs/heads/$branch:$ours"
}

# True if nobody but this script wrote the last commit of the branch.
is_ours() {
    [ "$(git show -s --format='%ae %ce %s' "$ours")" = "$email $email $title" ] &&
        [ "$(git show -s --format=%P "$ours" | wc -w)" -eq 1 ]
}

# True if the patch has a move that no pull request had which a person closed.
has_new_move() {
    local move
    for move in $names; do
        [[ " $refused " == *" $move "* ]] || return 0
    done
    return 1
}

# The commit of the patch on what was checked out, in a tree of its own: the checkout stays as it is.
make_commit() {
    local prefix
    prefix=$(git rev-parse --show-prefix)
    git -c core.hooksPath=/dev/null worktree add --quiet --detach "$folder/tree" HEAD
    if ! git -C "$folder/tree" apply --index --whitespace=nowarn ${prefix:+"--directory=$prefix"} "$folder/patch"; then
        git worktree remove --force "$folder/tree"
        warning "the moves do not fit the commit that is checked out: was a catalog changed before this step?"
        exit 0
    fi
    GIT_AUTHOR_NAME=$name GIT_AUTHOR_EMAIL=$email GIT_COMMITTER_NAME=$name GIT_COMMITTER_EMAIL=$email \
        git -C "$folder/tree" commit --quiet --no-verify --no-gpg-sign --message "$title"
    commit=$(git -C "$folder/tree" rev-parse HEAD)
    git worktree remove --force "$folder/tree"
}

# True if the branch has the same change already: it is not pushed again every night.
is_same_change() {
    local before now
    before=$(git diff "$ours^" "$ours" | git patch-id --stable | cut -d' ' -f1)
    now=$(git diff HEAD "$commit" | git patch-id --stable | cut -d' ' -f1)
    [ "$before" = "$now" ]
}

# The names of the moves come first, so that what the catalog holds cannot pass for them. Addresses are in a block of code.
write_body() {
    local names=$1 count=$2
    {
        printf '%s %s -->\n' "$marker" "$names"
        printf 'The audit found %s that moved permanently. Two runs agree on each new address.\n\n' "$count"
        # shellcheck disable=SC2016
        printf '```diff\n'
        jq -Rrs 'rtrimstr("\n") | split("\n") | .[:200][] | gsub("`"; "%60") | split("\t") | "- \(.[0][:200])\n+ \(.[1][:200])"' "$folder/moves"
        # shellcheck disable=SC2016
        printf '```\n\n'
        printf 'This pull request is kept up to date while nobody else commits to its branch. If you close it, another one is opened when another link moves.\n\n'
        printf '[The run](%s/%s/actions/runs/%s)\n' "$GITHUB_SERVER_URL" "$GITHUB_REPOSITORY" "$GITHUB_RUN_ID"
    } >"$folder/body"
}

edit() {
    gh pr edit "$number" --repo "$GITHUB_REPOSITORY" --body-file "$folder/body" >/dev/null ||
        without_permission "the pull request cannot be edited"
}

read_lines "${CATALINT_PATHS:-}"
make_patch
list_moves >"$folder/moves"
names=$(name_moves | tr '\n' ' ')
names=${names% }
found=$(find_pull_requests) || without_permission "the pull requests cannot be read"
number=$(sed -n 's/^\([0-9]*\) OPEN.*/\1/p' <<<"$found" | sed -n 1p)
fetch_branch || without_permission "the branch $branch cannot be fetched"
if [ -n "$head" ] && ! is_ours; then
    notice "the branch $branch has commits of somebody else: it is left alone"
    exit 0
fi

if [ ! -s "$folder/patch" ]; then
    if [ -n "$number" ]; then
        # Without its moves: nobody refused them, and they may come again.
        printf '%s -->\nNo moved link is left to update.\n' "$marker" >"$folder/body"
        edit
        gh pr close "$number" --repo "$GITHUB_REPOSITORY" --delete-branch \
            --comment 'No moved link is left to update.' || without_permission "the pull request cannot be closed"
    fi
    exit 0
fi
if [ -z "$number" ]; then
    # Those that a person closed without a merge had these moves.
    refused=$(sed -n 's/^[0-9]* CLOSED *//p' <<<"$found" | tr '\n' ' ')
    if [ -n "${refused// /}" ] && ! has_new_move; then
        notice "a person closed the pull request with these moves: no other is opened until another link moves"
        exit 0
    fi
fi

make_commit
if [ -z "$head" ] || ! is_same_change; then
    remote_git push --quiet --force-with-lease="refs/heads/$branch:$head" origin "$commit:refs/heads/$branch" ||
        without_permission "the branch $branch cannot be pushed"
fi
count=$(wc -l <"$folder/moves" | tr -d ' ')
[ "$count" = 1 ] && count='1 link' || count="$count links"
write_body "$names" "$count"
if [ -n "$number" ]; then
    edit
else
    gh pr create --repo "$GITHUB_REPOSITORY" --head "$branch" --base "$GITHUB_REF_NAME" --title "$title" \
        --body-file "$folder/body" || without_permission "the pull request cannot be created"
fi
