#!/usr/bin/env node
/** The process around `main`. */

import { main } from "./main.js";
import { processTerminal } from "./process-terminal.js";

process.exitCode = await main(process.argv.slice(2), processTerminal());
// Standard input may be a terminal or a pipe that nobody closes; everything of ours is closed.
process.stdin.destroy();
