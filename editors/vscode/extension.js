// Starts `cfs lsp` and gives the editor the commands Run, Plan and Show Figure Beside.
"use strict";

const fs = require("node:fs");
const path = require("node:path");
const vscode = require("vscode");
const { LanguageClient } = require("vscode-languageclient/node");

let client;

function program() {
  return vscode.workspace.getConfiguration("cfs").get("path") || "cfs";
}

// The scenario that a command is about: that of the lens, or the one in the active editor.
function scenario(uri) {
  const asked = typeof uri === "string" ? vscode.Uri.parse(uri) : uri;
  const found = asked ?? vscode.window.activeTextEditor?.document.uri;
  if (found?.scheme !== "file" || !found.fsPath.endsWith(".cfs")) {
    vscode.window.showWarningMessage("cfs: save the scenario as a file `*.cfs` first.");
    return undefined;
  }
  return found;
}

function results(file) {
  const folder = vscode.workspace.getConfiguration("cfs").get("results") || "results";
  return path.resolve(path.dirname(file.fsPath), folder);
}

async function save(file) {
  const open = vscode.workspace.textDocuments.find((document) => document.uri.toString() === file.toString());
  return open === undefined || !open.isDirty || open.save();
}

// Runs a command of the program as a task, so that it has a terminal and can be stopped. No shell reads the names.
async function task(command, uri, experiment) {
  const file = scenario(uri);
  if (!file || !(await save(file))) return;
  const words = [command, path.basename(file.fsPath)];
  if (command === "run") words.push("-o", results(file));
  if (experiment) words.push("--only", experiment);
  const execution = new vscode.ProcessExecution(program(), words, { cwd: path.dirname(file.fsPath) });
  const started = new vscode.Task(
    { type: "cfs", command },
    vscode.workspace.getWorkspaceFolder(file) ?? vscode.TaskScope.Workspace,
    `${command} ${experiment ?? path.basename(file.fsPath)}`,
    "cfs",
    execution,
  );
  await vscode.tasks.executeTask(started);
}

// Shows a figure of the last run beside the scenario, and shows it again when it is drawn anew.
async function figure(uri) {
  const file = scenario(uri);
  if (!file) return;
  const folder = results(file);
  const figures = fs.existsSync(folder) ? fs.readdirSync(folder).filter((name) => name.endsWith(".svg")) : [];
  if (figures.length === 0) {
    vscode.window.showInformationMessage(`cfs: there is no figure in ${folder}; a scenario with \`plot\` draws one when it runs.`);
    return;
  }
  const name = figures.length === 1 ? figures[0] : await vscode.window.showQuickPick(figures, { title: "Figure" });
  if (!name) return;
  const panel = vscode.window.createWebviewPanel("cfs.figure", name, vscode.ViewColumn.Beside, {
    enableScripts: false,
    localResourceRoots: [vscode.Uri.file(folder)],
  });
  let version = 0;
  const draw = () => {
    const source = panel.webview.asWebviewUri(vscode.Uri.file(path.join(folder, name)));
    version += 1;
    panel.webview.html = `<!doctype html><meta http-equiv="Content-Security-Policy" content="default-src 'none'; img-src ${panel.webview.cspSource}; style-src 'unsafe-inline'">
<body style="background: white; margin: 0"><img alt="figure" src="${source}?${version}" style="width: 100%; height: auto"></body>`;
  };
  const watcher = vscode.workspace.createFileSystemWatcher(new vscode.RelativePattern(vscode.Uri.file(folder), "*.svg"));
  const changed = (drawn) => path.basename(drawn.fsPath) === name && draw();
  watcher.onDidChange(changed);
  watcher.onDidCreate(changed);
  panel.onDidDispose(() => watcher.dispose());
  draw();
}

async function start() {
  const server = { command: program(), args: ["lsp"] };
  client = new LanguageClient("cfs", "cfs", server, {
    documentSelector: [{ language: "cfs" }],
    synchronize: { fileEvents: vscode.workspace.createFileSystemWatcher("**/*.{cfs,csv,npy}") },
  });
  try {
    await client.start();
  } catch (error) {
    vscode.window.showErrorMessage(`cfs: the language server \`${program()} lsp\` cannot be started (setting cfs.path): ${error}`);
  }
}

async function activate(context) {
  const register = (name, act) => context.subscriptions.push(vscode.commands.registerCommand(name, act));
  register("cfs.run", (uri, experiment) => task("run", uri, experiment));
  register("cfs.plan", (uri, experiment) => task("plan", uri, experiment));
  register("cfs.figure", figure);
  register("cfs.restart", async () => {
    await client?.stop().catch(() => undefined);
    await start();
  });
  await start();
}

function deactivate() {
  return client?.stop();
}

module.exports = { activate, deactivate };
