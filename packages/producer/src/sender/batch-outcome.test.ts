import { ErrorCode } from "@k/protocol";
import { describe, expect, test } from "vitest";
import { judge } from "./batch-outcome.js";

describe("a Produce error code", () => {
  test.each([
    ["CORRUPT_MESSAGE", "retry", false],
    ["UNKNOWN_TOPIC_OR_PARTITION", "retry", false],
    ["LEADER_NOT_AVAILABLE", "retry", false],
    ["NOT_LEADER_OR_FOLLOWER", "retry", false],
    ["REQUEST_TIMED_OUT", "retry", true],
    ["MESSAGE_TOO_LARGE", "split", false],
    ["RECORD_LIST_TOO_LARGE", "split", false],
    ["NOT_ENOUGH_REPLICAS", "retry", false],
    ["NOT_ENOUGH_REPLICAS_AFTER_APPEND", "retry", true],
    ["TOPIC_AUTHORIZATION_FAILED", "fail", false],
    ["CLUSTER_AUTHORIZATION_FAILED", "fatal", false],
    ["INVALID_RECORD", "fail", false],
    ["OUT_OF_ORDER_SEQUENCE_NUMBER", "resequence", false],
    ["DUPLICATE_SEQUENCE_NUMBER", "acknowledge", true],
    ["INVALID_PRODUCER_EPOCH", "resequence", false],
    ["CONCURRENT_TRANSACTIONS", "retry", false],
    ["KAFKA_STORAGE_ERROR", "retry", true],
    ["UNKNOWN_PRODUCER_ID", "resequence", false],
    ["THROTTLING_QUOTA_EXCEEDED", "retry", false],
    ["PRODUCER_FENCED", "fatal", false],
    ["UNKNOWN_SERVER_ERROR", "fail", true],
  ] as const)("%s: %s, maybe appended: %s", (name, verdict, maybeAppended) => {
    expect(judge(ErrorCode[name], 1)).toEqual({ verdict, maybeAppended });
  });

  test("that is not known yet fails the batch", () => {
    expect(judge(999, -1)).toEqual({ verdict: "fail", maybeAppended: false });
  });

  test("of a leader that lost the lead while it waited for its replicas leaves open whether they have the batch", () => {
    expect(judge(ErrorCode.NOT_LEADER_OR_FOLLOWER, -1)).toEqual({ verdict: "retry", maybeAppended: true });
  });
});
