#!/usr/bin/env bash
# The run itself: what catalint is asked, what of it goes where, and how the step ends.
# shellcheck source=tests/action/harness.sh
. "$(dirname "$0")/harness.sh"

# A catalint that notes its arguments, keeps what the outputs were when it began, writes what it is told to write, and ends
# with $EXIT.
# shellcheck disable=SC2016
CATALINT='cp "$GITHUB_OUTPUT" "$CALLS.before"
for argument in "$@"; do
    case $argument in
        json=*) [ -z "${JSON:-}" ] || printf "%s" "$JSON" >"${argument#json=}" ;;
        markdown=*) [ -z "${REPORT:-}" ] || printf "%s\n" "$REPORT" >"${argument#markdown=}" ;;
        github=*) [ -z "${COMMANDS:-}" ] || printf "%s\n" "$COMMANDS" >"${argument#github=}" ;;
    esac
done
printf "%s\n" "${SAID:-no findings}"
exit "${EXIT:-0}"'
COUNTED='{"summary": {"errors": 1, "warnings": 2, "infos": 4}, "findings": []}'
AUDITED='{"links": [{"severity": "error"}, {"severity": null}, {"severity": "warning"}], "run": {"network": "ok"}}'

world() {
    case_of "$1"
    stand_in catalint "$CATALINT"
    inputs=(CATALINT_COMMAND=check CATALINT_PATHS= CATALINT_BASE= CATALINT_FORK=false CATALINT_FAIL_ON= CATALINT_LINKS=false
        CATALINT_ANNOTATIONS=true CATALINT_SUMMARY=true CATALINT_SARIF= CATALINT_STORE=.catalint/audit.db CATALINT_ARGS=)
}
run() { step run "${inputs[@]}" "$@"; }

world 'a check without findings'
run JSON="$COUNTED" REPORT='# Report' COMMANDS='::warning file=a.md,line=1::x'
ends_with 0
calls 'catalint <check> <--color> <always> <--output> <human> <--output> <json='
calls '<--output> <github='
calls_no '<--base>'
calls_no '<--links>'
calls_no '<--config-from-base>'
calls_no '<--fail-on>'
file_has "$CALLS" ' <-->'
says '::warning file=a.md,line=1::x'
file_has_line "$GITHUB_STEP_SUMMARY" '# Report'
file_has_line "$GITHUB_OUTPUT" errors=1
file_has_line "$GITHUB_OUTPUT" warnings=2
file_has_line "$GITHUB_OUTPUT" findings=7
file_has_line "$GITHUB_OUTPUT" code=0

world 'findings end the step, after everything was said'
run EXIT=1 JSON="$COUNTED" REPORT='# Report' COMMANDS='::error::x' CATALINT_SARIF=out/a.sarif
ends_with 1
says '::error::x'
file_has_line "$GITHUB_STEP_SUMMARY" '# Report'
file_has_line "$GITHUB_OUTPUT" code=1
file_has_line "$CALLS.before" "sarif-file=$place/work/out/a.sarif"
file_has "$CALLS.before" "json-file=$place/temp/catalint-"
file_has "$CALLS.before" "report-file=$place/temp/catalint-"

world 'a broken configuration'
run EXIT=2 SAID='catalint.toml:1:1: wrong'
ends_with 2
file_has_line "$GITHUB_OUTPUT" code=2
file_lacks "$GITHUB_OUTPUT" findings=

world 'arguments and paths are lines, whatever is in them'
# shellcheck disable=SC2016
run CATALINT_PATHS=$'a b.md\r\n\n$(touch hacked).md\n-x.md\n*\n`id`;.md' CATALINT_ARGS=$'--ignore\ncount, toc\n--config=my file.toml' \
    CATALINT_FAIL_ON=warning CATALINT_BASE=abc CATALINT_LINKS=true
ends_with 0
# shellcheck disable=SC2016
calls '<--base> <abc> <--links> <--fail-on> <warning> <--ignore> <count, toc> <--config=my file.toml> <--> <a b.md> <$(touch hacked).md> <-x.md> <*> <`id`;.md>'
verdict "$([ -e "$place/work/hacked" ] && echo 1 || echo 0)" 'nothing should be evaluated'

