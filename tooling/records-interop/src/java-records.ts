/** Kafka's own record code, in a small Java program compiled against the jars of a version that knows every magic. */

import { javaProgram } from "@k/kafka-tooling";

/** The last version whose clients write and read magic 0 and 1 as well as 2. */
const KAFKA_VERSION = "3.9.1";

export interface RecordsTool {
  readonly name: string;
  /** Takes and gives the lines of record-text.ts. */
  write(cases: string): Promise<string>;
  read(bytes: string): Promise<string>;
}

export async function javaRecords(): Promise<RecordsTool & { markers(): Promise<string> }> {
  const run = await javaProgram(new URL("../java/RecordsTool.java", import.meta.url), KAFKA_VERSION);
  return {
    name: `Java (kafka-clients ${KAFKA_VERSION})`,
    write: (cases) => run(["write"], cases),
    read: (bytes) => run(["read"], bytes),
    markers: () => run(["marker"]),
  };
}
