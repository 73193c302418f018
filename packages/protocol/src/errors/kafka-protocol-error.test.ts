import { expect, test } from "vitest";
import { KafkaError, KafkaProtocolError, locate } from "./index.js";

test("collects the place of the failure on its way up", () => {
  const error = new KafkaProtocolError("70000 is not an int16");
  locate(error, { field: "acks" });
  locate(error, { index: 3 });
  locate(error, { field: "topics" });
  locate(error, { message: "ProduceRequest v9" });
  expect(error.path).toBe("topics[3].acks");
  expect(error.message).toBe("ProduceRequest v9, topics[3].acks: 70000 is not an int16");
  expect(error.stack).toContain(error.message);
});

test("a failure at an array's element has no dot", () => {
  const error = new KafkaProtocolError("x").locate({ index: 1 }).locate({ index: 0 }).locate({ field: "a" });
  expect(error.path).toBe("a[0][1]");
});

test("an error that is not ours becomes the cause of one that is", () => {
  const cause = new TypeError("value is null");
  const error = locate(cause, { field: "name" });
  expect(error).toBeInstanceOf(KafkaError);
  expect(error).toMatchObject({ cause, code: "PROTOCOL_ERROR", retriable: false, message: "name: value is null" });
});
