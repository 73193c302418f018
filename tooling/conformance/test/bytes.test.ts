import fc from "fast-check";
import { afterAll, describe, expect, test } from "vitest";
import { arbitrary } from "../src/arbitrary.js";
import { readDefinitions } from "../src/definition.js";
import { KafkaMessages } from "../src/kafka-messages.js";
import { decode, encode, messages, versionsIn } from "../src/messages.js";
import { carriedOnly, empty, filled, type Sample, toJson, toKafkaJson } from "../src/sample.js";

/** How many random messages of each version, besides a full and an empty one. */
const RANDOM = 25;
const names = messages.map(({ name }) => name);
const newest = readDefinitions("4.4.0", names);

// Names of fields are the newest ones: an older Kafka is asked only about versions that the newest has forgotten.
describe.each(["3.9.1", "4.4.0"] as const)("Kafka %s", (version) => {
  const kafka = new KafkaMessages(version);
  const definitions = readDefinitions(version, names);
  let exchanged = 0;
  afterAll(() => {
    kafka.close();
    console.log(`Kafka ${version}: ${exchanged} messages written alike and read by each other`);
  });

  const cases = messages.flatMap((message) => {
    const theirs = versionsIn(definitions.get(message.name)?.validVersions ?? "none");
    const asked = version === "4.4.0" ? [] : versionsIn(newest.get(message.name)!.validVersions);
    return theirs.filter((one) => !asked.includes(one)).map((one) => ({ ...message, at: one }));
  });

  test.each(cases)("$name v$at is written and read alike", async ({ name, fields, at }) => {
    const random = fc.sample(arbitrary(fields, at), { numRuns: RANDOM, seed: at });
    const samples: Sample[] = [filled(fields, at), empty(fields, at), ...random];
    await Promise.all(
      samples.map(async (sample) => {
        const ours = Buffer.from(encode(name, at, sample)).toString("hex");
        const theirs = await kafka.encode(name, at, toKafkaJson(sample));
        expect(ours).toBe(theirs.toString("hex"));
        expect(toJson(carriedOnly(fields, at, decode(name, at, theirs)))).toBe(toJson(sample));
        expect((await kafka.decode(name, at, Buffer.from(ours, "hex"))).toString("hex")).toBe(ours);
        exchanged++;
      }),
    );
  });
});
