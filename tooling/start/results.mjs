/** Adds up test results. Every run leaves JSON files in one folder: vitest's reports, and ours for the checks that are not vitest's. */
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, relative } from "node:path";
import { root } from "./workspaces.mjs";

/** The folder named by K_RESULTS_DIR, or one that is gone when this process ends. */
export function resultsFolder() {
  const named = process.env.K_RESULTS_DIR;
  if (named) {
    mkdirSync(named, { recursive: true });
    return named;
  }
  const temporary = mkdtempSync(join(tmpdir(), "k-results-"));
  process.once("exit", () => rmSync(temporary, { recursive: true, force: true }));
  return temporary;
}

/** The arguments that make a vitest run print as usual and leave its report in `folder`. */
export const vitestReport = (folder, name) => [
  "--reporter=default",
  "--reporter=json",
  `--outputFile.json=${join(folder, `${fileName(name)}.json`)}`,
];

/** Records a check that is not a vitest run as one test. */
export function recordCheck(folder, name, passed) {
  const report = {
    numPassedTests: passed ? 1 : 0,
    numFailedTests: passed ? 0 : 1,
    testResults: [{ name, assertionResults: [{ fullName: name, status: passed ? "passed" : "failed" }] }],
  };
  writeFileSync(join(folder, `${fileName(name)}.json`), JSON.stringify(report));
}

/**
 * The sum over all reports in the folders.
 * @param {readonly string[]} folders
 */
export function sumResults(folders) {
  const total = { passed: 0, failed: 0, skipped: 0, failedNames: [], skippedNames: [] };
  const files = folders.flatMap((folder) => readdirSync(folder).map((file) => join(folder, file)));
  for (const file of files.filter((name) => name.endsWith(".json"))) {
    for (const suite of JSON.parse(readFileSync(file, "utf8")).testResults) {
      // A file that could not even be loaded has no tests, but failed.
      if (suite.status === "failed" && suite.assertionResults.length === 0)
        count(total, "failed", relative(root, suite.name));
      for (const test of suite.assertionResults) count(total, test.status, test.fullName);
    }
  }
  return total;
}

/** `N passed, N failed`, and `, N skipped` where there are any. */
export const summaryLine = ({ passed, failed, skipped }) =>
  `${passed} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ""}`;

/** Prints what failed and what was skipped by name, then the sum as the last line. */
export function printSummary(total) {
  for (const name of total.failedNames) console.log(`failed: ${name}`);
  for (const name of total.skippedNames) console.log(`skipped: ${name}`);
  console.log(summaryLine(total));
}

function count(total, status, name) {
  if (status === "passed") total.passed += 1;
  else if (status === "failed") {
    total.failed += 1;
    total.failedNames.push(name);
  } else {
    // vitest's words: skipped, pending, todo, disabled
    total.skipped += 1;
    total.skippedNames.push(name);
  }
}

const fileName = (name) => name.replaceAll(/[^\w.-]+/g, "-").replace(/^-/, "");
