#!/usr/bin/env bash
# A pull request as a whole, with the real catalint: install, base and run in turn, on clones as actions/checkout makes them.
# Usage: tests/action/whole.sh BINARY
# shellcheck source=tests/action/harness.sh
. "$(dirname "$0")/harness.sh"

binary=$(cd "$(dirname "$1")" && pwd)/$(basename "$1")
own=$(cat "$root/.github/action/version")
target=x86_64-unknown-linux-musl
origin=$temp/origin
case_of 'a repository'

# A release, and a curl that brings it. What it holds calls the binary, which is large.
site=$temp/site
mkdir -p "$site/catalint-$own-$target"
printf '#!/bin/sh\nexec "%s" "$@"\n' "$binary" >"$site/catalint-$own-$target/catalint"
chmod +x "$site/catalint-$own-$target/catalint"
(cd "$site" && tar -czf "catalint-$own-$target.tar.gz" "catalint-$own-$target" &&
    sha256sum "catalint-$own-$target.tar.gz" >"catalint-$own-$target.tar.gz.sha256")

# An old catalog with faults of its own, and a configuration.
git init -q -b main "$origin"
git -C "$origin" config uploadpack.allowAnySHA1InWant true
cat >"$origin/README.md" <<'CATALOG'
# Data

**Total Datasets Listed:** 3

