/** kafka-python's record code, in a virtual environment of its own. */

import { existsSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import type { RecordsTool } from "./java-records.js";
import { runTool } from "./run-tool.js";

const PACKAGES = ["kafka-python==2.2.15", "crc32c", "lz4", "python-snappy", "zstandard", "xxhash"];

const venv = fileURLToPath(new URL("../../../.cache/records-interop/python", import.meta.url));
const source = fileURLToPath(new URL("../python/records_tool.py", import.meta.url));

/** Undefined, with the reason, where there is no Python 3 to run it with. */
export async function pythonRecords(): Promise<RecordsTool | { readonly missing: string }> {
  const python = join(venv, "bin", "python");
  const ready = join(venv, PACKAGES[0] as string);
  try {
    if (!existsSync(ready)) {
      await runTool("python3", ["-m", "venv", venv]);
      await runTool(python, ["-m", "pip", "install", "-q", "--disable-pip-version-check", ...PACKAGES]);
      await runTool(python, ["-c", `open(${JSON.stringify(ready)}, "w")`]);
    }
  } catch (error) {
    return { missing: `kafka-python: needs python3 with venv and pip (${(error as Error).message.split("\n")[0]})` };
  }
  return {
    name: PACKAGES[0] as string,
    write: (cases) => runTool(python, [source, "write"], cases),
    read: (bytes) => runTool(python, [source, "read"], bytes),
  };
}
