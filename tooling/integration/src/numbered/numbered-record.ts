/** The n-th record of a test: everything in it follows from n, so that whoever reads it can tell what it should be. */

export interface NumberedRecord {
  readonly topic: string;
  readonly key: string | null;
  readonly value: string;
  readonly headers?: readonly { key: string; value: string }[];
  readonly timestampMs: number;
}

const firstTimestampMs = Date.UTC(2024, 0, 1);
const alphabet = "abcdefghijklmnopqrstuvwxyz";
const filling = alphabet.repeat(8);

/**
 * Values of 20 to 119 bytes; every seventh without a key, every tenth with headers, one of them twice.
 * Record formats 0 and 1 have no headers.
 */
export function numberedRecord(topic: string, n: number, { headers = true } = {}): NumberedRecord {
  const start = n % alphabet.length;
  const value = `${n}:${filling.slice(start, start + 20 + (n % 100))}`;
  const record = { topic, key: n % 7 === 0 ? null : `key-${n % 1009}`, value, timestampMs: firstTimestampMs + n };
  if (!headers || n % 10 !== 0) return record;
  return {
    ...record,
    headers: [
      { key: "n", value: String(n) },
      { key: "n", value: "again" },
    ],
  };
}

/** @returns the n of a value, or −1 */
export function numberOf(value: string): number {
  const match = /^(\d+):/.exec(value);
  return match ? Number(match[1]) : -1;
}
