/** The pages are made without a warning: no public name refers to one that is not public, and no link leads nowhere. */
import { execFile } from "node:child_process";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { expect, test } from "vitest";

const typedoc = fileURLToPath(new URL("bin/typedoc", import.meta.resolve("typedoc/package.json")));
const here = fileURLToPath(new URL(".", import.meta.url));

test("TypeDoc has nothing to complain about", { timeout: 300_000 }, async () => {
  const args = ["--options", "typedoc.json", "--emit", "none", "--logLevel", "Warn"];
  const { stdout, stderr } = await promisify(execFile)(process.execPath, [typedoc, ...args], { cwd: here }).catch(
    (error) => error,
  );
  expect(stdout + stderr).toBe("");
});
