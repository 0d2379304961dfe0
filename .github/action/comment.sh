#!/usr/bin/env bash
# Keeps one comment on a pull request up to date. There are two ways to it: behind a check in the same job, or in a run of
# its own behind the workflow that did the check (`workflow_run`), where the JSON is an artifact that a stranger may have
# written. The second runs with a token that can write: it checks out nothing and believes only what GitHub itself says.
set -euo pipefail
# shellcheck source=.github/action/common.sh
. "$GITHUB_ACTION_PATH/.github/action/common.sh"

folder=$(mktemp -d "$RUNNER_TEMP/catalint-XXXXXX")
number=${CATALINT_PULL_REQUEST:-}
export CATALINT_HEAD
# A comment holds some thirty findings; what is far longer is no honest report of a change. In bytes.
most=5000000 most_packed=1000000

# Of the pull requests of that branch of that repository, the open one whose head was checked. A second one with the same
# head is another person's, or another question.
find_pull_request() {
    gh api --method GET "repos/$GITHUB_REPOSITORY/pulls" -f state=open -f "head=$CATALINT_HEAD_OWNER:$CATALINT_HEAD_BRANCH" |
        jq -r --arg sha "$CATALINT_HEAD" --arg repository "$CATALINT_HEAD_REPOSITORY" \
            'map(select(.head.sha == $sha and .head.repo.full_name == $repository)) | .[0].number // empty' | tr -d '\r'
}

download_artifact() {
    local size
    size=$(gh api "repos/$GITHUB_REPOSITORY/actions/runs/$CATALINT_RUN/artifacts" \
        --jq '[.artifacts[] | select(.name == "catalint")][0].size_in_bytes // empty')
    if [ -z "$size" ]; then
        notice "the run has no artifact catalint: there is nothing to comment on"
        exit 0
    fi
    [[ $size =~ ^[0-9]+$ ]] && [ "$size" -le "$most_packed" ] || fail "the artifact catalint has $size bytes, which is too large"
    gh run download "$CATALINT_RUN" --repo "$GITHUB_REPOSITORY" --name catalint --dir "$folder/artifact"
    # The name is the one that run.sh gives it, and a link to another file is none.
    json=$folder/artifact/findings.json
    [ -f "$json" ] && [ ! -L "$json" ] || fail "the artifact catalint holds no findings.json"
}

if [ "$GITHUB_EVENT_NAME" = workflow_run ]; then
    [[ $CATALINT_RUN =~ ^[0-9]+$ && $CATALINT_HEAD =~ ^[0-9a-f]{40,64}$ ]] || fail "the event names no run and no commit"
    number=$(find_pull_request)
    if [ -z "$number" ]; then
        notice "no open pull request has the head $CATALINT_HEAD any more"
        exit 0
    fi
    download_artifact
else
    json=$CATALINT_JSON
fi
if [ -z "$number" ]; then
    notice "this run belongs to no pull request: there is nothing to comment on"
    exit 0
fi
[[ $number =~ ^[0-9]+$ ]] || fail "the number of the pull request is no number"
[ "$(wc -c <"$json")" -le "$most" ] || fail "the findings are too long for a comment"

render() {
    jq -se 'length == 1 and (.[0].findings | type == "array") and (.[0].summary | type == "object")' "$json" >/dev/null 2>&1 &&
        jq -r -f "$GITHUB_ACTION_PATH/.github/action/comment.jq" "$json"
}
render >"$folder/body" || fail "findings.json is not catalint's"
jq -n --rawfile body "$folder/body" '{body: $body}' >"$folder/request"
is_silent=$(jq '.findings == []' "$json" | tr -d '\r')

# The comment of before: ours, since anybody can write the marker. The variables are GraphQL's.
# shellcheck disable=SC2016
query='query($owner: String!, $name: String!, $number: Int!, $endCursor: String) {
  repository(owner: $owner, name: $name) { pullRequest(number: $number) {
    comments(first: 100, after: $endCursor) {
      nodes { databaseId viewerDidAuthor body } pageInfo { hasNextPage endCursor } } } } }'
before=$(gh api graphql --paginate -f "query=$query" -f "owner=${GITHUB_REPOSITORY%%/*}" -f "name=${GITHUB_REPOSITORY#*/}" \
    -F "number=$number" --jq '.data.repository.pullRequest.comments.nodes[]
        | select(.viewerDidAuthor and (.body | startswith("<!-- catalint: check -->"))) | .databaseId' | sed -n 1p)

if [ -n "$before" ]; then
    write=(--method PATCH "repos/$GITHUB_REPOSITORY/issues/comments/$before")
elif [ "$is_silent" = true ]; then
    # There is nothing to say, and nothing was said before.
    exit 0
else
    write=(--method POST "repos/$GITHUB_REPOSITORY/issues/$number/comments")
fi
# The check itself has said all that the comment would say; a token that may not write is no fault of the change.
gh api "${write[@]}" --input "$folder/request" --silent ||
    warning "the comment could not be written: the job needs the permission pull-requests: write"
