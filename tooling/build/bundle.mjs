#!/usr/bin/env node
/**
 * Bundles the package in the current folder: every entry of its `exports`, and the program `src/bin.ts` where there is one,
 * becomes one file, with what several of them need in chunks beside them, so that a class exists once whichever door it is
 * imported through. (The package's `bin` is a committed file that imports `dist/bin.js`: npm links it before a build.) What it
 * depends on stays an import; a devDependency that its sources import is bundled in. (Types come from tsc. Each file that
 * Node has to find and read costs 0.2 ms of start-up, and there are 250; a first CommonJS one costs 5.)
 */
import { existsSync } from "node:fs";
import { readdir, readFile, rm } from "node:fs/promises";
import { join } from "node:path";
import { build } from "esbuild";

const { exports, ...manifest } = JSON.parse(await readFile("package.json", "utf8"));
const targets = Object.values(exports).flatMap((target) => target.default ?? []);
if (existsSync("src/bin.ts")) targets.push("./dist/bin.js");
const entryPoints = Object.fromEntries(
  targets.map((target) => {
    const name = target.replace(/^\.\/dist\//, "").replace(/\.js$/, "");
    return [name, join("src", `${name}.ts`)];
  }),
);

await removeOldScripts("dist");
await build({
  entryPoints,
  outdir: "dist",
  bundle: true,
  splitting: true,
  chunkNames: "[name]-[hash]",
  format: "esm",
  platform: "node",
  target: "node20.19",
  external: Object.keys({
    ...manifest.dependencies,
    ...manifest.optionalDependencies,
    ...manifest.peerDependencies,
  }),
  sourcemap: true,
  logLevel: "warning",
});

/** Chunks have their content in their names: without this, those of earlier builds would be shipped too. */
async function removeOldScripts(folder) {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true }).catch(() => []);
  const old = entries.filter((entry) => entry.isFile() && /\.js(\.map)?$/.test(entry.name));
  await Promise.all(old.map((entry) => rm(join(entry.parentPath ?? entry.path, entry.name))));
}
