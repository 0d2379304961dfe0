#!/usr/bin/env bash
# The hooks with the real pre-commit, in a repository made here, with the wheel made here: what a maintainer does who adds
# catalint to an old catalog. Usage: tests/pre_commit.sh FOLDER-WITH-THE-WHEEL, with pre-commit on the PATH.
set -euo pipefail

wheels=$(cd "$1" && pwd)
root=$(cd "$(dirname "$0")/.." && pwd)
temp=$(mktemp -d)
trap 'rm -rf "$temp"' EXIT
# Nothing of the machine's own settings, and the wheel of here in place of the one on PyPI.
export HOME=$temp/home PRE_COMMIT_HOME=$temp/cache PIP_FIND_LINKS="$wheels ${PIP_FIND_LINKS:-}" PIP_DISABLE_PIP_VERSION_CHECK=1
# prek installs with uv.
export UV_FIND_LINKS=$wheels
export GIT_CONFIG_NOSYSTEM=1 GIT_AUTHOR_NAME=a GIT_AUTHOR_EMAIL=a@example.org GIT_COMMITTER_NAME=a GIT_COMMITTER_EMAIL=a@example.org
mkdir "$HOME"
git config --global init.defaultBranch main
passed=0 failed=0

# Runs a command in the catalog's repository and holds it to its exit code, and what it prints to a text.
expect() {
    local title=$1 wanted=$2 text=$3 code=0 printed
    shift 3
    printed=$(cd "$temp/catalog" && "$@" 2>&1) || code=$?
    if { [ "$wanted" = fails ] && [ "$code" = 0 ]; } || { [ "$wanted" = passes ] && [ "$code" != 0 ]; } ||
        ! grep -qF -- "$text" <<<"$printed"; then
        failed=$((failed + 1))
        printf 'FAILED %s: it %s with %s and prints\n%s\n' "$title" "$wanted" "$code" "$printed"
    else
        passed=$((passed + 1))
    fi
}

# This repository as pre-commit clones it: the two files that it looks at.
git init -q "$temp/catalint"
cp "$root/.pre-commit-hooks.yaml" "$root/pyproject.toml" "$temp/catalint/"
git -C "$temp/catalint" add -A
git -C "$temp/catalint" commit -qm release
git -C "$temp/catalint" tag v0.1.0

# An old catalog with two old faults: one of them an error, one that a fix would mend.
git init -q "$temp/catalog"
cd "$temp/catalog"
cat >README.md <<'CATALOG'
# Data

