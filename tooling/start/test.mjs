/** `npm test`: installs and builds what is missing, then every check that needs no Kafka. The last line is the sum. */
import { build } from "./build.mjs";
import { run } from "./command.mjs";
import { failWith } from "./fail.mjs";
import { install } from "./install.mjs";
import { printSummary, recordCheck, resultsFolder, sumResults, vitestReport } from "./results.mjs";

const checks = [
  { name: "format, lint and layering rules (biome)", command: "biome", args: ["check", "--error-on-warnings", "."] },
  {
    name: "types of the tests (tsc)",
    command: "turbo",
    args: ["run", "typecheck", "--output-logs=errors-only", "--ui=stream"],
  },
  { name: "dead exports and dependencies (knip)", command: "knip", args: ["--no-config-hints"] },
];

const folder = resultsFolder();
try {
  await install();
  await build();
} catch (error) {
  failWith(error);
}
for (const { name, command, args } of checks) {
  heading(name);
  const code = await run(command, args, { env: { TURBO_TELEMETRY_DISABLED: "1" } });
  console.log(code === 0 ? "passed" : `failed (exit code ${code})`);
  recordCheck(folder, name, code === 0);
}

heading("tests, snippets, examples and packed packages (vitest)");
const failedBefore = sumResults([folder]).failed;
const code = await run("vitest", ["run", ...vitestReport(folder, "vitest"), ...process.argv.slice(2)]);
if (code !== 0 && sumResults([folder]).failed === failedBefore) {
  // An unhandled rejection or a broken set-up fails no single test.
  recordCheck(folder, "the vitest run itself", false);
}
const total = sumResults([folder]);
console.log();
printSummary(total);
process.exitCode = total.failed > 0 ? 1 : 0;

function heading(text) {
  console.log(`\n── ${text}`);
}
