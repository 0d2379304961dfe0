#!/usr/bin/env bash
# The comment on a pull request: in the same job, and behind a run that a stranger may have written.
# shellcheck source=tests/action/harness.sh
. "$(dirname "$0")/harness.sh"

# A gh that answers from files, asked by what is called, and keeps what it is given to write.
# shellcheck disable=SC2016
GH='filter=. answer="" dir=""
for argument in "$@"; do
    case $before in
        --jq) filter=$argument ;;
        --dir) dir=$argument ;;
        --input) cp "$argument" "$WRITTEN" ;;
    esac
    case $argument in
        graphql) answer=$COMMENTS ;;
        repos/*/pulls) answer=$PULLS ;;
        repos/*/artifacts) answer=$ARTIFACTS ;;
        *issues/*) [ -z "${FORBIDDEN:-}" ] || { echo "HTTP 403" >&2; exit 1; } ;;
    esac
    before=$argument
done
[ -z "$dir" ] || cp -RP "$ARTIFACT" "$dir"
[ -z "$answer" ] || jq -r "$filter" <<<"$answer"'

sha=0123456789012345678901234567890123456789
FOUND='{"findings": [{"rule": "count/summary", "severity": "warning", "path": "README.md", "line": 3, "message": "the text says 150+"}],
    "summary": {"errors": 0, "warnings": 1, "infos": 0}}'
NONE='{"findings": [], "summary": {"errors": 0, "warnings": 0, "infos": 0}}'
comments() { printf '{"data": {"repository": {"pullRequest": {"comments": {"nodes": [%s]}}}}}' "$1"; }

world() {
    case_of "$1"
    stand_in gh "$GH"
    export WRITTEN=$place/written ARTIFACT=$place/artifact before='' FORBIDDEN=''
    COMMENTS=$(comments '')
    export COMMENTS PULLS='[]' ARTIFACTS='{"artifacts": []}'
    mkdir "$ARTIFACT"
    printf '%s' "$FOUND" >"$ARTIFACT/findings.json"
}
in_the_job() {
    step comment GITHUB_EVENT_NAME=pull_request CATALINT_PULL_REQUEST=12 CATALINT_HEAD=$sha CATALINT_JSON="$ARTIFACT/findings.json" \
        GH_TOKEN=t "$@"
}
behind() {
    step comment GITHUB_EVENT_NAME=workflow_run CATALINT_PULL_REQUEST= CATALINT_RUN=99 CATALINT_HEAD=$sha CATALINT_HEAD_BRANCH=change \
        CATALINT_HEAD_OWNER=stranger CATALINT_HEAD_REPOSITORY=stranger/catalog CATALINT_JSON= GH_TOKEN=t
}
pull() { printf '{"number": %s, "head": {"sha": "%s", "repo": {"full_name": "%s"}}}' "$1" "$2" "$3"; }
wrote() { body=$(jq -r .body "$WRITTEN" 2>/dev/null || true) && verdict "$(grep -qF -- "$1" <<<"$body" && echo 0 || echo 1)" "should write: $1, not: $body"; }

world 'a first comment'
in_the_job
ends_with 0
calls '<POST> <repos/owner/catalog/issues/12/comments>'
wrote '<!-- catalint: check -->'
wrote 'This change brings 0 errors and 1 warning.'
# shellcheck disable=SC2016
wrote '- **warning** `count/summary` at [`README.md:3`](https://github.com/owner/catalog/blob/'$sha'/README.md?plain=1#L3): `the text says 150+`'

world 'nothing to say'
printf '%s' "$NONE" >"$ARTIFACT/findings.json"
in_the_job
ends_with 0
calls_no POST
calls_no PATCH

world 'nothing more to say: the comment of before says so'
printf '%s' "$NONE" >"$ARTIFACT/findings.json"
COMMENTS=$(comments '{"databaseId": 1, "viewerDidAuthor": false, "body": "<!-- catalint: check --> of another"},
    {"databaseId": 2, "viewerDidAuthor": true, "body": "of ours, but no comment of this kind"},
    {"databaseId": 3, "viewerDidAuthor": true, "body": "<!-- catalint: check -->\nold"}')
in_the_job
ends_with 0
calls '<PATCH> <repos/owner/catalog/issues/comments/3>'
wrote 'This change brings no finding.'

world 'a token that may not write'
in_the_job FORBIDDEN=1
ends_with 0
says '::warning title=catalint::the comment could not be written'

world 'no pull request'
in_the_job CATALINT_PULL_REQUEST=
ends_with 0
calls_no gh

world 'behind a run of a fork'
PULLS="[$(pull 5 $sha owner/catalog), $(pull 6 9999 stranger/catalog), $(pull 7 $sha stranger/catalog)]"
ARTIFACTS='{"artifacts": [{"name": "other", "size_in_bytes": 1}, {"name": "catalint", "size_in_bytes": 400}]}'
behind
ends_with 0
calls '<-f> <head=stranger:change>'
calls 'gh <run> <download> <99> <--repo> <owner/catalog> <--name> <catalint>'
calls '<POST> <repos/owner/catalog/issues/7/comments>'

title='a head that moved on, or is of another'
for pulls in '[]' "[$(pull 7 9999 stranger/catalog)]" "[$(pull 7 $sha owner/catalog)]" '[{"number": 7, "head": {"sha": "'$sha'", "repo": null}}]'; do
    world "$title"
    PULLS=$pulls
    behind
    ends_with 0
    says 'no open pull request has the head'
    calls_no POST
    calls_no download
done

world 'no artifact'
PULLS="[$(pull 7 $sha stranger/catalog)]"
behind
ends_with 0
says 'has no artifact'
calls_no POST

world 'an artifact that is too large'
PULLS="[$(pull 7 $sha stranger/catalog)]"
ARTIFACTS='{"artifacts": [{"name": "catalint", "size_in_bytes": 1000001}]}'
behind
ends_with 2
calls_no download

hostile() {
    world "$1"
    PULLS="[$(pull 7 $sha stranger/catalog)]"
    ARTIFACTS='{"artifacts": [{"name": "catalint", "size_in_bytes": 400}]}'
}
hostile 'an artifact that unpacks to something large'
head -c 6000000 /dev/zero | tr '\0' ' ' >>"$ARTIFACT/findings.json"
behind
ends_with 2
calls_no POST

hostile 'an artifact that is a link to a file of the runner'
rm "$ARTIFACT/findings.json" && ln -s /etc/passwd "$ARTIFACT/findings.json"
behind
ends_with 2
calls_no POST

for text in '' 'no JSON' '[]' '{"findings": 3}' '{"findings": [{"severity": {}}], "summary": 1}'; do
    hostile "an artifact with other content: $text"
    printf '%s' "$text" >"$ARTIFACT/findings.json"
    behind
    ends_with 2
    calls_no POST
done

hostile 'an artifact whose texts are weapons'
# shellcheck disable=SC2016
jq -n '"`@team` #1 [x](https://evil.example) <img src=x>\n\n# heading\r::error::x \u001b[31m\u202e" as $evil
    | {summary: {errors: $evil, warnings: 1.5, infos: 0},
       findings: [range(40) | {rule: $evil, severity: $evil, path: ("../../" + $evil + ")x(/a b.md"), line: $evil, message: ($evil * 30)}]}' \
    >"$ARTIFACT/findings.json"
behind
ends_with 0
wrote 'This change brings ? errors and 1 warning.'
wrote 'And 10 more, in the summary of the run.'
verdict "$([ "$(wc -l <<<"$body")" -eq 37 ] && echo 0 || echo 1)" "should have a line a finding: $body"
verdict "$(LC_ALL=C grep -q $'[\x01-\x08\x0b-\x1f]' <<<"$body" && echo 1 || echo 0)" 'should hold no control character'
# Without its code spans and the addresses that the script made, nothing of the texts is left.
# shellcheck disable=SC2016
bare=$(sed -E 's/`[^`]*`//g; s#\]\(https://github.com/owner/catalog/blob/[^)]*\)#]()#g' <<<"$body" | sort -u)
wanted='- **info**  at []():'
verdict "$(grep -qE 'evil|@|<img|::|heading' <<<"$bare" && echo 1 || echo 0)" "should stand in code spans: $bare"
verdict "$(grep -qF -- "$wanted" <<<"$bare" && echo 0 || echo 1)" "should be entries: $bare"
verdict "$([ "${#body}" -lt 60000 ] && echo 0 || echo 1)" "should fit a comment: ${#body}"

finish
