import { setImmediate } from "node:timers/promises";
import { silentLogger } from "@k/client";
import { expect, test } from "vitest";
import { DeliveryTimeoutError } from "../errors.js";
import { createFuture, type FutureRecordMetadata, type ProducerRecord, RecordMetadata } from "../record/index.js";
import type { Acknowledgement, ProducerInterceptor } from "./producer-interceptor.js";
import { ProducerInterceptors } from "./producer-interceptors.js";

const record: ProducerRecord<string, string> = { topic: "orders", value: "v" };
const metadata = new RecordMetadata({ topic: "orders", partition: 3 }, 42n, 1000, null, -1, 1, -1);

test("each interceptor gets the record that the one before left, in their order", () => {
  const { interceptors, warnings } = setUp(
    { onSend: (given) => ({ ...given, value: `${given.value}1` }) },
    {},
    { onSend: (given) => ({ ...given, value: `${given.value}2` }) },
  );
  expect(interceptors.onSend(record)).toEqual({ topic: "orders", value: "v12" });
  expect(record.value).toBe("v");
  expect(warnings).toEqual([]);
});

test("an interceptor that throws, or forgets to return a record, is skipped and logged", () => {
  class Forgetful implements ProducerInterceptor<string, string> {
    onSend(): ProducerRecord<string, string> {
      return undefined as unknown as ProducerRecord<string, string>;
    }
  }
  const { interceptors, warnings } = setUp(
    {
      onSend() {
        throw new Error("no trace");
      },
    },
    new Forgetful(),
    { onSend: (given) => ({ ...given, value: "changed" }) },
  );
  expect(interceptors.onSend(record)).toEqual({ topic: "orders", value: "changed" });
  expect(warnings).toEqual([
    "interceptor Object.onSend failed for a record to orders: no trace",
    "interceptor Forgetful.onSend failed for a record to orders: it did not return a record",
  ]);
});

test("it says beforehand whether there is anything to call", () => {
  expect(setUp({}).interceptors).toMatchObject({ interceptsSend: false, interceptsAcknowledgement: false });
  expect(setUp({ onSend: (given) => given }).interceptors.interceptsSend).toBe(true);
  expect(setUp({ onAcknowledgement: () => {} }).interceptors.interceptsAcknowledgement).toBe(true);
});

test("a result reaches every interceptor before it reaches the caller", async () => {
  const order: unknown[] = [];
  const { interceptors } = setUp(
    {
      onAcknowledgement() {
        throw new Error("audit is down");
      },
    },
    { onAcknowledgement: (acknowledgement) => order.push(acknowledgement) },
  );
  const future = createFuture();
  const caller = interceptors.around(record, () => future).then(() => order.push("caller"));
  future.succeed(metadata);
  await caller;
  expect(order).toEqual([{ topic: "orders", partition: 3, metadata, error: null }, "caller"]);
});

test("a failure says where the record was, -1 if it was nowhere yet", async () => {
  const seen: Acknowledgement[] = [];
  const { interceptors } = setUp({ onAcknowledgement: (acknowledgement) => seen.push(acknowledgement) });
  const details = {
    topic: "orders",
    partition: 3,
    recordCount: 1,
    attempts: 1,
    ageMs: 5,
    persistence: "notPersisted",
  } as const;
  const expired = new DeliveryTimeoutError(details, 100);
  const early = new Error("no metadata");
  for (const [given, error] of [
    [record, expired],
    [record, early],
    [{ ...record, partition: 7 }, early],
  ] as const) {
    await expect(interceptors.around(given, () => failed(error))).rejects.toBe(error);
  }
  expect(seen.map(({ partition, metadata: none, error }) => [partition, none, error])).toEqual([
    [3, null, expired],
    [-1, null, early],
    [7, null, early],
  ]);
});

test("what is no record at all goes to send untouched, which says so", async () => {
  const called: unknown[] = [];
  const { interceptors } = setUp({ onSend: (given) => given, onAcknowledgement: () => called.push("acknowledged") });
  const refused = new Error("not a record");
  const send = (given: unknown): FutureRecordMetadata => {
    called.push(given);
    return failed(refused);
  };
  await expect(interceptors.around(undefined as unknown as typeof record, send)).rejects.toBe(refused);
  expect(called).toEqual([undefined]);
});

test("many records give their results in order, or the first failure once all are settled", async () => {
  const acknowledged: unknown[] = [];
  const { interceptors } = setUp({ onAcknowledgement: ({ error }) => acknowledged.push(error) });
  const futures = [createFuture(), createFuture(), createFuture()];
  const sendAll = (): Promise<RecordMetadata[]> => {
    let next = 0;
    return interceptors.aroundAll([record, record, record], () => futures[next++]!);
  };
  const error = new Error("second");
  const settled = sendAll().catch((failure: Error) => failure);
  futures[1]!.fail(error);
  futures[2]!.fail(new Error("third"));
  let isSettled = false;
  void settled.then(() => {
    isSettled = true;
  });
  await setImmediate();
  expect(isSettled).toBe(false);
  futures[0]!.succeed(metadata);
  expect(await settled).toBe(error);
  expect(acknowledged).toEqual([error, expect.any(Error), null]);

  for (const place of [0, 1, 2]) futures[place] = succeededAt(BigInt(place));
  expect((await sendAll()).map(({ offset }) => offset)).toEqual([0n, 1n, 2n]);
});

test("all are closed, also after one has failed to", async () => {
  const closed: string[] = [];
  const { interceptors, warnings } = setUp(
    { close: () => Promise.reject(new Error("stuck")) },
    {
      close: () => {
        closed.push("second");
      },
    },
  );
  await interceptors.close();
  expect(closed).toEqual(["second"]);
  expect(warnings).toEqual(["interceptor Object.close failed: stuck"]);
});

function succeededAt(offset: bigint): ReturnType<typeof createFuture> {
  const future = createFuture();
  future.succeed(new RecordMetadata(metadata.topicPartition, offset, 1000, null, -1, 1, -1));
  return future;
}

function failed(error: Error): FutureRecordMetadata {
  const future = createFuture();
  future.fail(error);
  return future;
}

function setUp(...all: ProducerInterceptor<string, string>[]) {
  const warnings: string[] = [];
  const logger = { ...silentLogger, warn: (message: string) => warnings.push(message) };
  return { interceptors: new ProducerInterceptors(all, logger), warnings };
}
