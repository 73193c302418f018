import { fileURLToPath } from "node:url";
import { afterAll, expect, test } from "vitest";
import { annotate } from "../src/annotate.js";
import { readDefinitions } from "../src/definition.js";
import { KafkaMessages } from "../src/kafka-messages.js";
import { messages, versionsIn } from "../src/messages.js";
import { filled, toJson, toKafkaJson } from "../src/sample.js";

/** The golden files of @k/protocol are what Kafka writes: `npm run golden` writes them anew. */

const golden = fileURLToPath(new URL("../../../packages/protocol/test/golden", import.meta.url));
const newest = {
  definitions: readDefinitions(
    "4.4.0",
    messages.map(({ name }) => name),
  ),
  kafka: new KafkaMessages("4.4.0"),
};
const older = new KafkaMessages("3.9.1");
afterAll(() => {
  newest.kafka.close();
  older.close();
});

test.each(messages)("$name", async (message) => {
  const inNewest = versionsIn(newest.definitions.get(message.name)!.validVersions);
  const sections: string[] = [];
  let previous = "";
  for (const version of versionsIn(message.versions)) {
    const isNewest = inNewest.includes(version);
    const sample = filled(message.fields, version);
    const bytes = await (isNewest ? newest.kafka : older).encode(message.name, version, toKafkaJson(sample));
    const body = `${toJson(sample)}\n${annotate(message, version, bytes)}`;
    // Most versions change what is said, not how: only those that change bytes are written down.
    if (body === previous) continue;
    previous = body;
    sections.push(`## v${version}, Kafka ${isNewest ? "4.4.0" : "3.9.1"}\n${body}\n`);
  }
  await expect(`# ${message.name}, written by Apache Kafka.\n\n${sections.join("\n")}`).toMatchFileSnapshot(
    `${golden}/${message.name}.hex`,
  );
});
