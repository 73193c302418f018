/** A client that shares no code with ours. */

/** A record as all of them can tell it; bytes are UTF-8 text here. */
export interface PlainRecord {
  readonly key: string | null;
  readonly value: string | null;
  readonly headers: readonly (readonly [key: string, value: string])[];
}

export interface Peer {
  readonly name: string;
  /** Why it cannot run here and what to do about it; undefined when it can. */
  readonly missing: string | undefined;
  readonly codecs: readonly string[];
  /** Writes the records to partition 0. */
  write(server: string, topic: string, codec: string, records: readonly PlainRecord[]): Promise<void>;
  /** All records of partition 0, read without a group; undefined for a peer that only reads in groups. */
  readonly read: ((server: string, topic: string, count: number) => Promise<PlainRecord[]>) | undefined;
}