| Name | License | Link |
| --- | --- | --- |
| IXI | CC-BY-SA-3.0 | [page](https://brain-development.org/ixi-dataset/) |
| KiTS23 | Apache 2.0 | [page](https://kits-challenge.org/kits23/) |
| OASIS | MIT | [page](https://ada:hT7wq02Lz@www.oasis-brains.org/data/) |
CATALOG
git add -A
git commit -qm 'An old catalog'
config() {
    printf 'repos:\n  - repo: %s\n    rev: v0.1.0\n    hooks:\n' "$temp/catalint" >.pre-commit-config.yaml
    printf '      - %s\n' "$@" >>.pre-commit-config.yaml
}
config 'id: catalint'
git add -A
expect 'the hooks are installed' passes 'pre-commit installed' pre-commit install --install-hooks

expect 'a commit that touches no catalog' passes 'Skipped' git commit -m config
echo '- A line of text.' >>README.md
expect 'a commit that brings nothing, in a catalog with old faults' passes 'Passed' git commit -qam 'A line'

sed -i.bak 's#^| OASIS .*#&\n| LIDC | MIT | [page](https://bob:hT7wq02Lz@www.example.org/lidc/) |#' README.md && rm README.md.bak
git add README.md
expect 'a commit that brings a fault' fails 'link/credentials' git commit -m 'A row'
expect 'only that one' fails 'LIDC' git commit -m 'A row'
printed=$(git commit -m 'A row' 2>&1 || true)
if grep -q oasis <<<"$printed"; then
    failed=$((failed + 1))
    printf 'FAILED the old fault is said again:\n%s\n' "$printed"
else
    passed=$((passed + 1))
fi

# What is not staged does not count, in either direction.
sed -i.bak 's#bob:hT7wq02Lz@##' README.md && rm README.md.bak
expect 'a fault that is mended, but not in what is staged' fails 'link/credentials' git commit -m 'A row'
git add README.md
expect 'a fault that is mended' passes 'Passed' git commit -m 'A row'
git checkout -q -b other
sed -i.bak 's#kits-challenge.org/kits23/#bob:hT7wq02Lz@kits-challenge.org/kits/#' README.md && rm README.md.bak
expect 'commit -a brings a fault' fails 'link/credentials' git commit -am 'A password'
git reset -q --hard

printf '\n**Total Datasets Listed:** 7\n' >>README.md
git add README.md
expect 'a warning stops a commit too' fails 'count/summary' git commit -m 'A number'
config '{ id: catalint, args: [--fail-on, error] }'
git add -A
expect 'args are in place of ours' passes 'Passed' git commit -m 'A number'

config '{ id: catalint, args: [--fail-on, info] }'
git add -A && git commit -qm config --no-verify
sed -i.bak 's#| CC-BY-SA-3.0 |#| GPL 3 |#' README.md && rm README.md.bak
git add README.md
expect 'args are added' fails 'license/' git commit -m 'A licence'
git reset -q --hard

# Everything, as in CI: with nothing staged the old problems count, those of a committed baseline do not.
config 'id: catalint'
git add -A && git commit -qm config --no-verify
expect 'all files, with an old problem' fails 'oasis' pre-commit run --all-files
command=$(find "$PRE_COMMIT_HOME" -path "*/bin/catalint" -type f | head -n 1)
"$command" baseline write >/dev/null
printf '[check]\nbaseline = "catalint-baseline.json"\n' >catalint.toml
git add -A && git commit -qm baseline --no-verify
expect 'all files, with a baseline' passes 'Passed' pre-commit run --all-files
printf '| LIDC | MIT | [page](https://bob:hT7wq02Lz@www.example.org/lidc/) |\n' >row
sed -i.bak '/^| OASIS/r row' README.md && rm README.md.bak row
git add -A && git commit -qm 'A row' --no-verify
expect 'all files, with a problem beside the baseline' fails 'LIDC' pre-commit run --all-files

# A range: what its commits introduce, not what was there before.
expect 'a range that introduces a problem' fails 'LIDC' pre-commit run --from-ref HEAD~1 --to-ref HEAD
echo '- A line of text.' >>README.md
git add -A && git commit -qm 'A line' --no-verify
expect 'a range that introduces none' passes 'Passed' pre-commit run --from-ref HEAD~1 --to-ref HEAD
git rm -q --cached catalint.toml catalint-baseline.json && rm catalint.toml catalint-baseline.json
git commit -qm 'No baseline' --no-verify
if command -v prek >/dev/null; then
    expect 'all files under prek' fails 'oasis' prek run --all-files
    expect 'a range under prek' passes 'Passed' prek run --from-ref HEAD~2 --to-ref HEAD~1
else
    printf 'SKIPPED prek: it is not installed\n'
fi

# The command from elsewhere.
mkdir "$temp/bin"
printf '#!/bin/sh\necho "elsewhere: $*" && exit 1\n' >"$temp/bin/catalint"
chmod +x "$temp/bin/catalint"
config '{ id: catalint, language: system }'
git add -A && git commit -qm config --no-verify
expect 'another language' fails 'elsewhere: check --hook --fail-on warning' env PATH="$temp/bin:$PATH" pre-commit run --all-files

config 'id: catalint-fix'
git add -A && git commit -qm config --no-verify
expect 'a fix stops the commit, and says so' fails 'files were modified by this hook' pre-commit run --all-files
if grep -qF '| Apache-2.0 |' README.md; then passed=$((passed + 1)); else
    failed=$((failed + 1))
    printf 'FAILED the fix is not there:\n%s\n' "$(cat README.md)"
fi
git add -A
expect 'and then it passes' passes 'Passed' git commit -m 'Mend'

printf 'pre_commit: %s passed, %s failed\n' "$passed" "$failed"
[ "$failed" = 0 ]
