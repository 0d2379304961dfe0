#!/usr/bin/env python3
"""Drives `catalint server` as an editor would, and measures or compares it.

    benches/server.py BINARY latency [ENTRIES]   the time from a change, a hover and a wish for actions to the answer
    benches/server.py BINARY edits FILE [NUMBER] random changes; the findings at the end are those of `check`
    benches/server.py BINARY compare FOLDER...   the diagnostics of every catalog in a folder are those of `check`
"""
import json
import pathlib
import random
import shutil
import subprocess
import sys
import tempfile
import time

PIECES = ["", "a", "|", "\n", "\r\n", "\n\n", "# ", "- ", "`", "```\n", "<!-- ", " -->", "](", "👩 é 数", "\t", "150+ entries"]


class Editor:
    """A server with one folder open."""

    def __init__(self, binary, folder):
        self.folder = pathlib.Path(folder).resolve()
        self.server = subprocess.Popen([binary, "server", "--now", "2026-11-23"], stdin=subprocess.PIPE, stdout=subprocess.PIPE)
        self.sent, self.versions = 0, {}
        folders = [{"uri": self.folder.as_uri(), "name": "folder"}]
        actions = {"resolveSupport": {"properties": ["edit"]}}
        abilities = {"textDocument": {"codeAction": actions, "publishDiagnostics": {"relatedInformation": True}}}
        self.request("initialize", {"processId": None, "capabilities": abilities, "workspaceFolders": folders})
        self.notify("initialized", {})

    def uri(self, path):
        return (self.folder / path).as_uri()

    def send(self, message):
        text = json.dumps({"jsonrpc": "2.0", **message}).encode()
        self.server.stdin.write(b"Content-Length: %d\r\n\r\n" % len(text) + text)
        self.server.stdin.flush()

    def read(self):
        length = 0
        while (line := self.server.stdout.readline().strip()) or not length:
            if not line and self.server.poll() is not None:
                sys.exit(f"the server ended with {self.server.returncode}")
            if line.lower().startswith(b"content-length:"):
                length = int(line.split(b":")[1])
        return json.loads(self.server.stdout.read(length))

    def notify(self, method, params):
        self.send({"method": method, "params": params})

    def request(self, method, params):
        self.sent += 1
        self.send({"id": self.sent, "method": method, "params": params})
        while "method" in (message := self.read()) or message.get("id") != self.sent:
            pass
        return message["result"]

    def open(self, path, text):
        self.versions[path] = 1
        document = {"uri": self.uri(path), "languageId": "markdown", "version": 1, "text": text}
        self.notify("textDocument/didOpen", {"textDocument": document})

    def close(self, path):
        self.notify("textDocument/didClose", {"textDocument": {"uri": self.uri(path)}})

    def change(self, path, changes):
        self.versions[path] += 1
        document = {"uri": self.uri(path), "version": self.versions[path]}
        self.notify("textDocument/didChange", {"textDocument": document, "contentChanges": changes})

    def diagnostics(self, path):
        while True:
            message = self.read()
            params = message.get("params", {})
            if message.get("method") == "textDocument/publishDiagnostics" and params["uri"] == self.uri(path):
                if params.get("version") == self.versions[path]:
                    return params["diagnostics"]


