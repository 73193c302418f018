/** Kafka's own record code, in a small Java program compiled against the jars of a version that knows every magic. */

import { mkdir, stat } from "node:fs/promises";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { fetchJars, findJava, resolveVersion } from "@k/kafka-tooling";
import { runTool } from "./run-tool.js";

/** The last version whose clients write and read magic 0 and 1 as well as 2. */
const KAFKA_VERSION = "3.9.1";

const source = fileURLToPath(new URL("../java/RecordsTool.java", import.meta.url));
const classes = fileURLToPath(new URL("../../../.cache/records-interop/classes", import.meta.url));

export interface RecordsTool {
  readonly name: string;
  /** Takes and gives the lines of record-text.ts. */
  write(cases: string): Promise<string>;
  read(bytes: string): Promise<string>;
}

export async function javaRecords(): Promise<RecordsTool & { markers(): Promise<string> }> {
  const java = await findJava();
  const jars = await fetchJars(resolveVersion(KAFKA_VERSION));
  const classpath = `${classes}:${join(jars, "*")}`;
  await compile(java, classpath);
  const run = (mode: string, input = "") => runTool(java, ["-Xmx1g", "-cp", classpath, "RecordsTool", mode], input);
  return {
    name: `Java (kafka-clients ${KAFKA_VERSION})`,
    write: (cases) => run("write", cases),
    read: (bytes) => run("read", bytes),
    markers: () => run("marker"),
  };
}

async function compile(java: string, classpath: string): Promise<void> {
  const compiled = await stat(join(classes, "RecordsTool.class")).catch(() => undefined);
  if (compiled && compiled.mtimeMs > (await stat(source)).mtimeMs) return;
  await mkdir(classes, { recursive: true });
  const javac = java.includes("/") ? join(dirname(java), "javac") : "javac";
  await runTool(javac, ["-d", classes, "-cp", classpath, source]);
}
