/** Runs a program to its end. */
import { spawn } from "node:child_process";

/**
 * @param {string} command
 * @param {readonly string[]} args
 * @param {string} [input] its standard input
 * @returns {Promise<string>} what it printed; rejects, with what it said on standard error, when it did not end well
 */
export function runProgram(command, args, input = "") {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, { stdio: "pipe" });
    /** @type {Buffer[]} */
    const out = [];
    /** @type {Buffer[]} */
    const errors = [];
    child.stdout.on("data", (chunk) => out.push(chunk));
    child.stderr.on("data", (chunk) => errors.push(chunk));
    child.on("error", reject);
    child.stdin.on("error", () => {}); // it died: its exit code says more
    child.on("close", (code) => {
      if (code === 0) resolve(Buffer.concat(out).toString());
      else {
        const said = Buffer.concat(errors).toString().slice(0, 2000);
        reject(new Error(`${command} ${args.join(" ")} ended with ${code}: ${said}`));
      }
    });
    child.stdin.end(input);
  });
}
