#!/usr/bin/env bash
# Every workflow that the documentation shows is one: actionlint, on the PATH, reads it.
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
