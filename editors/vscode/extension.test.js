// The extension with stand-ins for the editor: what it starts, and what it says where that fails.
const assert = require("node:assert");
const Module = require("node:module");
const { test } = require("node:test");

function load(settings, failure) {
  const log = [];
  class LanguageClient {
    constructor(id, name, run, options) {
      log.push([id, run.command, ...run.args, options.documentSelector[0].language]);
    }
    async start() {
      if (failure) throw new Error(failure);
    }
    async stop() {
      log.push("stopped");
    }
  }
  const commands = {};
  const vscode = {
    workspace: {
      getConfiguration: () => ({ get: (key) => settings[key] }),
      onDidChangeConfiguration: (told) => ((commands.settings = told), {}),
    },
    commands: { registerCommand: (name, run) => ((commands[name] = run), {}) },
    window: { showErrorMessage: async (text) => void log.push(text) },
  };
  const original = Module._load;
  Module._load = (name, ...rest) =>
    name === "vscode" ? vscode : name === "vscode-languageclient/node" ? { LanguageClient } : original(name, ...rest);
  delete require.cache[require.resolve("./extension.js")];
  const extension = require("./extension.js");
  Module._load = original;
  return { extension, log, commands };
}

test("it starts and restarts the server for markdown", async () => {
  const { extension, log, commands } = load({ path: "/opt/catalint", config: "ci.toml" });
  await extension.activate({ subscriptions: [] });
  const started = ["catalint", "/opt/catalint", "server", "--config", "ci.toml", "markdown"];
  await commands.settings({ affectsConfiguration: (name) => name === "catalint" });
  await commands["catalint.restart"]();
  await extension.deactivate();
  assert.deepStrictEqual(log, [started, "stopped", started, "stopped", started, "stopped"]);
});

test("it says what to do where the program is missing", async () => {
  const { extension, log } = load({}, "spawn catalint ENOENT");
  await extension.activate({ subscriptions: [] });
  assert.deepStrictEqual(log[0], ["catalint", "catalint", "server", "markdown"]);
  assert.match(log[1], /spawn catalint ENOENT. Install it, or set its path/);
});
