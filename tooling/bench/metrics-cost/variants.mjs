/** The producer as it is shipped and one that counts nothing, bundled in the same way, so that this is all they differ in. */
import { readFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";

const producer = new URL("../../../packages/producer/", import.meta.url);
// Inside of the repository, so that what the producer imports is found.
const folder = new URL("../../../.cache/bench/", import.meta.url);

/** What src/observer has, with the methods that are called while records are on their way doing nothing. */
const SILENT = `
  export class ClientObserver { get connectionCount() { return 0; } get metadataAgeSeconds() { return 0; } }
  export class MetricsObserver {
    get requestsInFlight() { return 0; }
    requestSent() {} responseReceived() {} requestFailed() {} batchSettled() {} batchRetried() {} batchSplit() {}
    waitedForMemory() {} memoryExhausted() {} waitedForMetadata() {} transactionMoved() {}
  }`;

/** @returns {Promise<Record<"shipped" | "silent", string>>} URLs to import */
export async function buildVariants() {
  const { dependencies } = JSON.parse(await readFile(new URL("package.json", producer), "utf8"));
  const bundle = async (name, plugins) => {
    const outfile = new URL(`producer-${name}.mjs`, folder);
    await build({
      ...{ entryPoints: [fileURLToPath(new URL("src/index.ts", producer))], outfile: fileURLToPath(outfile), plugins },
      ...{ bundle: true, format: "esm", platform: "node", target: "node20.19", external: Object.keys(dependencies) },
      logLevel: "warning",
    });
    return outfile.href;
  };
  let replacedCount = 0;
  const silence = {
    name: "silence",
    setup({ onLoad }) {
      onLoad({ filter: /src\/observer\/index\.ts$/ }, () => {
        replacedCount += 1;
        return { contents: SILENT };
      });
    },
  };
  const variants = { shipped: await bundle("shipped", []), silent: await bundle("silent", [silence]) };
  if (replacedCount !== 1) throw new Error("packages/producer/src/observer/index.ts is not where it was");
  return variants;
}
