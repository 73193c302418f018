/** What a caller hands to `send`. */

/** Header values are bytes; text is sent as UTF-8. */
export type HeaderValue = string | Uint8Array | null;

/** Headers as an object or a Map, or as a list where order and repeated keys matter. */
export type ProducerHeaders =
  | { readonly [key: string]: HeaderValue }
  | ReadonlyMap<string, HeaderValue>
  | readonly { readonly key: string; readonly value: HeaderValue }[];

export interface ProducerRecord<K = string | Uint8Array | null, V = string | Uint8Array | null> {
  readonly topic: string;
  /** Null or absent is Kafka's null: the record has no key. Records with equal keys go to the same partition. */
  readonly key?: K | null | undefined;
  /** Null or absent is Kafka's null: in a compacted topic, the deletion of the key. */
  readonly value?: V | null | undefined;
  readonly headers?: ProducerHeaders | undefined;
  /** Overrides the partitioner. */
  readonly partition?: number | null | undefined;
  /** Milliseconds since the epoch; by default the time of the call. */
  readonly timestampMs?: number | null | undefined;
}
