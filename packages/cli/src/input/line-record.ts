/** One line of input → one record to send. */

import { decodeBase64 } from "./base64.js";
import { InputError } from "./input-error.js";

/** What a line says about a record; the topic comes from the command line. */
export interface LineRecord {
  readonly key: Uint8Array | string | null;
  readonly value: Uint8Array | string | null;
  readonly headers?: readonly LineHeader[];
  readonly partition?: number;
  readonly timestampMs?: number;
}

interface LineHeader {
  readonly key: string;
  readonly value: Uint8Array | string | null;
}

/** @throws {InputError} when the line is not in the format. */
export type LineFormat = (line: Buffer) => LineRecord;

/** The whole line is the value. */
export const plainLines: LineFormat = (line) => ({ key: null, value: line });

/** `key<separator>value`. The first separator counts, so values may contain it. */
export function keyedLines(separator: string): LineFormat {
  const separatorBytes = Buffer.from(separator);
  return (line) => {
    const at = line.indexOf(separatorBytes);
    if (at < 0) throw new InputError(`no key separator ${JSON.stringify(separator)} in it`);
    return { key: line.subarray(0, at), value: line.subarray(at + separatorBytes.length) };
  };
}

/**
 * `{"key", "value", "headers", "partition", "timestamp"}`, all optional; what `ktool consume --format json` prints can be sent again,
 * its `topic` and `offset` are passed over. A field of another name is a typing mistake, not data to lose.
 * Bytes that are no UTF-8 text are written `{"base64": "…"}`; any other JSON value than a string or null is sent as its JSON text.
 */
export const jsonLines: LineFormat = (line) => {
  const fields = parseObject(line);
  const unknown = Object.keys(fields).find((name) => !FIELDS.has(name));
  if (unknown !== undefined) throw new InputError(`there is no field ${JSON.stringify(unknown)} in a record`);
  return {
    key: payload(fields.key),
    value: payload(fields.value),
    ...optional("headers", headers(fields.headers)),
    ...optional("partition", integer("partition", fields.partition)),
    ...optional("timestampMs", timestamp(fields.timestamp)),
  };
};

const FIELDS = new Set(["key", "value", "headers", "partition", "timestamp", "topic", "offset"]);

function parseObject(line: Buffer): Record<string, unknown> {
  let parsed: unknown;
  try {
    parsed = JSON.parse(line.toString("utf8"));
  } catch (error) {
    throw new InputError(`not JSON: ${(error as Error).message}`, { cause: error });
  }
  if (!isObject(parsed)) throw new InputError('expected a JSON object such as {"key": "a", "value": "b"}');
  return parsed;
}

function payload(value: unknown): Uint8Array | string | null {
  if (value === undefined || value === null) return null;
  if (typeof value === "string") return value;
  if (isObject(value) && typeof value.base64 === "string" && Object.keys(value).length === 1) {
    const bytes = decodeBase64(value.base64);
    if (bytes === undefined) throw new InputError(`not base64: ${JSON.stringify(value.base64)}`);
    return bytes;
  }
  return JSON.stringify(value);
}

/** An object, or an array of `{"key", "value"}` where order and repeats matter. */
function headers(value: unknown): LineHeader[] | undefined {
  if (value === undefined || value === null) return undefined;
  if (Array.isArray(value)) return value.map(header);
  if (isObject(value)) return Object.entries(value).map(([key, content]) => ({ key, value: payload(content) }));
  throw new InputError('"headers" is neither an object nor an array');
}

function header(value: unknown): LineHeader {
  if (isObject(value) && typeof value.key === "string") return { key: value.key, value: payload(value.value) };
  throw new InputError('a header is not {"key": "…", "value": …}');
}

// -1 is Kafka's own way to say that a record has none.
const timestamp = (value: unknown) => (value === -1 ? undefined : integer("timestamp", value));

function integer(name: string, value: unknown): number | undefined {
  if (value === undefined || value === null) return undefined;
  if (typeof value === "number" && Number.isSafeInteger(value)) return value;
  throw new InputError(`"${name}" is not a whole number: ${JSON.stringify(value)}`);
}

const optional = <K extends string, V>(name: K, value: V | undefined) =>
  (value === undefined ? {} : { [name]: value }) as { [key in K]?: V }; // a computed name widens to string

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === "object" && value !== null && !Array.isArray(value);
