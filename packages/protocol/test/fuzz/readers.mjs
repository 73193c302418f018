import { readFileSync } from "node:fs";
import { apiByKey, apis, decodeRequestHeader, FrameSplitter, RequestHeader, ResponseHeader } from "@k/protocol";
import { parseVersions } from "@k/protocol/schema";
import { Reader, Writer } from "@k/protocol/wire";

/**
 * Everything of this package that reads bytes of a peer: each message at each version, whole requests, and streams.
 * @typedef {{ name: string, seeds: Uint8Array[], read: (bytes: Uint8Array, random: import("./random.mjs").Random) => unknown }} FuzzedReader
 */

/** @returns {FuzzedReader[]} */
export function readers() {
  const messages = [
    RequestHeader,
    ResponseHeader,
    ...apis.flatMap(({ messages: { request, response } }) => [request, response]),
  ];
  return [...messages.flatMap(messageReaders), wholeRequests(), streams()];
}

function messageReaders(message) {
  const golden = readGolden(message.name);
  const { min, max } = parseVersions(message.versions);
  return Array.from({ length: max - min + 1 }, (_, i) => {
    const version = min + i;
    const codec = message.codec(version);
    return {
      name: `${message.name} v${version}`,
      // A version without a golden section is the same on the wire as the one before it.
      seeds: [golden.findLast((section) => section.version <= version).bytes],
      read: (bytes, random) => {
        const reader = new Reader(bytes, { keepUnknownTags: (random.bits() & 1) === 0 });
        const value = codec.read(reader);
        if (reader.remaining < 0) throw new Error(`read ${-reader.remaining} bytes too many`);
        expectWritable(codec, value);
      },
    };
  });
}

/** What was read can be written, and reads as the same again: however odd the bytes were, the value is a real one. */
function expectWritable(codec, value) {
  const once = written(codec, value);
  const twice = written(codec, codec.read(new Reader(once, { keepUnknownTags: true })));
  if (Buffer.compare(once, twice) !== 0) throw new Error("the value does not survive being written");
}

function written(codec, value) {
  const writer = new Writer();
  codec.write(writer, value);
  return writer.finish();
}

/** Header, then the body that the header announces: what a server does. */
function wholeRequests() {
  const seeds = apis.flatMap((api) =>
    readGolden(`${api.name}Request`).map(({ version, bytes }) => {
      const headerVersion = api.requestHeaderVersion(version);
      const start = [0, api.key, 0, version, 1, 2, 3, 4, 0, 2, 0x6d, 0x65, ...(headerVersion === 2 ? [0] : [])];
      return Buffer.concat([Uint8Array.from(start), bytes]);
    }),
  );
  const read = (bytes) => {
    const { apiKey, apiVersion, body } = decodeRequestHeader(bytes);
    return apiByKey(apiKey)?.request(apiVersion).read(body);
  };
  return { name: "decodeRequestHeader", seeds, read };
}

/** Frames that arrive in pieces. */
function streams() {
  const seeds = [
    Buffer.concat(
      [[0, 0, 0, 1, 7], [0, 0, 0, 0], [0, 0, 1, 0], Array(256).fill(5)].map((part) => Uint8Array.from(part)),
    ),
  ];
  const read = (bytes, random) => {
    const splitter = new FrameSplitter({ maxFrameBytes: 100 << 20 });
    for (let at = 0; at < bytes.length; ) {
      const end = at + 1 + random.below(bytes.length - at);
      splitter.push(bytes.subarray(at, end));
      at = end;
    }
  };
  return { name: "FrameSplitter", seeds, read };
}

/** @returns {{ version: number, bytes: Buffer }[]} */
function readGolden(name) {
  const text = readFileSync(new URL(`../golden/${name}.hex`, import.meta.url), "utf8");
  return text
    .split(/^## v/m)
    .slice(1)
    .map((section) => {
      const lines = section.split("\n").slice(2);
      const hex = lines.map((line) => line.replace(/#.*/, "").replaceAll(" ", "")).join("");
      return { version: Number.parseInt(section, 10), bytes: Buffer.from(hex, "hex") };
    });
}
