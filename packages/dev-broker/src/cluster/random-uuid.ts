/** A version 4 UUID in Kafka's text form (base64url, 22 characters), from the randomness that the cluster was given. */
export function randomUuid(random: () => number): string {
  const bytes = Buffer.from(Array.from({ length: 16 }, () => Math.floor(random() * 256)));
  bytes[6] = (bytes[6]! & 0x0f) | 0x40;
  bytes[8] = (bytes[8]! & 0x3f) | 0x80;
  return bytes.toString("base64url");
}
