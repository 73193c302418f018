/** Installs the dependencies, but only when the lock file is newer than what is installed. */
import { statSync, utimesSync } from "node:fs";
import { join } from "node:path";
import { run } from "./command.mjs";
import { root } from "./workspaces.mjs";

const lock = join(root, "package-lock.json");
// npm's own record of what it put into node_modules; written at the end of every install.
const installed = join(root, "node_modules", ".package-lock.json");

export async function install() {
  const installedAt = modifiedMs(installed);
  if (installedAt >= modifiedMs(lock)) return;
  const fresh = installedAt === 0;
  const args = fresh ? ["ci"] : ["install", "--no-save"];
  console.error(`installing dependencies (npm ${args.join(" ")})`);
  const code = await run("npm", [...args, "--no-audit", "--no-fund", "--loglevel=error"], { stdio: ["ignore", 2, 2] });
  if (code !== 0) throw new Error(`npm ${args[0]} failed with exit code ${code}`);
  const now = new Date();
  utimesSync(installed, now, now);
}

const modifiedMs = (file) => statSync(file, { throwIfNoEntry: false })?.mtimeMs ?? 0;
