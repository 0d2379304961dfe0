#!/usr/bin/env python3
"""Audits the same 10,000 links on 500 hosts with `catalint audit` and with lychee, in turns, and prints how fast and how large.

    python3 benches/peers_links.py LYCHEE [CATALINT]

`LYCHEE` is its command, and `CATALINT` that of catalint; without it cargo builds one with the profile `dist`, which is that
of releases. Needs nginx, which answers on 500 addresses of loopback, so that no name has to be resolved: a page for each
link, and 404 for all else. Politeness is off alike for both: no interval, eight requests to a host and 512 in all under
way, no second try of lychee. Both ask by GET over HTTP/1.1. Catalint does all that a nightly run does: it reads the catalog,
makes its store anew, reads each page and requests a control URL of each host, keeps every verdict, and writes its report as
JSON; no copies are looked up in an archive. Of five turns each the median counts; the memory is the largest of all turns.
"""

import json
import os
import pathlib
import statistics
import subprocess
import sys
import time

ROOT = pathlib.Path(__file__).resolve().parent.parent
FOLDER = ROOT / "target" / "peers_links"
PORT = 18080
HOSTS = 500
TURNS = 5
LINKS = 10_000
PAGE = "<title>Set $1</title><h1>Set $1</h1><p>" + "Images and masks of lungs. " * 100 + "</p>"
NGINX = f"""
daemon off;
pid {FOLDER}/nginx.pid;
error_log {FOLDER}/error.log;
worker_processes 1;
worker_rlimit_nofile 8192;
events {{ worker_connections 4096; }}
http {{
  access_log off;
  keepalive_requests 100000;
  client_body_temp_path {FOLDER}/body;
  proxy_temp_path {FOLDER}/proxy;
  fastcgi_temp_path {FOLDER}/fastcgi;
  uwsgi_temp_path {FOLDER}/uwsgi;
  scgi_temp_path {FOLDER}/scgi;
  server {{
    listen 0.0.0.0:{PORT};
    location ~ ^/data/(\\d+)$ {{ default_type text/html; return 200 "{PAGE}"; }}
    location / {{ default_type text/html; return 404 "<title>Not found</title>"; }}
  }}
}}
"""


def turn(command, output):
    """The seconds that a command takes, those of the processor, and the most memory that it had, in MiB."""
    begun = time.perf_counter()
    with open(output, "wb") as to:
        process = subprocess.Popen([str(part) for part in command], cwd=FOLDER, stdout=to, stderr=subprocess.STDOUT)
        _, status, usage = os.wait4(process.pid, 0)
    if os.waitstatus_to_exitcode(status) != 0:
        sys.exit(f"{command} failed: see {output}")
    return time.perf_counter() - begun, usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024


def build():
    """The command, built as for a release."""
    subprocess.run(["cargo", "build", "--profile", "dist", "--locked"], cwd=ROOT, check=True)
    return ROOT / "target" / "dist" / "catalint"


def main():
    lychee = pathlib.Path(sys.argv[1]).resolve()
    catalint = pathlib.Path(sys.argv[2]).resolve() if len(sys.argv) > 2 else build()
    FOLDER.mkdir(parents=True, exist_ok=True)
    hosts = [f"127.1.{at // 250}.{at % 250 + 1}" for at in range(HOSTS)]
    links = [f"http://{hosts[at % HOSTS]}:{PORT}/data/{at}" for at in range(LINKS)]
    catalog = "".join(f"- [Set {at}]({link}) - Lungs of mice.\n" for at, link in enumerate(links))
    (FOLDER / "links.md").write_text(f"# Sets\n\n{catalog}")
    (FOLDER / "nginx.conf").write_text(NGINX)
    commands = {
        "catalint": [
            catalint, "audit", "links.md", "--no-config", "--store", "audit.db", "--allow-address", "127.0.0.0/8",
            "--concurrency", "512", "--per-host", "8", "--interval", "0ms", "--no-archive", "--no-progress",
            "--output", "json=catalint.json",
        ],
        "lychee": [
            lychee, "--no-progress", "--max-concurrency", "512", "--host-concurrency", "8",
            "--host-request-interval", "0ms", "--max-retries", "0", "--format", "json", "links.md",
        ],
    }
    nginx = subprocess.Popen(["nginx", "-c", FOLDER / "nginx.conf"])
    try:
        time.sleep(0.5)
        taken = {name: [] for name in commands}
        for at in range(TURNS):
            for name, command in commands.items():
                for store in FOLDER.glob("audit.db*"):
                    store.unlink()
                taken[name].append(turn(command, FOLDER / f"{name}.out"))
    finally:
        nginx.terminate()
    for name, turns in taken.items():
        seconds = statistics.median(turn[0] for turn in turns)
        processor = statistics.median(turn[1] for turn in turns)
        memory = max(turn[2] for turn in turns)
        print(
            f"{name:9}{seconds:7.2f} s {LINKS / seconds:8.0f} links/s {processor:7.2f} s of processor time "
            f"{memory:7.1f} MiB"
        )
    report = json.loads((FOLDER / "catalint.json").read_text())
    print(report["summary"], report["run"]["requests"], "requests")


if __name__ == "__main__":
    main()
