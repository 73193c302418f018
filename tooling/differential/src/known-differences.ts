/** Where we differ on purpose, or cannot be compared, and why. What is not in here is a failure; so is what no longer happens. */

import type { Aspect } from "./compare.js";
import type { OptionSet } from "./option-set.js";
import type { PeerName } from "./peer.js";

export interface KnownDifference {
  readonly peer: PeerName;
  /** "not to be had": the peer cannot do it at all. */
  readonly aspect: Aspect | "not to be had";
  readonly when: (set: OptionSet) => boolean;
  readonly whenInWords: string;
  readonly reason: string;
}

const isCompressed = ({ options }: OptionSet) => options.compressionType !== "none";
const isSmall = ({ options }: OptionSet) => options.batchSize <= 1_000;
const isMagic1 = ({ broker }: OptionSet) => broker === "0.10.2";
const isNoise = ({ name }: OptionSet) => name === "what does not compress";

export const knownDifferences: readonly KnownDifference[] = [
  {
    peer: "java",
    aspect: "not to be had",
    when: ({ broker }) => broker === "0.8.2",
    whenInWords: "magic 0",
    reason:
      "Java's producers of today speak to brokers from 0.10 on; the console producers of their time are in tooling/dump-interop",
  },
  {
    peer: "kafka-python",
    aspect: "not to be had",
    when: ({ options }) => options.compressionType === "zstd",
    whenInWords: "zstd",
    reason: "kafka-python has it from 2.0.2 on",
  },
  {
    peer: "kafka-python",
    aspect: "not to be had",
    when: ({ records }) => records.some(({ headers }) => headers.length > 0),
    whenInWords: "headers",
    reason: "kafka-python has them from 1.4.4 on",
  },
  {
    peer: "kafka-python",
    aspect: "not to be had",
    when: ({ options }) => options.enableIdempotence,
    whenInWords: "idempotent",
    reason: "kafka-python has it from 2.2.0 on",
  },
  ...(["batch counts", "batch sizes"] as const).map((aspect) => ({
    peer: "java" as const,
    aspect,
    when: ({ options }: OptionSet) => options.batchSize === 0,
    whenInWords: "`batchSize` 0",
    reason:
      "Java's buffer is as large as its first record could become at the most, and another small one may fit in; ours is one batch for each record, as said, and as in kafka-python",
  })),
  {
    peer: "java",
    aspect: "batch counts",
    when: (set) => isCompressed(set) && isSmall(set),
    whenInWords: "compressed, and more than one batch",
    reason:
      "Java keeps 5 % of a batch free, since its guess at how well records compress may be wrong; ours takes `batchSize` of uncompressed bytes in any case, as kafka-python does, and more once it has seen how the topic compresses",
  },
  {
    peer: "java",
    aspect: "partitions",
    when: ({ options }) => options.partitioner === "roundRobin",
    whenInWords: "round robin",
    reason:
      "Java asks its partitioner twice for a record that begins a batch, and so leaves partitions out (KAFKA-9965); ours, like kafka-python's, gives each the same number",
  },
  {
    peer: "java",
    aspect: "codec",
    when: (set) => isNoise(set) || (isCompressed(set) && isSmall(set) && isMagic1(set)),
    whenInWords: "records that a codec makes larger",
    reason: "Java sends them compressed all the same; ours as they are, as kafka-python does in magic 2",
  },
  {
    peer: "kafka-python",
    aspect: "codec",
    when: (set) => isCompressed(set) && isSmall(set) && isMagic1(set),
    whenInWords: "records that a codec makes larger, magic 0 and 1",
    reason: "kafka-python sends them compressed all the same in these formats; ours as they are, in all",
  },
  {
    peer: "kafka-python",
    aspect: "wrapper's timestamp",
    when: (set) => isCompressed(set) && isMagic1(set),
    whenInWords: "magic 1, compressed",
    reason:
      "kafka-python writes 0 into the message around the compressed ones; ours the largest of their timestamps, as Java does: brokers find records by time with it",
  },
];

/** The rows of the table in the README. */
export const differenceRows = (): string[] =>
  knownDifferences.map(
    ({ peer, aspect, whenInWords, reason }) => `| ${peer} | ${aspect} | ${whenInWords} | ${reason} |`,
  );
