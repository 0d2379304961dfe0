#!/usr/bin/env bash
# Makes the wheel and installs it where there is nothing else. Usage: tests/wheel.sh FOLDER, with maturin on the PATH. It is
# made without optimisation, of what `cargo test` builds as well.
set -euo pipefail
root=$(cd "$(dirname "$0")/.." && pwd)
mkdir -p "$1"
wheels=$(cd "$1" && pwd)
rm -f "$wheels"/*.whl

(cd "$root/.ci/wheel" && maturin build --quiet --compatibility linux --out "$wheels")
temp=$(mktemp -d)
trap 'rm -rf "$temp"' EXIT
python3 -m venv "$temp/venv"
"$temp/venv/bin/python" -m pip install --quiet --disable-pip-version-check --no-index --find-links "$wheels" catalint

version=$(cat "$root/.github/action/version")
said=$("$temp/venv/bin/catalint" --version)
[ "$said" = "catalint $version" ] || { printf 'the wheel says "%s", not "catalint %s"\n' "$said" "$version" && exit 1; }
"$temp/venv/bin/catalint" check --fail-on never --output concise "$root/fixtures/catalogs/medical-imaging-datasets.md" |
    grep -q count/summary
printf 'wheel: 2 passed, 0 failed\n'
