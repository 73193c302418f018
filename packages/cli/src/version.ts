/** The version of this package, as `ktool --version` prints it. */
import { createRequire } from "node:module";

// By name, not by path: what is built may lie in another folder than its source.
export const { version } = createRequire(import.meta.url)("@k/cli/package.json") as { version: string };
