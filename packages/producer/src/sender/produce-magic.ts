/** Which record format goes with which version of Produce. Pure. */
import type { CompressionType, Magic } from "@k/records";

export interface VersionRange {
  readonly min: number;
  readonly max: number;
}

/** The newest magic that a request of this version may carry: record batches from v3 on, and nothing else then. */
export function magicOf(produceVersion: number): Magic {
  if (produceVersion >= 3) return 2;
  return produceVersion === 2 ? 1 : 0;
}

/** The versions that may carry a magic. */
export function versionsFor(magic: Magic, compression: CompressionType): VersionRange {
  if (magic === 0) return { min: 0, max: 1 };
  if (magic === 1) return { min: 2, max: 2 };
  // zstd came with Kafka 2.1; older brokers would store what older consumers cannot read (KIP-110).
  return { min: compression === "zstd" ? 7 : 3, max: Number.POSITIVE_INFINITY };
}
