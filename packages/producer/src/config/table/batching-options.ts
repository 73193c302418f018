import type { Option } from "../option.js";
import { integer, oneOf } from "../value-kind.js";

export const batchingOptions = {
  batchSize: {
    value: integer({ unit: "bytes" }),
    default: 16_384,
    owner: "producer",
    summary:
      "The size a batch is filled up to. 0: every record is a batch of its own. A record that is larger gets a batch for itself. Lowered to `bufferMemory` if only that is given.",
    kafka: "batch.size",
    seed: "16384",
    java: "16384",
    librdkafka: { name: "batch.size", default: "1000000" },
  },
  lingerMs: {
    value: integer({ unit: "ms" }),
    default: 0,
    owner: "producer",
    summary: "How long a batch that is not full waits for more records. Under load batches fill without it.",
    kafka: "linger.ms",
    seed: "0",
    java: "5",
    librdkafka: { name: "linger.ms", default: "5" },
    alsoCalled: ["queue.buffering.max.ms"],
  },
  bufferMemory: {
    value: integer({ min: 1, max: Number.MAX_SAFE_INTEGER, unit: "bytes" }),
    default: 33_554_432,
    owner: "producer",
    summary:
      "What records may occupy until they are acknowledged: exact bytes, a fixed charge per record included. When it is used up sends wait, first come first served, for `maxBlockMs`. (kafka-python counts batches.)",
    kafka: "buffer.memory",
    seed: "33554432",
    java: "33554432",
    librdkafka: { name: "queue.buffering.max.kbytes", default: "1048576 (KiB)" },
  },
  maxBlockMs: {
    value: integer({ unit: "ms" }),
    default: 60_000,
    owner: "producer",
    summary:
      "How long a send may wait for metadata and memory, both together (kafka-python: for each), and `partitionsFor` and the calls of a transaction for their answers.",
    kafka: "max.block.ms",
    seed: "60000",
    java: "60000",
  },
  maxRequestSize: {
    value: integer({ min: 1, unit: "bytes" }),
    default: 1_048_576,
    owner: "producer",
    summary:
      "The largest Produce request, and so the largest record, before compression. Brokers have limits of their own.",
    kafka: "max.request.size",
    seed: "1048576",
    java: "1048576",
    librdkafka: { name: "message.max.bytes", default: "1000000" },
  },
  compressionType: {
    value: oneOf("none", "gzip", "snappy", "lz4", "zstd"),
    default: "none",
    owner: "producer",
    summary: "The codec of whole batches. zstd needs brokers from 2.1 on. (kafka-python says None for `none`.)",
    kafka: "compression.type",
    seed: "None",
    java: '"none"',
    librdkafka: { name: "compression.codec", default: "none" },
    alsoCalled: ["compression"],
  },
  compressionLevel: {
    value: integer({ min: -131_072, max: 22 }),
    owner: "producer",
    summary:
      "In the codec's own terms: gzip -1 to 9, zstd -131072 to 22; lz4 has one level here. Absent: the codec's default.",
    kafka: "compression.<codec>.level",
    java: "gzip -1, lz4 9, zstd 3",
    librdkafka: { name: "compression.level", default: "-1" },
  },
} as const satisfies Readonly<Record<string, Option>>;
