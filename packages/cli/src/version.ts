import { readFileSync } from "node:fs";

/** The version of this package. Read, not imported: an import would pull package.json into the build. */
export const version: string = (
  JSON.parse(readFileSync(new URL("../package.json", import.meta.url), "utf8")) as { version: string }
).version;
