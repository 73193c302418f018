/** A program in a process of its own that gets its task as JSON and answers with messages. */
import { fork } from "node:child_process";
import { once } from "node:events";

/**
 * Its first message that `onMessage` does not take is its result.
 * @param {URL} program
 * @param {object} task
 * @param {(message: any, child: import("node:child_process").ChildProcess) => boolean} [onMessage]
 */
export async function resultOf(program, task, onMessage = () => false) {
  const child = fork(program, [JSON.stringify(task)]);
  const exited = once(child, "exit");
  let result;
  child.on("message", (message) => {
    if (!onMessage(message, child)) result = message;
  });
  const [code, signal] = await exited;
  if (result === undefined) throw new Error(`${program.pathname} ended with ${signal ?? code} and no result`);
  return result;
}