| Name | License | Link |
| --- | --- | --- |
| IXI | CC-BY-SA-3.0 | [page](https://brain-development.org/ixi-dataset/) |
| KiTS23 | MIT | [page](https://kits-challenge.org/kits23/) |
| OASIS | MIT | [page](https://ada:hT7wq02Lz@www.oasis-brains.org/data/) |
CATALOG
printf '[check]\nfail-on = "warning"\n' >"$origin/catalint.toml"
git -C "$origin" add -A
git -C "$origin" commit -qm 'An old catalog'

# A change on a branch of its own, which the standard input makes in the folder; and a clone of its merge.
pull_request() {
    case_of "$1"
    git -C "$origin" checkout -q -B change main
    (cd "$origin" && bash -euo pipefail && git add -A && git commit -qm change)
    git -C "$origin" checkout -q --detach main
    git -C "$origin" merge -q --no-ff change -m merge
    merge=$(git -C "$origin" rev-parse HEAD)
    git -C "$origin" checkout -q main
    git init -q "$place/work"
    git -C "$place/work" fetch -q --depth=1 "file://$origin" "$merge"
    git -C "$place/work" remote add origin "file://$origin"
    git -C "$place/work" checkout -q --detach FETCH_HEAD
    # shellcheck disable=SC2016
    stand_in curl 'while [ $# -gt 1 ]; do [ "$1" = --output ] && to=$2; shift; done; cp "$SITE/${1##*/}" "$to" && printf 200'
}

# The steps of the action with their inputs, as action.yml gives them.
action() {
    local repository=$1
    shift
    step install SITE="$site" CATALINT_VERSION=
    [ "$code" = 0 ] || return 0
    PATH=$(cat "$GITHUB_PATH"):$PATH
    step base GITHUB_EVENT_NAME=pull_request GITHUB_SHA="$merge" CATALINT_HEAD_REPOSITORY="$repository" CATALINT_BASE= CATALINT_EVENT_BASE=
    [ "$code" = 0 ] || return 0
    step run CATALINT_COMMAND=check CATALINT_PATHS= CATALINT_BASE="$(value base)" CATALINT_FORK="$(value fork)" CATALINT_FAIL_ON= \
        CATALINT_LINKS=false CATALINT_ANNOTATIONS=true CATALINT_SUMMARY=true CATALINT_SARIF=out.sarif CATALINT_STORE= CATALINT_ARGS= "$@"
}
value() { sed -n "s/^$1=//p" "$GITHUB_OUTPUT"; }
annotations() { grep -E '^::(error|warning|notice) ' <<<"$printed" || true; }

pull_request 'a change that brings nothing' <<<'printf "\nA line of text.\n" >>README.md'
action owner/catalog
ends_with 0
file_has_line "$GITHUB_OUTPUT" findings=0
verdict "$([ -z "$(annotations)" ] && echo 0 || echo 1)" "should annotate nothing: $(annotations)"
verdict "$(jq -e '.runs[0].results == []' "$(value sarif-file)" >/dev/null && echo 0 || echo 1)" 'should write an empty SARIF'

pull_request 'a row that makes a count wrong elsewhere' <<<"sed -i.bak 's#^| OASIS#| LIDC | MIT | [page](https://www.cancerimagingarchive.net/collection/lidc-idri/) |\n&#' README.md && rm README.md.bak"
action owner/catalog
ends_with 1
file_has_line "$GITHUB_OUTPUT" findings=1
file_has_line "$GITHUB_OUTPUT" warnings=1
verdict "$(annotations | grep -q '^::warning file=README.md,line=3.*count/summary' && echo 0 || echo 1)" "should annotate line 3: $(annotations)"
file_has "$GITHUB_STEP_SUMMARY" 'count/summary'
verdict "$(jq -e '.runs[0].results | length == 1' "$(value sarif-file)" >/dev/null && echo 0 || echo 1)" 'should write one result'
verdict "$(jq -e '.findings[0].rule == "count/summary"' "$(value json-file)" >/dev/null && echo 0 || echo 1)" 'should write the JSON'

pull_request 'a configuration that is broken' <<<'echo "[chek]" >catalint.toml'
action owner/catalog
ends_with 2
says chek

# A stranger turns off what judges them.
evil="printf '[check]\nignore = [\"link\", \"count\"]\nfail-on = \"never\"\n' >catalint.toml
sed -i.bak 's#kits-challenge.org/kits23/#bob:hT7wq02Lz@kits-challenge.org/kits/#' README.md && rm README.md.bak"
pull_request 'a configuration of ones own turns a rule off' <<<"$evil"
action owner/catalog
ends_with 0
pull_request 'a configuration of a fork does not' <<<"$evil"
action stranger/catalog
ends_with 1
file_has_line "$GITHUB_OUTPUT" errors=1
verdict "$(annotations | grep -q '^::error file=README.md.*link/credentials' && echo 0 || echo 1)" "should annotate: $(annotations)"

# File names and text that command a runner, where it lets them.
# shellcheck disable=SC2016
pull_request 'a hostile file' <<<'name=$(printf "a,line=1::x\n::error::forged\n##[error]b.md")
printf "# D\n\n| Name | Link |\n| --- | --- |\n| IXI::error::forged ##[error]c | [page](https://ada:hT7wq02Lz@www.example.org/x) |\n" >"$name"'
action stranger/catalog
ends_with 1
verdict "$(grep -qE '^::error::forged' <<<"$printed" && echo 1 || echo 0)" 'should forge no command'
# Outside of what is stopped, nothing may command in the old way either.
resume=$(sed -n 's/^::stop-commands::\([0-9a-f]\{32\}\)$/\1/p' <<<"$printed")
after=$(sed "1,/^::$resume::$/d" <<<"$printed")
verdict "$(grep -qF '##[' <<<"$after" && echo 1 || echo 0)" "should hold no old command: $after"
verdict "$(grep -qE '^::error file=a%2Cline=1%3A%3Ax' <<<"$after" && echo 0 || echo 1)" "should escape the name: $after"
verdict "$(grep -qE '##\[|^::' "$GITHUB_STEP_SUMMARY" && echo 1 || echo 0)" "should say nothing raw in the summary: $(cat "$GITHUB_STEP_SUMMARY")"

# Nights, with links of a server on this machine: from the first failure over the issue to the recovery.
site=$temp/links
mkdir "$site"
echo '<title>IXI</title><h1>IXI</h1><p>Scans of the brains of many people, and how to have them.</p>' >"$site/ixi.html"
python3 -u -c 'import functools, http.server, sys
class Quiet(http.server.SimpleHTTPRequestHandler):
    def log_message(self, *_): pass
server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), functools.partial(Quiet, directory=sys.argv[1]))
print(server.server_address[1])
server.serve_forever()' "$site" >"$temp/port" &
server=$!
trap 'kill $server; rm -rf "$temp"' EXIT
for _ in $(seq 50); do
    [ ! -s "$temp/port" ] || break
    sleep 0.1
done
port=$(cat "$temp/port")

case_of 'a night'
# shellcheck disable=SC2016
stand_in gh '[ "$2" != graphql ] || printf "%s" "$OURS"
for argument in "$@"; do [ "$before" != --body-file ] || cp "$argument" "$CALLS.body"; before=$argument; done'
export before=''
ln -s "$binary" "$place/bin/catalint"
printf '# Data\n\n- [IXI](http://data.example.org:%s/ixi.html) - Brains of 600 people.\n- [OASIS](http://data.example.org:%s/oasis.html) - More brains.\n' \
    "$port" "$port" >"$place/work/README.md"
night() {
    : >"$GITHUB_OUTPUT"
    : >"$CALLS"
    step run CATALINT_COMMAND=audit CATALINT_PATHS=README.md CATALINT_BASE= CATALINT_FORK= CATALINT_FAIL_ON=never CATALINT_LINKS=false \
        CATALINT_ANNOTATIONS=true CATALINT_SUMMARY=true CATALINT_SARIF= CATALINT_STORE=.catalint/audit.db \
        CATALINT_ARGS="--resolve=data.example.org:$port:127.0.0.1
--allow-address=127.0.0.0/8
--interval=0ms
--no-archive
--now=2026-11-$1T02:00:00Z"
    ends_with 0
    step issue CATALINT_JSON="$(value json-file)" CATALINT_REPORT="$(value report-file)" OURS="${2:-}"
    ends_with 0
}
night 01
file_has_line "$GITHUB_OUTPUT" errors=0
calls_no '<issue>'
night 02
night 03
title='the third night of a 404'
file_has_line "$GITHUB_OUTPUT" errors=1
verdict "$([ -s "$(value html-file)" ] && echo 0 || echo 1)" 'should write the page'
calls 'gh <issue> <create>'
file_has "$CALLS.body" 'oasis.html'
title='it is back'
cp "$site/ixi.html" "$site/oasis.html"
night 04 '8 OPEN null'
calls 'gh <issue> <close> <8>'

finish
