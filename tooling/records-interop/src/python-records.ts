/** kafka-python's record code, in a virtual environment of its own. */

import { pythonProgram } from "@k/kafka-tooling";
import type { RecordsTool } from "./java-records.js";

const KAFKA_PYTHON = "kafka-python==2.2.15";
const CODECS = ["crc32c", "lz4", "python-snappy", "zstandard", "xxhash"];

/** Or the reason, where there is no Python 3 to run it with. */
export async function pythonRecords(): Promise<RecordsTool | { readonly missing: string }> {
  const run = await pythonProgram(new URL("../python/records_tool.py", import.meta.url), [KAFKA_PYTHON, ...CODECS]);
  if ("missing" in run) return run;
  return {
    name: KAFKA_PYTHON,
    write: (cases) => run(["write"], cases),
    read: (bytes) => run(["read"], bytes),
  };
}
