import { subscribe, unsubscribe } from "node:diagnostics_channel";
import { expect, test } from "vitest";
import {
  type BatchMessage,
  batchChannel,
  requestChannel,
  retryChannel,
  splitChannel,
  transactionChannel,
} from "./diagnostics.js";

test("subscribers by name are seen by the channels, and get the messages", () => {
  const messages: unknown[] = [];
  const listen = (message: unknown): number => messages.push(message);
  expect(batchChannel.hasSubscribers).toBe(false);
  subscribe("k:producer:batch", listen);
  expect(batchChannel.hasSubscribers).toBe(true);
  const message: BatchMessage = {
    clientId: "c",
    topic: "orders",
    partition: 3,
    recordCount: 10,
    bytes: 1000,
    baseOffset: 42n,
    attempts: 1,
    ageMs: 5,
    error: null,
  };
  batchChannel.publish(message);
  unsubscribe("k:producer:batch", listen);
  batchChannel.publish(message);
  expect(messages).toEqual([message]);
});

test("channels have the documented names", () => {
  const channels = [batchChannel, requestChannel, retryChannel, splitChannel, transactionChannel];
  expect(channels.map(({ name }) => name)).toEqual([
    "k:producer:batch",
    "k:producer:request",
    "k:producer:retry",
    "k:producer:split",
    "k:producer:transaction",
  ]);
});
