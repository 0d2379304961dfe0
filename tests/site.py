#!/usr/bin/env python3
"""Compares the built site with what is to be in it: tests/site.py FOLDER [CATALINT]

Every local link of every page leads to a page, and to an anchor on it where it names one. With a binary: every rule has the
page that reports link to.
"""
import html.parser
import json
import pathlib
import subprocess
import sys
import urllib.parse


class Page(html.parser.HTMLParser):
    """The links and anchors of a page."""

    def __init__(self, path):
        super().__init__()
        self.links, self.anchors = [], set()
        self.feed(path.read_text(encoding="utf-8"))

    def handle_starttag(self, tag, attributes):
        attributes = dict(attributes)
        self.anchors.update(value for key in ("id", "name") if (value := attributes.get(key)))
        self.links.extend(value for key in ("href", "src") if (value := attributes.get(key)))


def broken(site, pages):
    for path, page in pages.items():
        # The page for addresses that are none names its parts from the root of the host; `print` repeats all others.
        if path.name in ("404.html", "print.html"):
            continue
        for link in page.links:
            parts = urllib.parse.urlsplit(link)
            if parts.scheme or parts.netloc:
                continue
            target = path if not parts.path else (path.parent / urllib.parse.unquote(parts.path)).resolve()
            if target.is_dir():
                target /= "index.html"
            if not target.is_file() or site not in target.parents:
                yield f"{path.relative_to(site)}: {link} leads nowhere"
            elif parts.fragment and target in pages:
                if urllib.parse.unquote(parts.fragment) not in pages[target].anchors:
                    yield f"{path.relative_to(site)}: {link} leads to no anchor"


def unexplained(site, binary):
    report = subprocess.run([binary, "rules", "--output", "json"], check=True, capture_output=True).stdout
    rules = json.loads(report)["rules"]
    for rule in rules:
        address = urllib.parse.urlsplit(rule["page"])
        path = site / address.path.removeprefix("/catalint/")
        if not path.is_file() or rule["rule"] not in path.read_text(encoding="utf-8"):
            yield f"{rule['rule']}: there is no {rule['page']}"
    if len(rules) < 90:
        yield f"only {len(rules)} rules are listed"


def main():
    site = pathlib.Path(sys.argv[1]).resolve()
    pages = {path: Page(path) for path in sorted(site.rglob("*.html"))}
    wrong = list(broken(site, pages))
    if len(sys.argv) > 2:
        wrong += unexplained(site, sys.argv[2])
    print(*wrong, sep="\n", end="\n" if wrong else "")
    print(f"site: {len(pages)} pages, {sum(len(page.links) for page in pages.values())} links, {len(wrong)} wrong")
    return 1 if wrong or not pages else 0


if __name__ == "__main__":
    sys.exit(main())
