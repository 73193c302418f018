import type { RecordHeader } from "@k/records";

/** What a record's key or value is in the end. Text is stored as UTF-8; null is Kafka's null. */
export type SerializedData = string | Uint8Array | null;

/**
 * Turns the keys or values of an application into data that Kafka stores.
 *
 * Null and undefined are Kafka's null and never reach a serializer. One that returns a promise keeps the order of
 * sends: a record waits for those sent before it. One that throws or rejects fails its record, and only that one.
 */
export type Serializer<T> = SerializerFunction<T> | SerializerObject<T>;

export type SerializerFunction<T> = (value: T) => SerializedData | Promise<SerializedData>;

export interface SerializerObject<T> {
  serialize(topic: string, value: T, headers: readonly RecordHeader[]): SerializedData | Promise<SerializedData>;
  /** Called once, when the producer has closed. */
  close?(): void | Promise<void>;
}

/** What a producer takes for a key or value with the serializer `S`; without one (undefined): text, bytes or null. */
export type SerializerInput<S> =
  S extends SerializerFunction<infer T> ? T : S extends SerializerObject<infer T> ? T : SerializedData;
