/** ktool as a function: for tests, and for programs that run it without a process of its own. */

export { ExitCode } from "./exit-codes.js";
export { main } from "./main.js";
export { processTerminal } from "./process-terminal.js";
export type { Terminal, TerminalStream } from "./terminal.js";
