#!/usr/bin/env bash
# Runs catalint once, with all the outputs that are wanted of it, and ends with its exit code.
set -euo pipefail
# shellcheck source=.github/action/common.sh
. "$GITHUB_ACTION_PATH/.github/action/common.sh"
trust_checkout

folder=$(mktemp -d "$RUNNER_TEMP/catalint-XXXXXX")
json=$folder/findings.json report=$folder/report.md html=$folder/report.html commands=$folder/commands
arguments=("$CATALINT_COMMAND" --color always --output human --output "json=$json" --output "markdown=$report")

# Before the run, since they are wanted most where it ends with findings.
output json-file "$(native "$json")"
output report-file "$(native "$report")"

case $CATALINT_COMMAND in
    check)
        if is_true annotations "$CATALINT_ANNOTATIONS"; then
            arguments+=(--output "github=$commands")
        fi
        if [ -n "$CATALINT_SARIF" ]; then
            arguments+=(--output "sarif=$CATALINT_SARIF")
            # From the root, since a step behind this one works in another folder.
            case $CATALINT_SARIF in
                /* | [A-Za-z]:*) output sarif-file "$CATALINT_SARIF" ;;
                *) output sarif-file "$(native "$PWD/$CATALINT_SARIF")" ;;
            esac
        fi
        if [ -n "$CATALINT_BASE" ]; then
            arguments+=(--base "$CATALINT_BASE")
        fi
        if is_true links "$CATALINT_LINKS"; then
            arguments+=(--links)
        fi
        # What a stranger proposes is judged by the rules of the house, and makes only so many requests from it.
        if is_true fork "$CATALINT_FORK"; then
            arguments+=(--config-from-base)
            if is_true links "$CATALINT_LINKS"; then
                arguments+=(--max-links 200 --max-links-per-host 20)
            fi
        fi
        ;;
    audit)
        arguments+=(--output "html=$html")
        output html-file "$(native "$html")"
        if [ -n "$CATALINT_STORE" ]; then
            arguments+=(--store "$CATALINT_STORE")
        fi
        ;;
esac
if [ -n "$CATALINT_FAIL_ON" ]; then
    arguments+=(--fail-on "$CATALINT_FAIL_ON")
fi
read_lines "$CATALINT_ARGS"
arguments+=(${lines[@]+"${lines[@]}"})
read_lines "$CATALINT_PATHS"
arguments+=(-- ${lines[@]+"${lines[@]}"})

# What is printed quotes the catalog. Between these lines the runner acts on nothing that it says.
resume=$(random)
printf '::stop-commands::%s\n' "$resume"
trap 'printf "::%s::\n" "$resume"' EXIT
code=0
catalint "${arguments[@]}" </dev/null || code=$?
trap - EXIT
printf '::%s::\n' "$resume"
output code "$code"

# These are commands to the runner, and catalint has escaped them as such.
if [ -f "$commands" ]; then
    cat "$commands"
fi

# GitHub throws the whole summary away when it is longer than 1 MiB.
if is_true summary "$CATALINT_SUMMARY" && [ -f "$report" ]; then
    if [ "$(wc -c <"$report")" -le 900000 ]; then
        cat "$report" >>"$GITHUB_STEP_SUMMARY"
    else
        { head -c 900000 "$report" | sed '$d' && printf '\n\nThe rest is cut: a summary has an end.\n'; } \
            >>"$GITHUB_STEP_SUMMARY"
    fi
fi

# Counts that later steps can ask for.
if [ -f "$json" ] && command -v jq >/dev/null; then
    case $CATALINT_COMMAND in
        check) counts='.summary | .errors, .warnings, .infos' ;;
        *) counts='[.links[].severity] | (map(select(. == "error")), map(select(. == "warning")), map(select(. == "info"))) | length' ;;
    esac
    { read -r errors && read -r warnings && read -r infos; } < <(jq "$counts" "$json" | tr -d '\r')
    output errors "$errors"
    output warnings "$warnings"
    output findings "$((errors + warnings + infos))"
fi

# A night without a network is no one's fault, and no link's.
if [ "$CATALINT_COMMAND" = audit ] && [ "$code" = 3 ]; then
    warning "the audit could not do its work this time; nothing was held against any link"
    exit 0
fi
exit "$code"
