/** A line of any file → a keyed record. */

import { InputError } from "../input/index.js";

export interface KeyedLine {
  readonly key: Buffer | string;
  readonly value: Buffer;
}

/** With a field name, lines are JSON objects and the field is the key; else the key is what stands before the first separator. */
export function keyedLine(keyField: string | undefined): (line: Buffer) => KeyedLine {
  if (keyField === undefined) return (value) => ({ key: firstWord(value), value });
  return (value) => ({ key: fieldOf(value, keyField), value });
}

function fieldOf(line: Buffer, keyField: string): string {
  let object: Record<string, unknown> | null;
  try {
    object = JSON.parse(line.toString());
  } catch (error) {
    throw new InputError(`not JSON: ${(error as Error).message}`, { cause: error });
  }
  const field = object?.[keyField];
  if (field === undefined) throw new InputError(`no field ${JSON.stringify(keyField)} in it`);
  return typeof field === "string" ? field : JSON.stringify(field);
}

/** Up to the first comma, semicolon, bar, tab or space; the whole line where there is none. */
function firstWord(line: Buffer): Buffer {
  for (let at = 0; at < line.length; at++) if (SEPARATORS.has(line[at]!)) return line.subarray(0, at);
  return line;
}

const SEPARATORS = new Set(Buffer.from(",;|\t "));
