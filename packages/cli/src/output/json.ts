/** Values as JSON: one object a line. */

/** Like JSON.stringify; bigint as a number where a double holds it exactly, else as a string of digits. */
export function toJson(value: unknown): string {
  return JSON.stringify(value, (_, field: unknown) => (typeof field === "bigint" ? exactNumber(field) : field));
}

/** Bytes as a string when they are UTF-8 text, else `{"base64": "…"}`, so that nothing is lost. */
export function bytesToJson(bytes: Uint8Array | null): string | { base64: string } | null {
  if (bytes === null) return null;
  return textOf(bytes) ?? { base64: Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString("base64") };
}

/** The text, or undefined when the bytes are not UTF-8. */
export function textOf(bytes: Uint8Array): string | undefined {
  try {
    return decoder.decode(bytes);
  } catch {
    return undefined;
  }
}

// ignoreBOM keeps a leading U+FEFF: the text must encode back to the same bytes.
const decoder = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });

const exactNumber = (value: bigint) => (Number.isSafeInteger(Number(value)) ? Number(value) : value.toString());
