#!/usr/bin/env python3
"""Runs catalint and rumdl over the same big catalog, in turns, and prints how much longer rumdl takes.

    python3 benches/peers.py [catalint]

Needs cargo, and Python's venv with access to PyPI. `catalint` is the command to measure; without it, the release build
is made and taken. Both commands run as a user would run them, with their default rules, on one file, with what they
print thrown away; rumdl's cache is off, so that it works in each run. The two do different things: rumdl looks at style,
catalint at what the catalog says. The ratio says what a second linter costs beside the first.
"""

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
    """How long a command takes; 0 and 1 say that it could work."""
    begun = time.perf_counter()
    ended = subprocess.run(command, cwd=FOLDER, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, check=False)
    taken = time.perf_counter() - begun
    if ended.returncode not in (0, 1):
        sys.exit(f"{command} ended with {ended.returncode}")
    return taken


def main():
    FOLDER.mkdir(parents=True, exist_ok=True)
    environment = FOLDER / "venv"
    scripts = environment / ("Scripts" if sys.platform == "win32" else "bin")
    if not scripts.exists():
        venv.create(environment, with_pip=True)
        run(scripts / "python", "-m", "pip", "install", "--quiet", "rumdl")
    catalint = pathlib.Path(sys.argv[1]).resolve() if len(sys.argv) > 1 else ROOT / "target" / "release" / "catalint"
    if len(sys.argv) == 1:
        run("cargo", "build", "--release", "--locked")
    big = FOLDER / "big.md"
    run("cargo", "bench", "--quiet", "--bench", "ratio", "--", "write", big)
    commands = {
        "catalint": [catalint, "check", "--no-config", big.name],
        "rumdl": [scripts / "rumdl", "check", "--no-config", "--no-cache", big.name],
    }
    fastest = dict.fromkeys(commands, float("inf"))
    for _ in range(TURNS):
        for name, command in commands.items():
            fastest[name] = min(fastest[name], seconds(command))
    version = subprocess.run([commands["rumdl"][0], "--version"], capture_output=True, text=True, check=True)
    print(f"{big.stat().st_size / 1e6:.1f} MB, fastest of {TURNS} runs each; {version.stdout.strip()}")
    for name, taken in fastest.items():
        print(f"{name:9}{taken:8.3f} s   {' '.join(str(part) for part in commands[name][1:])}")
    print(f"rumdl takes {fastest['rumdl'] / fastest['catalint']:.1f} times as long as catalint")


if __name__ == "__main__":
    main()
