/** `node sum.mjs FOLDER…`: prints the sum of the test results in the folders; exits 1 when any failed or there are none. */
import { existsSync } from "node:fs";
import { printSummary, sumResults } from "./results.mjs";

const total = sumResults(process.argv.slice(2).filter((folder) => existsSync(folder)));
printSummary(total);
process.exitCode = total.failed > 0 || total.passed === 0 ? 1 : 0;
