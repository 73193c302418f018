/** The package as its users get it: in a bundle, imported, installed. Runs on the built files. */

import { execFileSync } from "node:child_process";
import { mkdirSync, readdirSync, rmSync, statSync, writeFileSync } from "node:fs";
import { builtinModules } from "node:module";
import { join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { build } from "esbuild";
import { rollup } from "rollup";
import { afterAll, beforeAll, describe, expect, test } from "vitest";

const root = fileURLToPath(new URL("..", import.meta.url));
// Within the repository, so that a bundle finds the native codecs, which stay outside it.
const folder = join(root, "..", "..", ".cache", `records-bundle-${process.pid}`);
const entry = join(folder, "entry.mjs");

beforeAll(() => {
  mkdirSync(folder, { recursive: true });
  writeFileSync(
    entry,
    `import { RecordBatchBuilder, readRecords } from ${JSON.stringify(pathToFileURL(join(root, "dist/index.js")).pathname)};
     const read = [];
     for (const compression of ["none", "gzip", "snappy", "lz4", "zstd"]) {
       const builder = new RecordBatchBuilder({ sizeLimitBytes: 4096, compression });
       for (let i = 0; i < 20; i++) builder.append(i, "key", "value of the record");
       read.push([...readRecords(builder.close())].length);
     }
     console.log(read.join(" "));`,
  );
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const run = (file: string) => execFileSync(process.execPath, [file], { encoding: "utf8" }).trim();

describe("in a bundle, with every codec", () => {
  test.each(["esm", "cjs"] as const)("esbuild, %s", async (format) => {
    const outfile = join(folder, `esbuild.${format === "esm" ? "mjs" : "cjs"}`);
    await build({
      entryPoints: [entry],
      bundle: true,
      platform: "node",
      format,
      outfile,
      logLevel: "error",
      logOverride: { "empty-import-meta": "silent" },
    });
    expect(run(outfile)).toBe("20 20 20 20 20");
  });

  test("rollup, without any plugin but one that finds our packages", async () => {
    const bundle = await rollup({
      input: entry,
      external: [...builtinModules, /^node:/],
      plugins: [
        {
          name: "workspace",
          resolveId: (id) => (id.startsWith("@k/") ? fileURLToPath(import.meta.resolve(id)) : null),
        },
      ],
      onwarn: (warning) => {
        throw new Error(warning.message);
      },
    });
    const file = join(folder, "rollup.mjs");
    await bundle.write({ file, format: "esm" });
    await bundle.close();
    expect(run(file)).toBe("20 20 20 20 20");
  });
});

test("importing loads no codec, no native code and no node:zlib", () => {
  const script = `
    await import(${JSON.stringify(pathToFileURL(join(root, "dist/index.js")).href)});
    const { createRequire } = await import("node:module");
    const loaded = Object.keys(createRequire(import.meta.url).cache).map((file) => file.split("node_modules/").pop());
    console.log(JSON.stringify({ loaded, zlib: process.moduleLoadList.includes("NativeModule zlib") }));`;
  const output = execFileSync(process.execPath, ["--input-type=module", "--eval", script], { encoding: "utf8" });
  expect(JSON.parse(output)).toEqual({ loaded: [], zlib: false });
});

test("@k/protocol and @k/records take less than 1 MiB unpacked, without the codecs", () => {
  const sizeOf = (path: string): number =>
    statSync(path).isDirectory()
      ? readdirSync(path).reduce((sum, name) => sum + sizeOf(join(path, name)), 0)
      : statSync(path).size;
  const installed = ["dist", "../protocol/dist", "README.md", "../protocol/README.md"];
  expect(installed.reduce((sum, path) => sum + sizeOf(join(root, path)), 0)).toBeLessThan(1 << 20);
});
