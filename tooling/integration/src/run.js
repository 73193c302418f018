/**
 * `npm run test:kafka`: the tests against real Kafka. Plain JavaScript on Node built-ins, it starts vitest.
 *
 *   npm run test:kafka -- --brokers all|4.1,0.9   which Kafkas the broker matrix covers (KAFKA_VERSIONS says the same)
 *   npm run test:kafka -- --transactions 1000     how many transactions each generation of brokers gets (KAFKA_TRANSACTIONS)
 *   npm run test:kafka -- delivery faults         only test files whose path contains one of these
 *   npm run test:kafka -- -t acks=0               only tests whose name matches this pattern
 */
import { spawn } from "node:child_process";
import { mkdirSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { findJava, findMaven, selectVersions } from "@k/kafka-tooling";

const here = fileURLToPath(new URL("..", import.meta.url));

try {
  const { values, positionals } = parseArgs({
    options: {
      brokers: { type: "string" },
      transactions: { type: "string" },
      testNamePattern: { type: "string", short: "t" },
    },
    allowPositionals: true,
  });
  const versions = values.brokers ?? process.env.KAFKA_VERSIONS;
  if (versions) selectVersions(versions);
  if (values.transactions) process.env.KAFKA_TRANSACTIONS = values.transactions;
  await findJava();
  await findMaven();
  const pattern = values.testNamePattern ? [`--testNamePattern=${values.testNamePattern}`] : [];
  // The words may be meant for another workspace's tests against Kafka.
  const files = positionals.length > 0 ? ["--passWithNoTests", ...positionals] : [];
  process.exitCode = await vitest([...pattern, ...files], versions);
} catch (error) {
  // Not a failed test: nothing could be tried at all, and that must not look like success.
  process.stderr.write(`test:kafka could not run: ${/** @type {Error} */ (error).message}\n`);
  process.exitCode = 2;
}

/**
 * @param {readonly string[]} selection   file name parts, and a pattern of test names
 * @param {string | undefined} versions
 * @returns {Promise<number>} exit code
 */
function vitest(selection, versions) {
  const root = dirname(createRequire(import.meta.url).resolve("vitest/package.json"));
  const args = ["run", "--config", "vitest.kafka.config.ts", ...reporters(), ...selection];
  const env = { ...process.env, ...(versions ? { KAFKA_VERSIONS: versions } : {}) };
  const child = spawn(process.execPath, [join(root, "vitest.mjs"), ...args], { cwd: here, env, stdio: "inherit" });
  return new Promise((resolve) => child.once("exit", (code) => resolve(code ?? 1)));
}

/** With K_RESULTS_DIR the totals are left there too, for a script that sums them up. */
function reporters() {
  const folder = process.env.K_RESULTS_DIR;
  if (!folder) return ["--reporter=verbose"];
  mkdirSync(folder, { recursive: true });
  return ["--reporter=verbose", "--reporter=json", `--outputFile.json=${join(folder, "integration.json")}`];
}
