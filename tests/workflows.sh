#!/usr/bin/env bash
# Every workflow that the documentation shows is one: actionlint, on the PATH, reads it. And ci.yml and .ci/run hold the same
# steps: what passes on one machine is what passes in a pull request.
set -euo pipefail
cd "$(dirname "$0")/.."
temp=$(mktemp -d)
trap 'rm -rf "$temp"' EXIT

for page in README.md docs/*.md; do
    awk -v to="$temp/$(basename "$page" .md)" '
        /^```yaml$/ { number += 1; file = to "-" number ".yml"; next }
        /^```$/ { file = "" }
        file != "" { print >file }' "$page"
done
# A fence that begins with a name is a whole workflow.
workflows=$(grep -lE -m 1 '^name:' "$temp"/*.yml)
count=$(wc -l <<<"$workflows")
[ "$count" -ge 6 ] || { printf 'only %s workflows were found\n' "$count" && exit 1; }
xargs actionlint <<<"$workflows"
printf 'workflows: %s passed, 0 failed\n' "$((count))"

jobs=$(awk '/^jobs:$/ { inside = 1; next } inside && /^  [a-z-]+:$/ { print substr($1, 1, length($1) - 1) }' .github/workflows/ci.yml)
steps=$(.ci/run --list)
if ! diff <(sort <<<"$steps") <(sort <<<"$jobs"); then
    printf 'FAILED: these are steps of .ci/run alone (<), or jobs of ci.yml alone (>)\n'
    exit 1
fi
[ "$(tail -n 1 <<<"$steps")" = test ] || { printf 'FAILED: the last step of .ci/run is not test\n' && exit 1; }
for job in $jobs; do
    calls=$(awk -v job="  $job:" '/^  [a-z-]+:$/ { inside = $0 == job } inside && /\.ci\/run / { sub(/.*\.ci\/run /, ""); print }' \
        .github/workflows/ci.yml)
    # These two are actions, which a shell cannot run.
    case $job in action | deny) wanted='' ;; *) wanted=$job ;; esac
    [ "$calls" = "$wanted" ] || { printf 'FAILED: the job %s runs the steps "%s" of .ci/run\n' "$job" "$calls" && exit 1; }
done
printf 'jobs: %s passed, 0 failed\n' "$(wc -l <<<"$jobs" | tr -d ' ')"
