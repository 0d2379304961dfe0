#!/usr/bin/env python3
"""Draws docs/finding.svg: a finding as a terminal shows it, from what the command prints.

    docs/picture.py CATALINT           writes the picture
    docs/picture.py CATALINT --check   ends with 1 where the picture is another
"""
import html
import os
import pathlib
import re
import subprocess
import sys

ROOT = pathlib.Path(__file__).resolve().parent.parent
PICTURE = ROOT / "docs" / "finding.svg"
CATALOG = "fixtures/catalogs/medical-imaging-datasets.md"
ARGUMENTS = ["check", CATALOG, "--select", "count/total", "--fail-on", "never", "--now", "2026-11-23", "--color", "always"]

WIDTH, HEIGHT, MARGIN = 8.4, 20, 16
# The colours of a terminal, dark enough behind and light enough before to be read on both themes of a page.
BACKGROUND, FOREGROUND = "#1f2430", "#d7dce2"
COLORS = {"31": "#ff7b72", "32": "#7ee787", "33": "#e3b341", "34": "#79c0ff", "35": "#d2a8ff", "36": "#76e3ea"}


def output(binary):
    environment = {**os.environ, "COLUMNS": "100"}
    command = [str(pathlib.Path(binary).resolve()), *ARGUMENTS]
    printed = subprocess.run(command, cwd=ROOT, env=environment, check=True, capture_output=True).stdout.decode()
    # The finding alone: the totals below it are of no use in a picture.
    return printed.split("\n\n", 1)[0].rstrip("\n")


def pieces(line):
    """The texts of a line with the codes that hold for them."""
    codes = set()
    for part in re.split(r"(\x1b\[[0-9;]*m)", line):
        if part.startswith("\x1b["):
            for code in part[2:-1].split(";"):
                codes = set() if code in ("", "0") else codes | {code}
        elif part:
            yield part, codes


def style(codes):
    color = next((COLORS[code] for code in sorted(codes) if code in COLORS), None)
    names = [f'fill="{color}"'] if color else []
    names += ['font-weight="bold"'] if "1" in codes else []
    names += ['opacity="0.6"'] if "2" in codes else []
    return " ".join(names)


def draw(lines):
    columns = max(len(re.sub(r"\x1b\[[0-9;]*m", "", line)) for line in lines)
    width, height = columns * WIDTH + 2 * MARGIN, len(lines) * HEIGHT + 2 * MARGIN
    label = "A finding of Catalint: " + re.sub(r"\x1b\[[0-9;]*m", "", lines[0]).strip()
    yield f'<svg xmlns="http://www.w3.org/2000/svg" width="{width:.0f}" height="{height}" role="img">'
    yield f"<title>{html.escape(label)}</title>"
    yield f'<rect width="100%" height="100%" rx="8" fill="{BACKGROUND}"/>'
    yield f'<g font-family="ui-monospace, Menlo, Consolas, monospace" font-size="14" fill="{FOREGROUND}" xml:space="preserve">'
    for number, line in enumerate(lines):
        column, y = 0, MARGIN + number * HEIGHT + 15
        for text, codes in pieces(line):
            # Each word at its column: fonts differ in how wide they draw a box.
            for found in re.finditer(r"\S+(?: \S+)*", text):
                x, length = MARGIN + (column + found.start()) * WIDTH, len(found.group()) * WIDTH
                attributes = f'x="{x:.1f}" y="{y}" textLength="{length:.1f}" {style(codes)}'.rstrip()
                yield f"<text {attributes}>{html.escape(found.group(), quote=False)}</text>"
            column += len(text)
    yield "</g>"
    yield "</svg>"


def main():
    picture = "\n".join(draw(output(sys.argv[1]).split("\n"))) + "\n"
    if "--check" in sys.argv:
        if PICTURE.read_text(encoding="utf-8") != picture:
            sys.exit("docs/finding.svg is old: docs/picture.py writes it anew")
    else:
        PICTURE.write_text(picture, encoding="utf-8")


if __name__ == "__main__":
    main()
