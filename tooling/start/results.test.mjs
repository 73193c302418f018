import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { recordCheck, summaryLine, sumResults } from "./results.mjs";
import { root } from "./workspaces.mjs";

let folder;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "k-results-test-"));
});
afterEach(() => rmSync(folder, { recursive: true }));

/** A report as vitest writes it. */
function report(name, tests, status = "passed", testFile = name) {
  const assertionResults = Object.entries(tests).map(([fullName, outcome]) => ({ fullName, status: outcome }));
  writeFileSync(
    join(folder, `${name}.json`),
    JSON.stringify({ testResults: [{ name: testFile, status, assertionResults }] }),
  );
}

test("reports of several runs add up, and what failed or was skipped has a name", () => {
  report("a", { one: "passed", two: "failed" }, "failed");
  report("b", { three: "passed", four: "skipped", five: "todo" });
  expect(sumResults([folder])).toEqual({
    passed: 2,
    failed: 1,
    skipped: 2,
    failedNames: ["two"],
    skippedNames: ["four", "five"],
  });
});

test("a test file that could not be loaded counts as one failure", () => {
  report("broken", {}, "failed", join(root, "packages/x/broken.test.ts"));
  expect(sumResults([folder])).toMatchObject({ passed: 0, failed: 1, failedNames: ["packages/x/broken.test.ts"] });
});

test("a check that is no vitest run counts as one test", () => {
  recordCheck(folder, "format, lint", true);
  recordCheck(folder, "types", false);
  expect(sumResults([folder])).toMatchObject({ passed: 1, failed: 1, failedNames: ["types"] });
});

test("folders add up, and a missing report is no report", () => {
  expect(sumResults([])).toMatchObject({ passed: 0, failed: 0, skipped: 0 });
});

test("the last line names skips only where there are any", () => {
  expect(summaryLine({ passed: 3, failed: 0, skipped: 0 })).toBe("3 passed, 0 failed");
  expect(summaryLine({ passed: 3, failed: 1, skipped: 2 })).toBe("3 passed, 1 failed, 2 skipped");
});
