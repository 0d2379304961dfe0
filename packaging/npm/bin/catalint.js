#!/usr/bin/env node
// Runs the binary of this machine, which is in a package of its own, and ends as it ends.
"use strict";
const { spawnSync } = require("node:child_process");

const name = `@catalint/${process.platform}-${process.arch}`;
const file = process.platform === "win32" ? "catalint.exe" : "catalint";
let binary;
try {
  binary = require.resolve(`${name}/${file}`);
} catch {
  console.error(`catalint: there is no binary for ${process.platform} on ${process.arch}, or npm left it out.`);
  console.error("Install without --omit=optional, or with cargo: https://catalint.github.io/catalint/start.html");
  process.exit(3);
}
const run = spawnSync(binary, process.argv.slice(2), { stdio: "inherit" });
if (run.error) {
  console.error(`catalint: ${run.error.message}`);
  process.exit(3);
}
if (run.signal) process.kill(process.pid, run.signal);
process.exit(run.status ?? 3);
