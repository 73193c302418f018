/** The packages as tarballs, as npm would publish them. */
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { run } from "./run.js";

export const root = fileURLToPath(new URL("../..", import.meta.url));

export interface Manifest {
  readonly name: string;
  readonly exports: Readonly<Record<string, unknown>>;
  readonly dependencies?: Readonly<Record<string, string>>;
  readonly bin?: Readonly<Record<string, string>>;
}

export interface PackedPackage {
  readonly manifest: Manifest;
  readonly tarball: string;
  readonly packedBytes: number;
  readonly unpackedBytes: number;
  /** Paths inside the tarball. */
  readonly files: readonly string[];
}

export const manifests: readonly Manifest[] = readdirSync(join(root, "packages"))
  .sort()
  .map((name) => JSON.parse(readFileSync(join(root, "packages", name, "package.json"), "utf8")));

interface NpmPackReport {
  readonly name: string;
  readonly filename: string;
  readonly size: number;
  readonly unpackedSize: number;
  readonly files: readonly { readonly path: string }[];
}

export async function packAll(destination: string): Promise<ReadonlyMap<string, PackedPackage>> {
  const workspaces = manifests.flatMap(({ name }) => ["-w", name]);
  const output = await run("npm", ["pack", "--json", "--pack-destination", destination, ...workspaces], { cwd: root });
  const reports: NpmPackReport[] = Object.values(JSON.parse(output));
  return new Map(
    manifests.map((manifest) => {
      const report = reports.find(({ name }) => name === manifest.name);
      if (!report) throw new Error(`npm pack says nothing of ${manifest.name}: ${output}`);
      const { filename, size, unpackedSize, files } = report;
      const packed = {
        manifest,
        tarball: join(destination, filename),
        packedBytes: size,
        unpackedBytes: unpackedSize,
        files: files.map(({ path }) => path),
      };
      return [manifest.name, packed];
    }),
  );
}

/** The package and all of ours that it needs, directly or not. */
export function withOurDependencies(name: string): string[] {
  const found = new Set<string>();
  const visit = (each: string) => {
    if (found.has(each)) return;
    found.add(each);
    const { dependencies = {} } = manifests.find((manifest) => manifest.name === each) ?? {};
    for (const dependency of Object.keys(dependencies)) if (dependency.startsWith("@k/")) visit(dependency);
  };
  visit(name);
  return [...found];
}

/** What users may import: "@k/protocol", "@k/protocol/wire", … but not the package.json. */
export function specifiersOf({ name, exports }: Manifest): string[] {
  return Object.keys(exports)
    .filter((subpath) => subpath !== "./package.json")
    .map((subpath) => join(name, subpath));
}
