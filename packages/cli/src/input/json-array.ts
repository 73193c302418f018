/** Takes one big JSON array apart into its elements, without ever holding it whole. */

import { InputError } from "./input-error.js";

/**
 * Yields the elements that end in each chunk, as the JSON text they were written in. Looks only for where elements begin and end;
 * whether an element is good JSON is for its reader to find out.
 */
export async function* readJsonArray(source: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array[], void, undefined> {
  let state = "before" as "before" | "inside" | "after";
  let depth = 0;
  let inString = false;
  let escaped = false;
  let beginnings: Uint8Array[] = [];

  for await (const chunk of source) {
    const elements: Uint8Array[] = [];
    let start = 0;
    const finish = (end: number) => {
      const element = trimmed(Buffer.concat([...beginnings, chunk.subarray(start, end)]));
      beginnings = [];
      start = end + 1;
      if (element.length > 0) elements.push(element);
    };
    for (let at = 0; at < chunk.length; at++) {
      const byte = chunk[at]!;
      if (state !== "inside") {
        if (isSpace(byte)) continue;
        if (state === "after") throw new InputError("there is something after the end of the JSON array");
        if (byte !== OPEN_ARRAY) throw new InputError("expected a JSON array: its first byte is [");
        state = "inside";
        start = at + 1;
      } else if (inString) {
        if (escaped) escaped = false;
        else if (byte === BACKSLASH) escaped = true;
        else if (byte === QUOTE) inString = false;
      } else if (byte === QUOTE) inString = true;
      else if (byte === OPEN_ARRAY || byte === OPEN_OBJECT) depth++;
      else if (byte === COMMA && depth === 0) finish(at);
      else if (byte === CLOSE_OBJECT || byte === CLOSE_ARRAY) {
        if (depth > 0) depth--;
        else {
          finish(at);
          state = "after";
        }
      }
    }
    if (state === "inside" && start < chunk.length) beginnings.push(chunk.subarray(start));
    if (elements.length > 0) yield elements;
  }
  if (state !== "after") throw new InputError("the JSON array has no end");
}

const [QUOTE, BACKSLASH, COMMA] = [0x22, 0x5c, 0x2c];
const [OPEN_ARRAY, CLOSE_ARRAY, OPEN_OBJECT, CLOSE_OBJECT] = [0x5b, 0x5d, 0x7b, 0x7d];

const isSpace = (byte: number) => byte === 0x20 || byte === 0x0a || byte === 0x0d || byte === 0x09;

function trimmed(bytes: Uint8Array): Uint8Array {
  let start = 0;
  let end = bytes.length;
  while (start < end && isSpace(bytes[start]!)) start++;
  while (end > start && isSpace(bytes[end - 1]!)) end--;
  return bytes.subarray(start, end);
}
