#!/usr/bin/env python3
"""Writes the list of parts of a binary, as CycloneDX: every crate that is compiled into it, for one target.

    sbom.py TARGET >catalint.cdx.json
"""
import json
import pathlib
import subprocess
import sys
import uuid

ROOT = pathlib.Path(__file__).resolve().parent.parent.parent


def metadata(target):
    command = ["cargo", "metadata", "--format-version", "1", "--locked", "--filter-platform", target]
    return json.loads(subprocess.run(command, cwd=ROOT, check=True, capture_output=True).stdout)


def compiled(nodes, root):
    """The packages that the binary is made of: what builds or tests it is not in it."""
    reached, waiting = set(), [root]
    while waiting:
        package = waiting.pop()
        if package not in reached:
            reached.add(package)
            waiting += normal(nodes[package])
    return reached


def normal(node):
    return [one["pkg"] for one in node["deps"] if any(kind["kind"] is None for kind in one["dep_kinds"])]


def is_macro(package):
    return any("proc-macro" in target["kind"] for target in package["targets"])


def reference(package):
    return f"pkg:cargo/{package['name']}@{package['version']}"


def component(package, kind):
    described = {
        "type": kind,
        "bom-ref": reference(package),
        "name": package["name"],
        "version": package["version"],
        "purl": reference(package),
    }
    if package.get("license"):
        # Some crates still write the slash of old for OR.
        described["licenses"] = [{"expression": package["license"].replace("/", " OR ").replace("  ", " ")}]
    if package.get("repository"):
        described["externalReferences"] = [{"type": "vcs", "url": package["repository"]}]
    return described


def main():
    target = sys.argv[1]
    found = metadata(target)
    packages = {package["id"]: package for package in found["packages"]}
    nodes = {node["id"]: node for node in found["resolve"]["nodes"]}
    root = found["resolve"]["root"]
    parts = sorted((one for one in compiled(nodes, root) if not is_macro(packages[one])), key=lambda one: reference(packages[one]))
    depends = lambda one: sorted(reference(packages[other]) for other in set(normal(nodes[one])) & set(parts))
    name = f"{reference(packages[root])}?target={target}"
    print(
        json.dumps(
            {
                "bomFormat": "CycloneDX",
                "specVersion": "1.5",
                # The same parts give the same number.
                "serialNumber": uuid.uuid5(uuid.NAMESPACE_URL, name).urn,
                "version": 1,
                "metadata": {
                    "component": component(packages[root], "application"),
                    "properties": [{"name": "cargo:target", "value": target}],
                },
                "components": [component(packages[one], "library") for one in parts if one != root],
                "dependencies": [{"ref": reference(packages[one]), "dependsOn": depends(one)} for one in parts],
            },
            indent=2,
        )
    )


if __name__ == "__main__":
    main()
