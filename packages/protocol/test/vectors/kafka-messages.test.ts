import { expect } from "vitest";
import { Reader, Writer } from "../../src/wire/index.js";
import { everyMessage } from "../every-message.js";
import { fromJson, toJson, withoutAbsentFields } from "../json-form.js";
import { describeVectors } from "./vectors.js";

/** A message that Apache Kafka 4.2 encoded. */
interface Entry {
  readonly name: string;
  readonly version: number;
  readonly variant: string;
  readonly fields: object;
  readonly hex: string;
}

const messages = new Map(everyMessage.map((message) => [message.name, message]));

describeVectors<Entry>(
  "kafka-4.2-messages.jsonl",
  (text) =>
    text
      .trim()
      .split("\n")
      // Kafka 4.4 renamed this field, without a change on the wire.
      .map((line) => JSON.parse(line.replace('"generationId":', '"generationIdOrMemberEpoch":'))),
  [
    {
      takes: ({ name }) => messages.has(name),
      title: ({ name, version, variant }) => `${name} v${version} ${variant}, in both directions`,
      check({ name, version, fields, hex }) {
        const message = messages.get(name)!;
        const codec = message.codec(version);
        const reader = new Reader(Buffer.from(hex, "hex"));
        const read = codec.read(reader);
        reader.expectEnd();
        expect(withoutAbsentFields(message, version, toJson(read))).toEqual(
          withoutAbsentFields(message, version, fields),
        );
        for (const value of [read, fromJson(message, fields)]) {
          const writer = new Writer();
          codec.write(writer, value);
          expect(Buffer.from(writer.finish()).toString("hex")).toBe(hex);
        }
      },
    },
    { takes: () => true, skip: "of messages that are not ours" },
  ],
);
