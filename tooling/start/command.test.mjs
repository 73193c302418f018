import { expect, test } from "vitest";
import { run, runScript } from "./command.mjs";

const node = process.execPath;
const quiet = { stdio: "ignore" };

test("the answer is the exit code", async () => {
  expect(await run(node, ["--eval", "process.exit(7)"], quiet)).toBe(7);
});

test("a signal gives the code a shell would give", async () => {
  expect(await run(node, ["--eval", "process.kill(process.pid, 'SIGTERM')"], quiet)).toBe(143);
});

test("a program that does not exist is an error", async () => {
  await expect(run("no-such-program", [], quiet)).rejects.toThrow("ENOENT");
});

test("further arguments reach a script whole, whatever is in them", async () => {
  const workspace = { folder: ".", scripts: { check: `node --eval 'process.exit(process.argv[1].length)'` } };
  expect(await runScript(workspace, "check", ["it's $HOME"])).toBe("it's $HOME".length);
});
