import type { ClientSoftware } from "./network/index.js";

/** What brokers' metrics call us (KIP-511). */
export const clientSoftware: ClientSoftware = {
  name: "k-client",
  get version() {
    version ??= ownVersion();
    return version;
  },
};

let version: string | undefined;

function ownVersion(): string {
  try {
    const { createRequire } = process.getBuiltinModule("node:module");
    return (createRequire(import.meta.url)("@k/client/package.json") as { version: string }).version;
  } catch {
    return "unknown"; // bundled into one file, with no package.json beside it
  }
}
