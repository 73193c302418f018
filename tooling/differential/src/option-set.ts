/** What is sent, and how: the same for everybody. */

import type { BrokerVersion } from "@k/dev-broker";

export interface OptionSet {
  readonly name: string;
  /** Which Kafka the broker plays; with its record format everything else follows. */
  readonly broker: BrokerVersion;
  readonly partitions: number;
  readonly options: CommonOptions;
  readonly records: readonly PlainRecord[];
  /**
   * What must be equal beside the records themselves and their format. `batches`: how many records each batch has.
   * `placed`: which partition each is in; without it only that all of them are there, once.
   */
  readonly alike: { readonly batches: boolean; readonly placed: boolean };
  /** Of the topic. */
  readonly topicConfig?: Readonly<Record<string, string>>;
}

export interface CommonOptions {
  readonly acks: 0 | 1 | "all";
  readonly compressionType: "none" | "gzip" | "snappy" | "lz4" | "zstd";
  readonly batchSize: number;
  readonly lingerMs: number;
  readonly enableIdempotence: boolean;
  readonly partitioner: "default" | "roundRobin";
}

export interface PlainRecord {
  readonly key: Uint8Array | null;
  readonly value: Uint8Array | null;
  readonly headers: readonly (readonly [key: string, value: Uint8Array | null])[];
  readonly partition?: number;
  /** Undefined: whatever time it is. */
  readonly timestampMs?: number;
}

const BASE: CommonOptions = {
  acks: "all",
  compressionType: "none",
  batchSize: 16_384,
  // Longer than anything here takes: batches end by size and by `flush`.
  lingerMs: 20_000,
  enableIdempotence: false,
  partitioner: "default",
};

export function optionSets(): OptionSet[] {
  const formats: [magic: number, broker: BrokerVersion, codecs: CommonOptions["compressionType"][]][] = [
    [0, "0.8.2", ["none", "gzip", "snappy", "lz4"]],
    [1, "0.10.2", ["none", "gzip", "snappy", "lz4"]],
    [2, "4.1", ["none", "gzip", "snappy", "lz4", "zstd"]],
  ];
  return [
    ...formats.flatMap(([magic, broker, codecs]) =>
      codecs.map((compressionType) =>
        set(`magic ${magic}, ${compressionType}`, { broker, options: { compressionType }, records: keyed(400) }),
      ),
    ),
    ...([0, 1, "all"] as const).map((acks) => set(`acks ${acks}`, { options: { acks }, records: keyed(100) })),
    ...[0, 200, 1_000, 4_096, 65_536].map((batchSize) =>
      set(`batch size ${batchSize}`, { options: { batchSize }, records: toOnePartition(ofManySizes(500)) }),
    ),
    ...[200, 1_000].map((batchSize) =>
      set(`batch size ${batchSize}, magic 1, gzip`, {
        broker: "0.10.2",
        options: { batchSize, compressionType: "gzip" },
        records: toOnePartition(ofManySizes(200)),
      }),
    ),
    set("batch size 1000, gzip", {
      options: { batchSize: 1_000, compressionType: "gzip" },
      records: toOnePartition(ofManySizes(500)),
    }),
    set("linger 0", { options: { lingerMs: 0 }, records: keyed(200), alike: { batches: false, placed: true } }),
    set("no keys", {
      options: { batchSize: 500 },
      records: keyed(300).map((record) => ({ ...record, key: null })),
      alike: { batches: false, placed: false },
    }),
    set("no keys, round robin", {
      options: { partitioner: "roundRobin" },
      records: keyed(300).map((record) => ({ ...record, key: null })),
      alike: { batches: false, placed: false },
    }),
    set("null and empty", { records: nullAndEmpty() }),
    set("null and empty, magic 1", { broker: "0.10.2", records: nullAndEmpty() }),
    set("headers", { records: keyed(50).map(withHeaders) }),
    set("explicit partitions", { records: keyed(100).map((record, index) => ({ ...record, partition: index % 3 })) }),
    set("timestamps back and forth", {
      records: toOnePartition(keyed(100)).map((record, index) => ({
        ...record,
        timestampMs: 1.7e12 + ((index * 37) % 101) * 1_000,
      })),
    }),
    set("no timestamp", { records: keyed(50).map(({ timestampMs, ...record }) => record) }),
    set("LogAppendTime", { records: keyed(50), topicConfig: { "message.timestamp.type": "LogAppendTime" } }),
    set("what does not compress", {
      options: { compressionType: "gzip" },
      records: toOnePartition(keyed(20)).map((record, index) => ({ ...record, key: null, value: noise(index, 50) })),
    }),
    set("a record larger than a batch", {
      options: { batchSize: 500 },
      records: toOnePartition(
        [100, 100, 5_000, 100, 499, 10].map((size, index) => ({ ...plain(index), value: noise(index, size) })),
      ),
    }),
    set("idempotent", { options: { enableIdempotence: true, batchSize: 1_000 }, records: keyed(300) }),
    set("10,000 keys", { partitions: 13, records: tenThousandKeys(), alike: { batches: false, placed: true } }),
    set("10,000 keys, magic 1", {
      broker: "0.10.2",
      partitions: 50,
      records: tenThousandKeys(),
      alike: { batches: false, placed: true },
    }),
  ];
}

