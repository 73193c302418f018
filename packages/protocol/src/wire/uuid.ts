import { KafkaProtocolError } from "../errors/index.js";

/** No id: sixteen zero bytes in Kafka's text form. */
export const ZERO_UUID = "AAAAAAAAAAAAAAAAAAAAAA";

/** Kafka's text form of 16 bytes: base64url without padding, 22 characters. */
export function uuidFromBytes(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString("base64url");
}

/** The 16 bytes of Kafka's text form. */
export function uuidToBytes(uuid: string): Uint8Array {
  const bytes = Buffer.from(uuid, "base64url");
  // Decoding ignores what is not base64: compare, so that a mistyped id is an error and not another id.
  if (bytes.length !== 16 || uuid.length !== 22 || bytes.toString("base64url") !== uuid) {
    throw new KafkaProtocolError(`"${uuid}" is not a uuid in Kafka's form (22 characters of base64url)`);
  }
  return bytes;
}
