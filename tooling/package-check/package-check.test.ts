/** Each package as its users get it: packed, installed with its sisters' tarballs into an empty folder, imported from there. */
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { publint } from "publint";
import { formatMessage } from "publint/utils";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { manifests, type PackedPackage, packAll, root, specifiersOf, withOurDependencies } from "./packed-package.js";
import { run } from "./run.js";
import { type TypeProblem, typeErrors } from "./type-errors.js";

const folder = mkdtempSync(join(tmpdir(), "k-package-check-"));
let packages: ReadonlyMap<string, PackedPackage>;

beforeAll(async () => {
  packages = await packAll(folder);
});

afterAll(() => {
  rmSync(folder, { recursive: true, force: true });
  console.log([...packages.values()].map(sizeLine).join("\n"));
});

const consumerOf = (name: string) => join(folder, name.replace("/", "-"));

describe.each(manifests.map((manifest) => [manifest.name, manifest] as const))("%s, packed,", (name, manifest) => {
  const packed = () => packages.get(name) as PackedPackage;
  const consumer = consumerOf(name);
  const specifiers = specifiersOf(manifest);

  test("holds README, licence and what is built, and no tests", () => {
    const { files } = packed();
    expect(files).toEqual(expect.arrayContaining(["README.md", "LICENSE", "dist/index.js", "dist/index.d.ts"]));
    expect(files.filter((file) => /\.test\.|tsbuildinfo|^src\/|^test\//.test(file))).toEqual([]);
  });

  test("pleases publint", async () => {
    const { messages, pkg } = await publint({
      pack: { tarball: arrayBuffer(readFileSync(packed().tarball)) },
      strict: true,
    });
    expect(messages.map((message) => formatMessage(message, pkg, { color: false }))).toEqual([]);
  });

  test("has types that resolve (attw)", async () => {
    await run(join(root, "node_modules/.bin/attw"), [packed().tarball, "--profile", "esm-only"], { cwd: folder });
  });

  test("installs into an empty folder, without the optional packages", async () => {
    const tarballs = withOurDependencies(name).map((each) => [each, `file:${packages.get(each)?.tarball}`]);
    mkdirSync(consumer);
    writeFileSync(
      join(consumer, "package.json"),
      JSON.stringify({ private: true, type: "module", dependencies: Object.fromEntries(tarballs) }),
    );
    await run("npm", ["install", "--prefer-offline", "--omit=optional", "--no-audit", "--no-fund"], { cwd: consumer });
  });

  test.each(specifiers)("gives JavaScript what it exports from %s", async (specifier) => {
    const script = `console.log(Object.keys(await import("${specifier}")).length)`;
    const count = Number(await run(process.execPath, ["--input-type=module", "--eval", script], { cwd: consumer }));
    expect(count).toBeGreaterThan(0);
  });

  test("can be required by CommonJS where Node can (20.19 and newer)", async () => {
    await run(process.execPath, ["--input-type=commonjs", "--eval", `require("${name}")`], { cwd: consumer });
  });

  test.each(Object.keys(manifest.bin ?? {}))("installs the command %s", async (command) => {
    const help = await run(join(consumer, "node_modules/.bin", command), ["--help"], { cwd: consumer });
    expect(help).toContain(command);
  });
});

describe("a TypeScript consumer compiles, the declarations it imports checked too:", () => {
  const typed = manifests.map((manifest) => ({ manifest, file: join(consumerOf(manifest.name), "consumer.ts") }));
  let errors: readonly TypeProblem[];

  beforeAll(() => {
    for (const { manifest, file } of typed) {
      const lines = specifiersOf(manifest).map((specifier, index) => `export * as m${index} from "${specifier}";`);
      mkdirSync(consumerOf(manifest.name), { recursive: true });
      writeFileSync(file, lines.join("\n"));
    }
    errors = typeErrors(typed.map(({ file }) => file));
  });

  test.each(manifests.map(({ name }) => name))("%s", (name) => {
    expect(errors.filter(({ file }) => file.startsWith(`${consumerOf(name)}/`))).toEqual([]);
  });
});

function sizeLine({ manifest, packedBytes, unpackedBytes, files }: PackedPackage): string {
  const kib = (bytes: number) => `${(bytes / 1024).toFixed(0)} KiB`;
  return `${manifest.name}: ${kib(packedBytes)} packed, ${kib(unpackedBytes)} unpacked, ${files.length} files`;
}

function arrayBuffer(buffer: Buffer): ArrayBuffer {
  return buffer.buffer.slice(buffer.byteOffset, buffer.byteOffset + buffer.byteLength) as ArrayBuffer;
}
