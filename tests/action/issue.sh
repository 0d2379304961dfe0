#!/usr/bin/env bash
# The one issue of the audit: opened, edited, closed, opened again, and left in peace.
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
[ "$2" != graphql ] || jq -r "$filter" <<<"$ISSUES"
[ "$1 $2" != "label create" ] || exit 1'

world() {
    case_of "$1"
    stand_in gh "$GH"
    export WRITTEN=$place/written before=''
    issues ''
    printf '# Links\n\nÜber zwei tote.\n' >"$place/report.md"
}
issues() { export ISSUES='{"data": {"repository": {"issues": {"nodes": ['$1']}}}}'; }
ours() { issues "{\"number\": 8, \"state\": \"$1\", \"stateReason\": $2, \"viewerDidAuthor\": true, \"body\": \"<!-- catalint: audit -->\"}"; }
# A night: how many links are dead, how many of them are so since tonight, and the network. Others fail for now, or moved.
night() {
    jq -n --argjson dead "$1" --argjson new "$2" --arg network "${3:-ok}" '{run: {network: $network},
        links: ([range($dead) | {severity: "error"}] + [{severity: "warning"}, {severity: "info"}, {severity: null}]),
        changes: {new: $new}}' >"$place/findings.json"
    step issue CATALINT_JSON="$place/findings.json" CATALINT_REPORT="$place/report.md" GH_TOKEN=t
    ends_with 0
}

world 'links have died'
night 2 2
calls 'gh <issue> <create> <--repo> <owner/catalog> <--title> <Dead links> <--label> <catalint>'
file_has_line "$WRITTEN" '<!-- catalint: audit -->'
file_has_line "$WRITTEN" 'Über zwei tote.'
file_has_line "$WRITTEN" '[The run](https://github.com/owner/catalog/actions/runs/7)'

world 'all is well'
night 0 0
calls_no '<issue>'

world 'links are still dead'
ours OPEN null
night 2 0
calls 'gh <issue> <edit> <8>'
calls_no create
calls_no reopen

world 'the last one is mended'
ours OPEN null
night 0 0
calls 'gh <issue> <edit> <8>'
calls 'gh <issue> <close> <8> <--repo> <owner/catalog> <--reason> <completed>'

world 'all is well still'
ours CLOSED '"COMPLETED"'
night 0 0
calls_no '<issue>'

world 'a person closed it, and no other link died'
ours CLOSED '"COMPLETED"'
night 2 0
calls_no '<issue>'

world 'another link died'
ours CLOSED '"COMPLETED"'
night 2 '["https://a.example/"]'
calls 'gh <issue> <edit> <8>'
calls 'gh <issue> <reopen> <8> <--repo> <owner/catalog> <--comment> <1 more since this was closed.>'

world 'a person wants peace'
ours CLOSED '"NOT_PLANNED"'
night 2 1
calls_no '<issue>'

world 'an issue of another with our marker'
issues '{"number": 8, "state": "OPEN", "stateReason": null, "viewerDidAuthor": false, "body": "<!-- catalint: audit -->"}'
night 2 2
calls_no '<edit>'
calls 'gh <issue> <create>'

for network in degraded down; do
    world "a $network network says nothing of links"
    ours OPEN null
    night 0 0 $network
    calls_no gh
done

world 'a report that is longer than an issue'
yes 'Überall.' | head -n 20000 >"$place/report.md" || true
night 2 2
verdict "$(jq -Rrse 'length < 65536' "$WRITTEN" >/dev/null && echo 0 || echo 1)" 'should fit an issue'
file_has_line "$WRITTEN" '[The run](https://github.com/owner/catalog/actions/runs/7)'

world 'no report'
step issue CATALINT_JSON="$place/findings.json" CATALINT_REPORT="$place/report.md"
ends_with 2
calls_no gh

finish