function set(
  name: string,
  {
    options,
    ...rest
  }: { options?: Partial<CommonOptions> } & Partial<Omit<OptionSet, "options">> & Pick<OptionSet, "records">,
): OptionSet {
  return {
    name,
    broker: "4.1",
    partitions: 5,
    alike: { batches: true, placed: true },
    ...rest,
    options: { ...BASE, ...options },
  };
}

const EPOCH_MS = 1_700_000_000_000;

function plain(index: number): PlainRecord {
  const value = Buffer.from(JSON.stringify({ id: index, text: `the ${index}th of many` }));
  return { key: Buffer.from(`key-${index % 40}`), value, headers: [], timestampMs: EPOCH_MS + index };
}

const keyed = (count: number) => Array.from({ length: count }, (_, index) => plain(index));

const toOnePartition = (records: readonly PlainRecord[]) => records.map((record) => ({ ...record, partition: 0 }));

/** So that batches end at every possible distance from their limit. */
const ofManySizes = (count: number) =>
  keyed(count).map((record, index) => ({ ...record, value: Buffer.alloc((index * 7919) % 151, "x") }));

function nullAndEmpty(): PlainRecord[] {
  const [nothing, empty, something] = [null, Buffer.alloc(0), Buffer.from("ü")];
  const pairs = [
    [something, nothing],
    [empty, something],
    [empty, empty],
    [something, empty],
    [nothing, something],
    [nothing, empty],
  ] as const;
  return toOnePartition(pairs.map(([key, value], index) => ({ ...plain(index), key, value })));
}

function withHeaders(record: PlainRecord, index: number): PlainRecord {
  const headers = [
    ["trace", Buffer.from(`${index}`)],
    ["trace", null],
    ["ü", Buffer.alloc(0)],
  ] as const;
  return { ...record, headers: headers.slice(0, 1 + (index % 3)) };
}

/** Text and bytes, of every length up to 40 and a few long ones. */
function tenThousandKeys(): PlainRecord[] {
  return Array.from({ length: 10_000 }, (_, index) => {
    const key = index % 2 === 0 ? Buffer.from(`user-${index}`) : noise(index, index % 500 === 1 ? 1_000 : index % 41);
    return { key, value: Buffer.from(String(index)), headers: [], timestampMs: EPOCH_MS };
  });
}

/** Bytes without any order, the same every time. */
function noise(seed: number, length: number): Buffer {
  const bytes = Buffer.alloc(length);
  let state = seed * 2_654_435_761 + 1;
  for (let at = 0; at < length; at++) {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    bytes[at] = state & 0xff;
  }
  return bytes;
}
