/** kafka-python, the client whose behaviour our producer takes over. */

import { fileURLToPath } from "node:url";
import type { Peer, PlainRecord } from "./peer.js";
import { run, runs } from "./run.js";

/** K_PYTHON names another Python, such as that of a virtual environment. */
const python = process.env.K_PYTHON ?? "python3";
const script = fileURLToPath(new URL("kafka_python_peer.py", import.meta.url));

export async function kafkaPython(): Promise<Peer> {
  return {
    name: "kafka-python",
    missing: (await runs(python, ["-c", "import kafka"]))
      ? undefined
      : "kafka-python is not installed (pip install kafka-python; K_PYTHON names another python3)",
    codecs: ["none", "gzip"],
    async write(server, topic, codec, records) {
      await run(python, [script, "write", server, topic, codec], JSON.stringify(records));
    },
    async read(server, topic, count) {
      return JSON.parse(await run(python, [script, "read", server, topic, String(count)])) as PlainRecord[];
    },
  };
}