def position(text, offset):
    """The place of a character, in UTF-16."""
    before = text[:offset].replace("\r\n", "\n").replace("\r", "\n")
    line = before.rsplit("\n", 1)[-1]
    return {"line": before.count("\n"), "character": len(line.encode("utf-16-le")) // 2}


def findings(binary, folder):
    """The findings that `check` prints, and the files that it read."""
    output = subprocess.run([binary, "check", "-o", "json", "--now", "2026-11-23"], cwd=folder, capture_output=True).stdout
    report = json.loads(output) if output else {"findings": [], "files": []}
    return report["findings"], [file["path"] for file in report["files"]]


def plain(finding, raw):
    """A finding as a diagnostic has it."""
    text = raw.decode("utf-8", "replace")
    data = text.encode()
    mark = 3 if data.startswith(b"\xef\xbb\xbf") else 0
    content = data[mark:]

    def place(at):
        before = content[: max(at - mark, 0)].decode("utf-8", "replace")
        return position(before, len(before))

    severity = ["error", "warning", "info"].index(finding["severity"]) + 1
    message = finding["message"] + (f"\nhelp: {finding['help']}" if finding["help"] else "")
    related = [one["message"] for one in finding["related"]]
    return [finding["rule"], severity, message, place(finding["start"]), place(finding["end"]), related]


def seen(diagnostic):
    related = [one["message"] for one in diagnostic.get("relatedInformation") or []]
    start, end = ({"line": at["line"], "character": at["character"]} for at in map(diagnostic["range"].get, ["start", "end"]))
    return [diagnostic["code"], diagnostic["severity"], diagnostic["message"], start, end, related]


def compare(binary, folders):
    compared = count = wrong = 0
    for folder in folders:
        found, files = findings(binary, folder)
        if not files:
            continue
        editor = Editor(binary, folder)
        for path in files:
            raw = (editor.folder / path).read_bytes()
            text = raw.decode("utf-8", "replace")
            editor.open(path, text.removeprefix("\ufeff"))
            own = sorted((plain(one, raw) for one in found if one["path"] == path), key=repr)
            shown = sorted((seen(one) for one in editor.diagnostics(path)), key=repr)
            compared, count = compared + 1, count + len(own)
            if own != shown:
                wrong += 1
                differ = [pair for pair in zip(own, shown) if pair[0] != pair[1]]
                print(f"{folder}/{path}: {len(own)} findings, {len(shown)} diagnostics", *differ[:1], sep="\n  ")
            editor.close(path)
        editor.server.kill()
    print(f"{compared} catalogs, {count} findings, {wrong} catalogs differ")
    return wrong == 0 and compared > 0


def edits(binary, source, number):
    folder = pathlib.Path(tempfile.mkdtemp())
    (folder / ".git").mkdir()
    text = pathlib.Path(source).read_bytes().decode("utf-8", "replace").removeprefix("\ufeff")
    (folder / "list.md").write_bytes(text.encode())
    editor, chance = Editor(binary, folder), random.Random(14)
    editor.open("list.md", text)
    editor.diagnostics("list.md")
    for edit in range(number):
        start = chance.randint(0, len(text))
        end = min(len(text), start + chance.choice([0, 0, 1, 5, 40, 300]))
        if text[start - 1 : start + 1] == "\r\n" or text[end - 1 : end + 1] == "\r\n":
            continue
        piece = chance.choice([*PIECES, text[chance.randint(0, len(text)) :][:200]])
        places = {"start": position(text, start), "end": position(text, end)}
        text = text[:start] + piece + text[end:]
        editor.change("list.md", [{"range": places, "text": piece}])
        if edit % 20 == 0:
            editor.diagnostics("list.md")
    shown = sorted((seen(one) for one in editor.diagnostics("list.md")), key=repr)
    (folder / "list.md").write_bytes(text.encode())
    found = sorted((plain(one, text.encode()) for one in findings(binary, folder)[0]), key=repr)
    editor.server.kill()
    shutil.rmtree(folder)
    print(f"{number} edits, {len(text)} characters left, {len(shown)} diagnostics, {len(found)} findings of check")
    return shown == found


def catalog(entries):
    """A catalog with tables and lists, some of it wrong."""
    lines = [f"# Data sets\n\nThis list has {entries} data sets.\n"]
    for section in range(entries // 100):
        lines.append(f"\n## Topic {section} ({99 if section % 7 == 0 else 100})\n")
        if section % 2:
            lines.append("\n| Name | License | Size | Year | Link |\n| --- | --- | --- | --- | --- |\n")
        for at in range(100):
            name, year = f"Set {section}-{at}", 1990 + at % 35
            url = f"https://data{section}.example.org/sets/{at}"
            license = "Apache 2.0" if at % 40 == 0 else "CC-BY-4.0"
            if section % 2:
                lines.append(f"| {name} | {license} | {at},{section:03} images | {year} | [page]({url}) |\n")
            else:
                lines.append(f"- [{name}]({url}) - {at} recordings of kind {section}, {year}. {license}.\n")
    return "".join(lines)


def latency(binary, entries):
    folder = pathlib.Path(tempfile.mkdtemp())
    (folder / ".git").mkdir()
    text = catalog(entries)
    (folder / "list.md").write_text(text)
    editor, chance = Editor(binary, folder), random.Random(14)
    editor.open("list.md", text)
    count, times = len(editor.diagnostics("list.md")), {"diagnostics": [], "hover": [], "actions": []}
    lines = text.split("\n")
    document = {"textDocument": {"uri": editor.uri("list.md")}}
    for _ in range(200):
        line = chance.randrange(len(lines))
        place = {"line": line, "character": chance.randint(0, len(lines[line]))}
        range_ = {"start": place, "end": place}
        start = time.perf_counter()
        editor.change("list.md", [{"range": range_, "text": chance.choice("abc 1|")}])
        editor.diagnostics("list.md")
        times["diagnostics"].append(time.perf_counter() - start)
        start = time.perf_counter()
        editor.request("textDocument/hover", {**document, "position": place})
        times["hover"].append(time.perf_counter() - start)
        start = time.perf_counter()
        editor.request("textDocument/codeAction", {**document, "range": range_, "context": {"diagnostics": []}})
        times["actions"].append(time.perf_counter() - start)
    editor.server.kill()
    shutil.rmtree(folder)
    print(f"{entries} entries, {len(text) // 1000} KB, {count} findings; milliseconds of 200 answers each:")
    for name, taken in {**times, "all": sum(times.values(), [])}.items():
        taken = sorted(one * 1000 for one in taken)
        half, most = taken[len(taken) // 2], taken[int(len(taken) * 0.95)]
        print(f"  {name:12} median {half:6.1f}   p95 {most:6.1f}   max {taken[-1]:6.1f}")
    return True


def main():
    binary, task, *rest = sys.argv[1:]
    binary = str(pathlib.Path(binary).resolve())
    if task == "latency":
        return latency(binary, int(rest[0]) if rest else 3000)
    if task == "edits":
        return edits(binary, rest[0], int(rest[1]) if len(rest) > 1 else 2000)
    if task == "compare":
        return compare(binary, rest)
    sys.exit(__doc__)


if __name__ == "__main__":
    sys.exit(0 if main() else 1)
