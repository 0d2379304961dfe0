#!/usr/bin/env python3
"""Probes the same 10,000 links on 500 hosts with catalint and with lychee, in turns, and prints how fast and how large.

    python3 benches/peers_links.py LYCHEE [LINKS]

Needs cargo and nginx; `LYCHEE` is its command, as `cargo install lychee` builds it. A local nginx answers on 500
addresses of loopback, so that no name has to be resolved. Politeness is off alike for both: no interval, eight requests
to a host and 128 in all under way, no second try. Both ask by GET over HTTP/1.1; catalint also reads each page. Of five
turns each the median counts; the memory is the largest of all turns.
"""

import pathlib
import statistics
import subprocess
import sys
import os
import time

ROOT = pathlib.Path(__file__).resolve().parent.parent
FOLDER = ROOT / "target" / "peers_links"
PORT = 18080
HOSTS = 500
TURNS = 5
PAGE = "<title>Lungs of mice</title><h1>Lungs of mice</h1><p>" + "Images and masks. " * 100 + "</p>"
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
    location / {{ default_type text/html; return 200 "{PAGE}"; }}
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


def main():
    lychee = pathlib.Path(sys.argv[1]).resolve()
    count = int(sys.argv[2]) if len(sys.argv) > 2 else 10_000
    FOLDER.mkdir(parents=True, exist_ok=True)
    hosts = [f"127.1.{at // 250}.{at % 250 + 1}" for at in range(HOSTS)]
    links = [f"http://{hosts[at % HOSTS]}:{PORT}/data/{at}" for at in range(count)]
    (FOLDER / "links.txt").write_text("\n".join(links) + "\n")
    (FOLDER / "links.md").write_text("".join(f"- [Set {at}]({link})\n" for at, link in enumerate(links)))
    (FOLDER / "nginx.conf").write_text(NGINX)
    bench = subprocess.run(
        ["cargo", "bench", "--bench", "links", "--no-run", "--message-format=json"],
        cwd=ROOT, check=True, capture_output=True, text=True,
    ) if len(sys.argv) <= 3 else None
    if bench:
        import json

        built = [json.loads(line) for line in bench.stdout.splitlines() if line.startswith("{")]
        probe = next(one["executable"] for one in built if one.get("target", {}).get("name") == "links" and one.get("executable"))
    else:
        probe = sys.argv[3]
    commands = {
        "catalint": [probe, "survey", "links.txt"],
        "lychee": [
            lychee, "--no-progress", "--max-concurrency", "128", "--host-concurrency", "8",
            "--host-request-interval", "0ms", "--max-retries", "0", "--format", "json", "links.md",
        ],
    }
    nginx = subprocess.Popen(["nginx", "-c", FOLDER / "nginx.conf"])
    try:
        time.sleep(0.5)
        taken = {name: [] for name in commands}
        for at in range(TURNS):
            for name, command in commands.items():
                taken[name].append(turn(command, FOLDER / f"{name}.out"))
    finally:
        nginx.terminate()
    for name, turns in taken.items():
        seconds = statistics.median(turn[0] for turn in turns)
        processor = statistics.median(turn[1] for turn in turns)
        memory = max(turn[2] for turn in turns)
        print(
            f"{name:9}{seconds:7.2f} s {count / seconds:8.0f} links/s {processor * 1e6 / count:7.0f} µs of processor a link "
            f"{memory:7.1f} MiB"
        )
    print((FOLDER / "catalint.out").read_text().strip())


if __name__ == "__main__":
    main()