world 'a change from a fork'
run CATALINT_FORK=true CATALINT_BASE=abc CATALINT_LINKS=true
ends_with 0
calls '<--base> <abc> <--links> <--config-from-base> <--max-links> <200> <--max-links-per-host> <20>'

world 'a change from a fork, without its links'
run CATALINT_FORK=true CATALINT_BASE=abc
calls '<--config-from-base>'
calls_no '<--max-links>'

world 'nothing but the run'
run CATALINT_ANNOTATIONS=false CATALINT_SUMMARY=false REPORT='# Report'
ends_with 0
calls_no '<github='
file_lacks "$GITHUB_STEP_SUMMARY" '# Report'

world 'what is printed commands nothing'
run SAID=$'::error::forged\n##[error]forged'
resume=$(sed -n 's/^::stop-commands::\([0-9a-f]\{32\}\)$/\1/p' <<<"$printed")
verdict "$([ -n "$resume" ] && echo 0 || echo 1)" 'should stop commands'
wanted="::stop-commands::$resume
::error::forged
##[error]forged
::$resume::"
verdict "$([ "$printed" = "$wanted" ] && echo 0 || echo 1)" "should print: $wanted"

world 'commands are taken up again where catalint is not there'
rm "$place/bin/catalint"
step run "${inputs[@]}" PATH="$place/bin:/usr/bin:/bin"
ends_with 127
resume=$(sed -n 's/^::stop-commands::\([0-9a-f]\{32\}\)$/\1/p' <<<"$printed")
says "::$resume::"

world 'a summary has an end'
report=$(yes 'Überall ein Befund, und noch einer.' | head -n 30000 || true)
# shellcheck disable=SC2016
stand_in catalint 'for argument in "$@"; do case $argument in markdown=*) cp "$BIG" "${argument#markdown=}" ;; esac; done'
printf '%s' "$report" >"$place/big"
printf 'of an earlier step\n' >"$GITHUB_STEP_SUMMARY"
run BIG="$place/big"
ends_with 0
verdict "$([ "$(wc -c <"$GITHUB_STEP_SUMMARY")" -lt 1048576 ] && echo 0 || echo 1)" 'should be below 1 MiB'
file_has_line "$GITHUB_STEP_SUMMARY" 'of an earlier step'
file_has_line "$GITHUB_STEP_SUMMARY" 'The rest is cut: a summary has an end.'
verdict "$(iconv -f UTF-8 -t UTF-8 "$GITHUB_STEP_SUMMARY" >/dev/null && echo 0 || echo 1)" 'should cut between lines'

world 'an audit'
run CATALINT_COMMAND=audit CATALINT_LINKS=true CATALINT_ARGS=--deadline=45m JSON="$AUDITED" REPORT='# Night' CATALINT_FAIL_ON=never
ends_with 0
calls 'catalint <audit>'
calls '<--store> <.catalint/audit.db> <--fail-on> <never> <--deadline=45m> <-->'
calls_no '<--links>'
calls_no '<github='
file_has "$CALLS.before" "html-file=$place/temp/catalint-"
file_has_line "$GITHUB_OUTPUT" errors=1
file_has_line "$GITHUB_OUTPUT" warnings=1
file_has_line "$GITHUB_OUTPUT" findings=2
file_has_line "$GITHUB_STEP_SUMMARY" '# Night'

world 'a night without a network is not red'
run CATALINT_COMMAND=audit EXIT=3 JSON="$AUDITED"
ends_with 0
says '::warning title=catalint::the audit could not do its work this time'
file_has_line "$GITHUB_OUTPUT" code=3

world 'but a check that could not do its work is'
run EXIT=3
ends_with 3

for input in CATALINT_LINKS CATALINT_ANNOTATIONS CATALINT_SUMMARY CATALINT_FORK; do
    world "a slip in $input"
    run "$input=yes"
    ends_with 2
    says 'is true or false, not "yes"'
done

world 'an output of several lines'
run CATALINT_SARIF=$'a.sarif\npath=evil'
ends_with 2
file_lacks "$GITHUB_OUTPUT" 'path=evil'

finish
