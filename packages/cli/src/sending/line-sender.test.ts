import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import type { KafkaProducer, RecordMetadata } from "@k/producer";
import { expect, test } from "vitest";
import { InputError } from "../input/index.js";
import { LineSender } from "./line-sender.js";

/** A producer whose sends are answered when the test says so. */
class HeldProducer {
  readonly values: string[] = [];
  readonly answers: { resolve: (metadata: RecordMetadata) => void; reject: (error: Error) => void }[] = [];
  send: KafkaProducer["send"] = (record) => {
    this.values.push(String(record.value));
    return new Promise((resolve, reject) => this.answers.push({ resolve, reject })) as ReturnType<
      KafkaProducer["send"]
    >;
  };
}

const metadata = { serializedKeySize: -1, serializedValueSize: 3 } as RecordMetadata;

function senderOf(producer: HeldProducer, { maxOutstandingRecords = 100, signal = new AbortController().signal } = {}) {
  const failures: [number, string][] = [];
  const sender = new LineSender({
    producer,
    toRecord: (line) => {
      if (line.length === 0) throw new InputError("empty");
      return { topic: "t", value: line.toString() };
    },
    maxOutstandingRecords,
    onFailure: (error, lineNumber) => failures.push([lineNumber, error.message]),
    interrupted: signal,
  });
  return { sender, failures };
}

async function* lines(...texts: string[]) {
  for (const text of texts) yield [Buffer.from(text)];
}

const tick = () => new Promise((resolve) => setImmediate(resolve));

test("it counts what became of each line", async () => {
  const producer = new HeldProducer();
  const { sender, failures } = senderOf(producer);
  await sender.sendAll(lines("one", "", "two", "six"));
  expect(sender).toMatchObject({ sent: 3, acknowledged: 0, failed: 1, inFlight: 3 });
  producer.answers[0]!.resolve(metadata);
  producer.answers[1]!.reject(new Error("refused"));
  producer.answers[2]!.resolve(metadata);
  await sender.whenAnswered();
  await tick();
  expect(sender).toMatchObject({ sent: 3, acknowledged: 2, failed: 2, inFlight: 0, acknowledgedBytes: 6 });
  expect(failures).toEqual([
    [2, "empty"],
    [3, "refused"],
  ]);
});

test("it never has more outstanding than it may", async () => {
  const producer = new HeldProducer();
  const { sender } = senderOf(producer, { maxOutstandingRecords: 2 });
  const all = sender.sendAll(lines("one", "two", "six", "ten"));
  await tick();
  expect(producer.values).toEqual(["one", "two"]);
  producer.answers[0]!.resolve(metadata);
  await tick();
  expect(producer.values).toEqual(["one", "two", "six"]);
  for (const { resolve } of producer.answers) resolve(metadata);
  await all;
  expect(producer.values).toEqual(["one", "two", "six", "ten"]);
});

test("an interruption ends the reading of a silent source", async () => {
  const interruption = new AbortController();
  const producer = new HeldProducer();
  const { sender } = senderOf(producer, { signal: interruption.signal });
  const silent = (async function* () {
    yield [Buffer.from("one")];
    await new Promise(() => {});
  })();
  const all = sender.sendAll(silent);
  await tick();
  interruption.abort();
  await all;
  expect(producer.values).toEqual(["one"]);
});

test("an interruption ends the wait for room", async () => {
  const interruption = new AbortController();
  const producer = new HeldProducer();
  const { sender } = senderOf(producer, { maxOutstandingRecords: 1, signal: interruption.signal });
  const all = sender.sendAll(lines("one", "two"));
  await tick();
  interruption.abort();
  await all;
  expect(producer.values).toEqual(["one"]);
});

test("progress counts what was answered, and knows the end once it was read", async () => {
  const producer = new HeldProducer();
  const { sender } = senderOf(producer);
  expect(sender.fractionOf(undefined)).toBe(undefined);
  await sender.sendAll(lines("one", "two"));
  expect(sender.fractionOf(undefined)).toBe(0);
  producer.answers[0]!.resolve(metadata);
  await tick();
  expect(sender.fractionOf(undefined)).toBe(0.5);
  producer.answers[1]!.resolve(metadata);
  await tick();
  expect(sender.fractionOf(8)).toBe(1);
});

test("what was answered is not kept: any size of input fits in memory", async () => {
  setFlagsFromString("--expose-gc");
  const collectGarbage: () => void = runInNewContext("gc");
  const producer = new HeldProducer();
  producer.send = () => Promise.resolve(metadata) as ReturnType<KafkaProducer["send"]>;
  const { sender } = senderOf(producer);
  const chunks: WeakRef<object>[] = [];
  const source = (async function* () {
    for (let i = 0; i < 20; i++) {
      const chunk = [Buffer.from(`${i}`)];
      chunks.push(new WeakRef(chunk));
      yield chunk;
    }
    await tick();
    collectGarbage();
    // All but those that the loops still hold in their hands.
    expect(chunks.filter((chunk) => chunk.deref() !== undefined).length).toBeLessThan(5);
    yield [Buffer.from("end")];
  })();
  await sender.sendAll(source);
});
