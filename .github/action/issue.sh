#!/usr/bin/env bash
# Keeps one issue up to date with the report of the audit: opens it when links have died, edits it while they are dead,
# closes it when none is. A link that fails tonight and may be back tomorrow, or that moved and still leads there, is in
# the report, but no reason for an issue. One that a person closed stays closed until another link dies; one that was
# closed as not planned stays closed.
set -euo pipefail
# shellcheck source=.github/action/common.sh
. "$GITHUB_ACTION_PATH/.github/action/common.sh"

label=catalint title='Dead links' marker='<!-- catalint: audit -->'
folder=$(mktemp -d "$RUNNER_TEMP/catalint-XXXXXX")

[ -f "$CATALINT_JSON" ] && [ -f "$CATALINT_REPORT" ] || fail "the audit has written no report"
# What the network did is not the links' fault: the issue stays as the last good night left it.
[ "$(jq -r '.run.network' "$CATALINT_JSON" | tr -d '\r')" = ok ] || exit 0
{ read -r bad && read -r new; } < <(jq '
    def count: if type == "array" then length else . // 0 end;
    ([.links[] | select(.severity == "error")] | length), (.changes.new | count)' \
    "$CATALINT_JSON" | tr -d '\r')

# An issue holds 65,536 characters, and catalint's report fits; this is for one that somebody made longer.
{
    printf '%s\n' "$marker"
    jq -Rrs '.[:65000]' "$CATALINT_REPORT"
    printf '\n\n[The run](%s/%s/actions/runs/%s)\n' "$GITHUB_SERVER_URL" "$GITHUB_REPOSITORY" "$GITHUB_RUN_ID"
} >"$folder/body"

# Ours, since anybody can write the marker. The variables are GraphQL's.
# shellcheck disable=SC2016
query='query($owner: String!, $name: String!, $label: String!) {
  repository(owner: $owner, name: $name) {
    issues(first: 50, labels: [$label], orderBy: {field: CREATED_AT, direction: DESC}) {
      nodes { number state stateReason viewerDidAuthor body } } } }'
found=$(gh api graphql -f "query=$query" -f "owner=${GITHUB_REPOSITORY%%/*}" -f "name=${GITHUB_REPOSITORY#*/}" \
    -f "label=$label" --jq "[.data.repository.issues.nodes[]
        | select(.viewerDidAuthor and (.body | startswith(\"$marker\")))][0] // empty | \"\(.number) \(.state) \(.stateReason)\"")
read -r number state reason <<<"$found" || true

edit() { gh issue edit "$number" --repo "$GITHUB_REPOSITORY" --body-file "$folder/body" >/dev/null; }

if [ "$bad" = 0 ]; then
    if [ "${state:-}" = OPEN ]; then
        edit
        gh issue close "$number" --repo "$GITHUB_REPOSITORY" --reason completed --comment 'No link is dead any more.'
    fi
elif [ -z "$number" ]; then
    gh label create "$label" --repo "$GITHUB_REPOSITORY" --description 'Kept up to date by catalint' >/dev/null 2>&1 ||
        : 'It is there since an issue of before.'
    gh issue create --repo "$GITHUB_REPOSITORY" --title "$title" --label "$label" --body-file "$folder/body"
elif [ "$state" = OPEN ]; then
    edit
elif [ "$reason" != NOT_PLANNED ] && [ "$new" != 0 ]; then
    edit
    gh issue reopen "$number" --repo "$GITHUB_REPOSITORY" --comment "$new more since this was closed."
fi
