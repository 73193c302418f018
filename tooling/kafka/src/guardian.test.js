import { spawn } from "node:child_process";
import { existsSync, mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";

const guardian = new URL("./guardian.js", import.meta.url).href;

test("what a process watches dies with it, even after SIGKILL, and its folder goes", async () => {
  const folder = mkdtempSync(join(tmpdir(), "guardian-"));
  const script = `
    import { spawn } from "node:child_process";
    import { removeAtEnd, watch } from ${JSON.stringify(guardian)};
    const child = spawn("sleep", ["60"], { detached: true, stdio: "ignore" });
    watch(child.pid);
    removeAtEnd(${JSON.stringify(folder)});
    process.stdout.write(String(child.pid));`;
  const parent = spawn(process.execPath, ["--input-type=module", "-e", script], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  const pid = Number(await new Promise((resolve) => parent.stdout.once("data", (text) => resolve(String(text)))));
  expect(isAlive(pid)).toBe(true);
  parent.kill("SIGKILL");
  await expect.poll(() => isAlive(pid), { timeout: 5_000 }).toBe(false);
  await expect.poll(() => existsSync(folder), { timeout: 5_000 }).toBe(false);
});

/** @param {number} pid */
function isAlive(pid) {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}
