import { apis, RequestHeader, ResponseHeader } from "@k/protocol";
import { describe, type Message, type MessageDescription, parseVersions } from "@k/protocol/schema";
import { Reader, Writer } from "@k/protocol/wire";
import type { Sample } from "./sample.js";

// biome-ignore lint/suspicious/noExplicitAny: any message.
const all: readonly Message<any>[] = [
  RequestHeader,
  ResponseHeader,
  ...apis.flatMap((api) => [api.messages.request, api.messages.response]),
];

/** Every message of ours, as data. */
export const messages: readonly MessageDescription[] = all.map(describe);

const byName = new Map(all.map((message) => [message.name, message]));

/** The bytes that we write. */
export function encode(name: string, version: number, value: Sample): Uint8Array {
  const writer = new Writer();
  byName.get(name)!.codec(version).write(writer, value);
  return writer.finish();
}

/** What we read. */
export function decode(name: string, version: number, bytes: Uint8Array): Sample {
  const reader = new Reader(bytes);
  const value = byName.get(name)!.codec(version).read(reader);
  reader.expectEnd();
  return value;
}

/** Every version of a range. */
export function versionsIn(range: string): number[] {
  if (range === "none") return [];
  const { min, max } = parseVersions(range as Parameters<typeof parseVersions>[0]);
  return Array.from({ length: max - min + 1 }, (_, i) => min + i);
}
