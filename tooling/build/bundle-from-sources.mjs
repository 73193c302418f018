/**
 * One file of a script and of the package that it looks into. A package ships one file per door, so a benchmark or a fuzz
 * run that needs more than a door gives cannot take it from dist: it imports `../src/….js`, and what it imports by the
 * package's name is the same sources, so that a switch thrown inside is thrown for the door too.
 */
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { build } from "esbuild";

/**
 * Fails where one of our imports, or a name in one, does not exist. Without `outfile` nothing is written.
 * @param {{ script: string, folder: string, outfile?: string }} options absolute paths: of the script, of its package
 */
export async function bundleFromSources({ script, folder, outfile }) {
  const { name } = JSON.parse(await readFile(join(folder, "package.json"), "utf8"));
  await build({
    entryPoints: [script],
    outfile,
    write: outfile !== undefined,
    bundle: true,
    format: "esm",
    platform: "node",
    target: "node20.19",
    // A path relative to the script stays one.
    define: { "import.meta.url": JSON.stringify(pathToFileURL(script).href) },
    plugins: [ourPackages(name, join(folder, "src"))],
    sourcemap: "inline",
    logLevel: "silent",
  });
}

/** This package from its sources, the others of ours as they are built; what is not ours stays an import. */
function ourPackages(name, sources) {
  return {
    name: "our packages",
    setup({ onResolve }) {
      onResolve({ filter: /^[^./]/ }, ({ path, kind }) => {
        if (kind === "entry-point") return undefined;
        if (path === name) return { path: join(sources, "index.ts") };
        if (path.startsWith(`${name}/`)) return { path: join(sources, path.slice(name.length), "index.ts") };
        return path.startsWith("@k/") ? undefined : { external: true };
      });
    },
  };
}
