import type { Option } from "../option.js";
import { functionOrObject, listOf } from "../value-kind.js";

export const extensionOptions = {
  keySerializer: {
    value: functionOrObject("Serializer<K>", "serialize"),
    owner: "producer",
    summary:
      "Turns keys into text or bytes. Absent: they are `string | Uint8Array | null` already. May be asynchronous.",
    kafka: "key.serializer",
    seed: "None",
    java: "required",
  },
  valueSerializer: {
    value: functionOrObject("Serializer<V>", "serialize"),
    owner: "producer",
    summary: "The same for values.",
    kafka: "value.serializer",
    seed: "None",
    java: "required",
  },
  interceptors: {
    value: listOf("ProducerInterceptor", "onSend", "onAcknowledgement", "close"),
    owner: "producer",
    summary: "Called in their order for each record and each result. One that throws is logged and skipped.",
    kafka: "interceptor.classes",
    java: '""',
  },
} as const satisfies Readonly<Record<string, Option>>;
