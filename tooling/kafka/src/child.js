/** A program in the background: its output goes to a file, and it never outlives us. */
import { spawn } from "node:child_process";
import { closeSync, openSync, readFileSync } from "node:fs";
import { release, watch } from "./guardian.js";

// Old brokers need up to 4 s after SIGTERM, some hang for ever.
const patienceMs = 20_000;

/**
 * @typedef {object} Child
 * @property {number} pid
 * @property {Promise<number | string>} exited    exit code or signal name
 * @property {() => boolean} isRunning
 * @property {(signal: NodeJS.Signals) => void} signal
 * @property {(signal?: NodeJS.Signals) => Promise<number | string>} stop    SIGKILL follows when it takes too long
 * @property {() => string} logTail
 */

/**
 * @param {string} command
 * @param {readonly string[]} args
 * @param {{ logFile: string, cwd: string, env?: NodeJS.ProcessEnv }} options
 * @returns {Child}
 */
export function startChild(command, args, { logFile, cwd, env }) {
  const log = openSync(logFile, "a");
  // Detached: a Ctrl-C in the terminal must not reach ZooKeeper before its broker has said goodbye.
  const child = spawn(command, args, { cwd, env: env ?? process.env, stdio: ["ignore", log, log], detached: true });
  closeSync(log);
  const pid = child.pid;
  if (pid === undefined) throw new Error(`${command} could not be started`);
  watch(pid);

  /** @type {Promise<number | string>} */
  const exited = new Promise((resolve) => {
    child.once("exit", (code, signal) => {
      release(pid);
      resolve(code ?? signal ?? "unknown");
    });
  });
  const isRunning = () => child.exitCode === null && child.signalCode === null;

  return {
    pid,
    exited,
    isRunning,
    signal: (signal) => void child.kill(signal),
    async stop(signal = "SIGTERM") {
      if (!isRunning()) return exited;
      child.kill(signal);
      child.kill("SIGCONT"); // a paused process would not even see SIGTERM
      const timer = setTimeout(() => child.kill("SIGKILL"), patienceMs);
      const result = await exited;
      clearTimeout(timer);
      return result;
    },
    logTail: () => readFileSync(logFile, "utf8").trimEnd().split("\n").slice(-25).join("\n"),
  };
}
