import { expect, test } from "vitest";
import { ErrorCode, errorInfo } from "./index.js";

const codes = Array.from({ length: 135 }, (_, i) => i - 1);

test("the table has every code from -1 to 133, each under its own name", () => {
  const infos = codes.map(errorInfo);
  expect(infos.map((info) => info.code)).toEqual(codes);
  expect(new Set(infos.map((info) => info.name)).size).toBe(135);
  expect(Object.values(ErrorCode).sort((a, b) => a - b)).toEqual(codes);
  for (const { name, message } of infos) {
    expect(name).not.toMatch(/^UNKNOWN_ERROR_CODE/);
    expect(message, name).toMatch(/\.$/);
  }
});

test("names and numbers meet at codes that everybody knows", () => {
  expect(errorInfo(0).name).toBe("NONE");
  expect(errorInfo(6).name).toBe("NOT_LEADER_OR_FOLLOWER");
  expect(ErrorCode.UNKNOWN_SERVER_ERROR).toBe(-1);
  expect(ErrorCode.CLUSTER_AUTHORIZATION_FAILED).toBe(31);
  expect(ErrorCode.UNKNOWN_PRODUCER_ID).toBe(59);
  expect(ErrorCode.TRANSACTION_ABORTABLE).toBe(120);
  expect(ErrorCode.SHARE_SESSION_LIMIT_REACHED).toBe(133);
});

test("exactly the codes that Kafka 4.2 calls retriable are retriable", () => {
  // Subclasses of RetriableException among the exceptions of org.apache.kafka.common.protocol.Errors.
  const retriable = [
    2, 3, 5, 6, 7, 9, 13, 14, 15, 16, 19, 20, 41, 51, 56, 70, 71, 72, 74, 75, 78, 80, 83, 84, 88, 89, 100, 103, 106,
    122, 123, 133,
  ];
  expect(codes.filter((code) => errorInfo(code).retriable)).toEqual(retriable);
});

test("exactly the codes that Kafka 4.2 calls invalid metadata refresh metadata", () => {
  const refreshing = [3, 5, 6, 9, 13, 56, 72, 74, 80, 83, 84, 100, 103];
  expect(codes.filter((code) => errorInfo(code).refreshesMetadata)).toEqual(refreshing);
});

test("a code from the future has a name and is not retriable", () => {
  expect(errorInfo(999)).toMatchObject({ code: 999, name: "UNKNOWN_ERROR_CODE_999", retriable: false });
});
