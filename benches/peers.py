#!/usr/bin/env python3
"""Runs catalint and rumdl over the same big catalog, in turns, and prints how much longer rumdl takes.

    python3 benches/peers.py [catalint]

Needs cargo, and Python's venv with access to PyPI. `catalint` is the command to measure; without it, the build of the profile `dist`
is made and taken. Both commands run as a user would run them, with their default rules, on one file, with what they
print thrown away; rumdl's cache is off, so that it works in each run. The two do different things: rumdl looks at style,
catalint at what the catalog says. The ratio says what a second linter costs beside the first. The time of day is what a
user waits; the processors' time, of all cores, says the same on a busy machine.
"""

import os
import pathlib
import subprocess
import sys
import time
import venv

ROOT = pathlib.Path(__file__).resolve().parent.parent
FOLDER = ROOT / "target" / "peers"
TURNS = 5


def run(*command):
    subprocess.run([str(part) for part in command], check=True, cwd=ROOT)


def seconds(command):
    """How long a command takes, and how long it works; 0 and 1 say that it could work."""
    before, begun = os.times(), time.perf_counter()
    ended = subprocess.run(command, cwd=FOLDER, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, check=False)
    taken, after = time.perf_counter() - begun, os.times()
    if ended.returncode not in (0, 1):
        sys.exit(f"{command} ended with {ended.returncode}")
    worked = after.children_user + after.children_system - before.children_user - before.children_system
    return taken, worked


def main():
    FOLDER.mkdir(parents=True, exist_ok=True)
    environment = FOLDER / "venv"
    scripts = environment / ("Scripts" if sys.platform == "win32" else "bin")
    if not scripts.exists():
        venv.create(environment, with_pip=True)
        run(scripts / "python", "-m", "pip", "install", "--quiet", "rumdl")
    catalint = pathlib.Path(sys.argv[1]).resolve() if len(sys.argv) > 1 else ROOT / "target" / "dist" / "catalint"
    if len(sys.argv) == 1:
        run("cargo", "build", "--profile", "dist", "--locked")
    big = FOLDER / "big.md"
    run("cargo", "bench", "--quiet", "--bench", "ratio", "--", "write", big)
    commands = {
        "human": [catalint, "check", "--no-config", big.name],
        "concise": [catalint, "check", "--no-config", "--output", "concise", big.name],
        "rumdl": [scripts / "rumdl", "check", "--no-config", "--no-cache", big.name],
    }
    fastest = dict.fromkeys(commands, (float("inf"), float("inf")))
    for _ in range(TURNS):
        for name, command in commands.items():
            fastest[name] = tuple(map(min, fastest[name], seconds(command)))
    version = subprocess.run([commands["rumdl"][0], "--version"], capture_output=True, text=True, check=True)
    print(f"{big.stat().st_size / 1e6:.1f} MB, fastest of {TURNS} runs each; {version.stdout.strip()}")
    theirs = fastest["rumdl"]
    print("            time  processors   rumdl takes times as long")
    for name, (taken, worked) in fastest.items():
        # Where the system does not tell the time of children, there is none to compare.
        beside = f"{theirs[1] / worked:.1f}" if worked else "?"
        line = " ".join(str(part) for part in commands[name][1:])
        print(f"{name:8}{taken:6.3f} s    {worked:6.3f} s   {theirs[0] / taken:8.1f} {beside:>8}   {line}")


if __name__ == "__main__":
    main()
