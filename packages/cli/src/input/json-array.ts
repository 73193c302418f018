/** Takes one big JSON array apart into its elements, without ever holding it whole. */

import { InputError } from "./input-error.js";

/**
 * Yields the elements that end in each chunk, as the JSON text they were written in: views into the chunk, or copies where they span two.
 * Looks only for where elements begin and end; whether an element is good JSON is for its reader to find out.
 */
export async function* readJsonArray(source: AsyncIterable<Buffer>): AsyncGenerator<Buffer[], void, undefined> {
  const splitter = new JsonArraySplitter();
  for await (const chunk of source) {
    const elements = splitter.push(chunk);
    if (elements.length > 0) yield elements;
  }
  splitter.end();
}

class JsonArraySplitter {
  #state: "before" | "inside" | "after" = "before";
  /** Of arrays and objects within the element. */
  #depth = 0;
  #inString = false;
  #escaped = false;
  /** What earlier chunks hold of an element that has not ended. */
  #beginnings: Buffer[] = [];

  push(chunk: Buffer): Buffer[] {
    const elements: Buffer[] = [];
    let start = 0;
    for (let at = 0; at < chunk.length; at++) {
      const byte = chunk[at]!;
      if (this.#inString) this.#character(byte);
      else if (this.#state !== "inside") start = this.#outside(byte, at, start);
      else if (byte === QUOTE) this.#inString = true;
      else if (byte === OPEN_ARRAY || byte === OPEN_OBJECT) this.#depth++;
      else if (this.#depth > 0) {
        if (byte === CLOSE_ARRAY || byte === CLOSE_OBJECT) this.#depth--;
      } else if (byte === COMMA || byte === CLOSE_ARRAY) {
        this.#finish(chunk, start, at, elements);
        start = at + 1;
        if (byte === CLOSE_ARRAY) this.#state = "after";
      } else if (start === at && isSpace(byte)) start++;
    }
    if (this.#state === "inside" && start < chunk.length) this.#beginnings.push(chunk.subarray(start));
    return elements;
  }

  end(): void {
    if (this.#state !== "after") throw new InputError("the JSON array has no end");
  }

  #character(byte: number): void {
    if (this.#escaped) this.#escaped = false;
    else if (byte === BACKSLASH) this.#escaped = true;
    else if (byte === QUOTE) this.#inString = false;
  }

  /** Returns where the first element starts, once the array has begun. */
  #outside(byte: number, at: number, start: number): number {
    if (isSpace(byte)) return start;
    if (this.#state === "after") throw new InputError("there is something after the end of the JSON array");
    if (byte !== OPEN_ARRAY) throw new InputError("expected a JSON array: its first byte is [");
    this.#state = "inside";
    return at + 1;
  }

  #finish(chunk: Buffer, start: number, at: number, elements: Buffer[]): void {
    let end = at;
    while (end > start && isSpace(chunk[end - 1]!)) end--;
    const tail = chunk.subarray(start, end);
    const element = this.#beginnings.length === 0 ? tail : Buffer.concat([...this.#beginnings, tail]);
    this.#beginnings = [];
    if (element.length > 0) elements.push(element);
  }
}

const [QUOTE, BACKSLASH, COMMA] = [0x22, 0x5c, 0x2c];
const [OPEN_ARRAY, CLOSE_ARRAY, OPEN_OBJECT, CLOSE_OBJECT] = [0x5b, 0x5d, 0x7b, 0x7d];

const isSpace = (byte: number) => byte === 0x20 || byte === 0x0a || byte === 0x0d || byte === 0x09;
