/** Runs other programs: with the repository's binaries on the PATH, signals passed on, and the exit code as the answer. */
import { spawn } from "node:child_process";
import { constants } from "node:os";
import { delimiter } from "node:path";
import { binaries, root } from "./workspaces.mjs";

/**
 * Runs a program to its end and resolves with its exit code (128 + n when signal n ended it, as shells count).
 * @param {string} command
 * @param {readonly string[]} args
 * @param {{ cwd?: string, env?: Record<string, string>, stdio?: import("node:child_process").StdioOptions, shell?: boolean }} [options]
 * @returns {Promise<number>}
 */
export function run(command, args, { cwd = root, env = {}, stdio = quietStdin, shell = false } = {}) {
  const path = [binaries, process.env.PATH].join(delimiter);
  const child = spawn(command, args, { cwd, stdio, shell, env: { ...process.env, ...env, PATH: path } });
  const stopForwarding = forwardSignals(child);
  return new Promise((resolve, reject) => {
    child.once("error", reject);
    child.once("close", (code, signal) => resolve(code ?? 128 + constants.signals[signal]));
  }).finally(stopForwarding);
}

/**
 * Runs a workspace's npm script with further arguments, without the layer of npm in between: Ctrl-C and exit codes go straight through.
 * @param {{ folder: string, scripts: Record<string, string> }} workspace
 * @param {string} script
 * @param {readonly string[]} args
 * @param {Record<string, string>} [env]
 */
export function runScript(workspace, script, args, env = {}) {
  const line = [workspace.scripts[script], ...args.map(quote)].join(" ");
  // A plain command replaces the shell, so that a signal reaches the program itself.
  const command = /[;&|<>()$`]/.test(workspace.scripts[script]) ? line : `exec ${line}`;
  return run(command, [], { cwd: workspace.folder, env, shell: true, stdio: "inherit" });
}

// Installs, builds and tests never read what is piped into `npm start`.
const quietStdin = ["ignore", "inherit", "inherit"];

/** What a terminal sends goes to the whole process group by itself; what is sent to us alone is passed on. */
function forwardSignals(child) {
  const forward = (signal) => {
    if (signal === "SIGINT" && process.stdin.isTTY) return;
    child.kill(signal);
  };
  const signals = ["SIGINT", "SIGTERM", "SIGHUP"];
  for (const signal of signals) process.on(signal, forward);
  return () => {
    for (const signal of signals) process.off(signal, forward);
  };
}

const quote = (argument) => `'${argument.replaceAll("'", "'\\''")}'`;
