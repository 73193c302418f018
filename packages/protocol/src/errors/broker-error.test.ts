import { expect, test } from "vitest";
import { BrokerError, KafkaError } from "./index.js";

test("says what failed, Kafka's name, the number and an explanation", () => {
  const error = new BrokerError(6, "Produce to orders-3");
  expect(error).toBeInstanceOf(KafkaError);
  expect(error).toMatchObject({
    name: "BrokerError",
    code: "NOT_LEADER_OR_FOLLOWER",
    errorCode: 6,
    retriable: true,
    message: "Produce to orders-3: NOT_LEADER_OR_FOLLOWER (6) The broker no longer leads (or follows) this partition.",
  });
});

test("prefers the broker's own words", () => {
  const error = new BrokerError(87, "Produce to orders-3", { serverMessage: "a compacted topic needs keys" });
  expect(error.message).toBe("Produce to orders-3: INVALID_RECORD (87) a compacted topic needs keys");
  expect(new BrokerError(87, "x", { serverMessage: null }).message).toMatch(/validation rejected/);
});

test("keeps its cause, and has none unless given", () => {
  const cause = new Error("below");
  expect(new BrokerError(-1, "x", { cause }).cause).toBe(cause);
  expect("cause" in new BrokerError(-1, "x")).toBe(false);
});
