/** Splits a byte stream into lines. Works on bytes, so what is not UTF-8 passes through unharmed. */

import { InputError } from "./input-error.js";

export interface ReadLinesOptions {
  /** A longer line is an error: it bounds the memory that one line can take. Default 64 MiB. */
  readonly maxLineBytes?: number;
}

/**
 * Yields the lines of each chunk together, without their `\n` or `\r\n` (as Kafka's console producer has it). They are views into the chunk.
 * A last line without a line end counts; the emptiness after the last line end does not.
 */
export async function* readLines(
  source: AsyncIterable<Buffer>,
  { maxLineBytes = 64 * 1024 * 1024 }: ReadLinesOptions = {},
): AsyncGenerator<Buffer[], void, undefined> {
  // A line's beginnings from earlier chunks, joined only once its end is here: a long line is copied once.
  let beginnings: Buffer[] = [];
  let beginningBytes = 0;
  let lineNumber = 1;

  for await (const chunk of source) {
    const lines: Buffer[] = [];
    let start = 0;
    for (let end = chunk.indexOf(LF); end >= 0; end = chunk.indexOf(LF, start)) {
      const tail = chunk.subarray(start, end);
      lines.push(withoutCarriageReturn(beginningBytes > 0 ? Buffer.concat([...beginnings, tail]) : tail));
      beginnings = [];
      beginningBytes = 0;
      start = end + 1;
    }
    lineNumber += lines.length;
    if (start < chunk.length) {
      beginnings.push(chunk.subarray(start));
      beginningBytes += chunk.length - start;
    }
    if (beginningBytes > maxLineBytes) {
      throw new InputError(`line ${lineNumber} is longer than ${maxLineBytes} bytes`);
    }
    if (lines.length > 0) yield lines;
  }
  if (beginningBytes > 0) yield [withoutCarriageReturn(Buffer.concat(beginnings))];
}

const LF = 0x0a;
const CR = 0x0d;

const withoutCarriageReturn = (line: Buffer) => (line.at(-1) === CR ? line.subarray(0, -1) : line);
