// Starts `catalint server` for the markdown files of a window, and starts it anew when its settings change.
const vscode = require("vscode");
const { LanguageClient } = require("vscode-languageclient/node");

let client;

async function start() {
  const settings = vscode.workspace.getConfiguration("catalint");
  const command = settings.get("path") || "catalint";
  const config = settings.get("config");
  const run = { command, args: config ? ["server", "--config", config] : ["server"] };
  const documentSelector = [{ scheme: "file", language: "markdown" }];
  client = new LanguageClient("catalint", "Catalint", run, { documentSelector });
  try {
    await client.start();
  } catch (error) {
    client = undefined;
    const answer = await vscode.window.showErrorMessage(
      `Catalint does not start: ${error.message}. Install it, or set its path.`,
      "Install",
      "Settings",
    );
    if (answer === "Install") {
      await vscode.env.openExternal(vscode.Uri.parse("https://github.com/catalint/catalint#install"));
    } else if (answer === "Settings") {
      await vscode.commands.executeCommand("workbench.action.openSettings", "catalint.path");
    }
  }
}

async function stop() {
  const old = client;
  client = undefined;
  await old?.stop();
}

async function restart() {
  await stop();
  await start();
}

async function activate(context) {
  context.subscriptions.push(
    vscode.commands.registerCommand("catalint.restart", restart),
    vscode.workspace.onDidChangeConfiguration((change) => change.affectsConfiguration("catalint") && restart()),
  );
  await start();
}

module.exports = { activate, deactivate: stop };
