/** The process around `main`, started by `bin/ktool.js`. */

import { main } from "./main.js";
import { processTerminal } from "./process-terminal.js";

const terminal = processTerminal();
process.exitCode = await main(process.argv.slice(2), terminal);
// Interrupted work may have been abandoned half-way, such as connecting.
if (terminal.interrupted.aborted) process.exit();
// Standard input may be a terminal or a pipe that nobody closes; everything of ours is closed.
process.stdin.destroy();
