import type { Option } from "../option.js";
import { integer, text } from "../value-kind.js";

export const transactionOptions = {
  transactionalId: {
    value: text(),
    owner: "producer",
    summary:
      "Makes the producer transactional, and idempotent. Stable across restarts and unique among producers that run at a time.",
    kafka: "transactional.id",
    java: "null",
    librdkafka: { name: "transactional.id", default: "" },
  },
  transactionTimeoutMs: {
    value: integer({ min: 1, unit: "ms" }),
    default: 60_000,
    owner: "producer",
    summary:
      "After this long the coordinator aborts an open transaction. Brokers limit it (`transaction.max.timeout.ms`).",
    kafka: "transaction.timeout.ms",
    java: "60000",
    librdkafka: { name: "transaction.timeout.ms", default: "60000" },
    alsoCalled: ["transactionTimeout"],
  },
} as const satisfies Readonly<Record<string, Option>>;
