import type { Option } from "../option.js";
import { boolean, integer, MAX_INT, oneOf } from "../value-kind.js";

export const deliveryOptions = {
  enableIdempotence: {
    value: boolean(),
    default: false,
    owner: "producer",
    summary:
      'Nothing is written twice or out of order by a retry. Alone it is the durable set: `acks: "all"`, `retries: 2147483647`, at most 5 in flight; an option that contradicts it is an error. True with a `transactionalId`.',
    kafka: "enable.idempotence",
    java: "true",
    librdkafka: { name: "enable.idempotence", default: "false" },
    alsoCalled: ["idempotent", "idempotence"],
  },
  acks: {
    value: oneOf(0, 1, -1, "all"),
    default: 1,
    owner: "producer",
    summary:
      'Who must have a record before its send succeeds. 0: nobody, the offset is -1n and failures go unseen; 1: the leader; "all" or -1: every in-sync replica. "all" when idempotent.',
    kafka: "acks",
    seed: "1",
    java: '"all"',
    librdkafka: { name: "acks", default: "-1" },
    alsoCalled: ["requiredAcks", "request.required.acks"],
  },
  retries: {
    value: integer({ max: MAX_INT }),
    default: 0,
    owner: "producer",
    summary:
      "How often a batch is sent again after an error that may pass, within `deliveryTimeoutMs`. Without idempotence a retry can write a record twice. 2147483647 when idempotent.",
    kafka: "retries",
    seed: "0",
    java: "2147483647",
    librdkafka: { name: "retries", default: "2147483647" },
    alsoCalled: ["retry", "message.send.max.retries"],
  },
  deliveryTimeoutMs: {
    value: integer({ unit: "ms" }),
    default: 120_000,
    owner: "producer",
    summary:
      "From the append of a record to its result, retries and all. At least `lingerMs + requestTimeoutMs`: whichever of the two timeouts was not given is adjusted; if both were, it is an error.",
    kafka: "delivery.timeout.ms",
    java: "120000",
    librdkafka: { name: "message.timeout.ms", default: "300000" },
  },
  requestTimeoutMs: {
    value: integer({ min: 1, unit: "ms" }),
    default: 30_000,
    owner: "both",
    summary:
      "How long a broker may take to answer. Then the connection is closed and what was on it counts as failed once.",
    kafka: "request.timeout.ms",
    seed: "30000",
    java: "30000",
    librdkafka: { name: "socket.timeout.ms", default: "60000" },
  },
  retryBackoffMs: {
    value: integer({ unit: "ms" }),
    default: 100,
    owner: "both",
    summary:
      "The wait before the first retry of a batch or of a metadata request. It doubles each time (KIP-580), ±20 %.",
    kafka: "retry.backoff.ms",
    seed: "100",
    java: "100",
    librdkafka: { name: "retry.backoff.ms", default: "100" },
  },
  retryBackoffMaxMs: {
    value: integer({ unit: "ms" }),
    default: 1000,
    owner: "both",
    summary: "The longest such wait. Raised to `retryBackoffMs` if only that is given.",
    kafka: "retry.backoff.max.ms",
    java: "1000",
    librdkafka: { name: "retry.backoff.max.ms", default: "1000" },
  },
  maxInFlightRequestsPerConnection: {
    value: integer({ min: 1 }),
    default: 5,
    owner: "both",
    summary:
      "Requests to a broker that may be unanswered at a time. 1 keeps the order of retried batches without idempotence; idempotence keeps it with up to 5.",
    kafka: "max.in.flight.requests.per.connection",
    seed: "5",
    java: "5",
    librdkafka: { name: "max.in.flight.requests.per.connection", default: "1000000" },
    alsoCalled: ["maxInFlightRequests", "max.in.flight"],
  },
} as const satisfies Readonly<Record<string, Option>>;
