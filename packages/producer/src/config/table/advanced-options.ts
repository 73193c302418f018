import type { Option } from "../option.js";
import { func, objectWith } from "../value-kind.js";

export const advancedOptions = {
  logger: {
    value: objectWith("Logger", "debug", "info", "warn", "error"),
    owner: "both",
    summary:
      "Where the producer says what it does. Absent: nowhere, but the process warns of options that have no effect. It is never told a secret, nor what is in a record.",
    librdkafka: { name: "log_cb", default: "" },
    alsoCalled: ["logCreator", "logLevel"],
  },
  connect: {
    value: func("Connect"),
    owner: "client",
    summary: "Makes the byte stream to a broker: for proxies, and for socket options that need a native module.",
    librdkafka: { name: "connect_cb", default: "" },
    alsoCalled: ["socketFactory"],
  },
  resolver: {
    value: objectWith("Resolver", "lookup", "canonicalName"),
    owner: "client",
    summary: "Names to addresses. Absent: the system's.",
    librdkafka: { name: "resolve_cb", default: "" },
  },
  clock: {
    value: objectWith("Clock", "now", "wallTime", "setTimer", "clearTimer", "defer"),
    owner: "both",
    summary: "Time and timers. Absent: the process's. For simulations.",
  },
  random: {
    value: func("() => number"),
    owner: "both",
    summary: "Numbers in [0, 1) for jitter and for choices among equals. Absent: `Math.random`. For simulations.",
  },
  closeBatch: {
    value: func("(records: RecordsBuilder) => Promise<unknown>"),
    owner: "producer",
    summary:
      "Finishes and compresses a batch. Absent: off the event loop. For simulations, where a thread's time is not the clock's.",
  },
} as const satisfies Readonly<Record<string, Option>>;
