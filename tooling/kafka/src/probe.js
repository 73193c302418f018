/** Asks a broker whether it serves, in two hand-made frames: an open port alone says nothing. */
import { connect } from "node:net";

const listOffsetsKey = 2;
const metadataKey = 3;
const apiVersionsKey = 18;

/** @param {number} port @returns {Promise<boolean>} it answers ApiVersions v0 without an error (0.10 and newer) */
export async function answersApiVersions(port) {
  const body = await ask(port, request(apiVersionsKey, Buffer.alloc(0)));
  return body !== undefined && body.readInt16BE(0) === 0;
}

/** @param {number} port @returns {Promise<number | undefined>} how many brokers Metadata v0 names; undefined: no answer */
export async function countBrokers(port) {
  const allTopics = int32(0);
  return (await ask(port, request(metadataKey, allTopics)))?.readInt32BE(0);
}

/**
 * Where the partitions end of which this broker is the leader, in deed: one that is named leader may still refuse.
 * @param {number} port
 * @param {string} topic
 * @param {readonly number[]} partitions
 * @param {0 | 1} version of ListOffsets: 1 came with 0.10.1, 0 went with 4.0
 * @returns {Promise<Map<number, number>>} by partition; those it does not lead are left out
 */
export async function endOffsetsLedBy(port, topic, partitions, version) {
  const name = Buffer.from(topic);
  const latest = Buffer.alloc(8, 0xff);
  const oneOffset = version === 0 ? int32(1) : Buffer.alloc(0);
  const wanted = partitions.map((partition) => Buffer.concat([int32(partition), latest, oneOffset]));
  const anyReplica = int32(-1);
  const body = Buffer.concat([anyReplica, int32(1), int16(name.length), name, int32(partitions.length), ...wanted]);
  const answer = await ask(port, request(listOffsetsKey, body, version));
  const ends = new Map();
  if (!answer) return ends;
  // partition int32, error int16, then v0: offsets array of int64, v1: timestamp int64 and offset int64
  let at = 4 + 2 + name.length + 4;
  while (at < answer.length) {
    const offsetBytes = version === 0 ? 4 + 8 * answer.readInt32BE(at + 6) : 16;
    const end = at + 6 + offsetBytes;
    if (answer.readInt16BE(at + 4) === 0) ends.set(answer.readInt32BE(at), Number(answer.readBigInt64BE(end - 8)));
    at = end;
  }
  return ends;
}

/**
 * @param {() => Promise<boolean>} isReady
 * @param {{ what: string, timeoutMs: number, isHopeless?: () => string | undefined }} options
 */
export async function until(isReady, { what, timeoutMs, isHopeless }) {
  const deadline = performance.now() + timeoutMs;
  while (!(await isReady())) {
    const reason = isHopeless?.();
    if (reason) throw new Error(`${what} ended: ${reason}`);
    if (performance.now() > deadline) throw new Error(`${what} was not ready after ${timeoutMs} ms`);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

/**
 * @param {number} apiKey
 * @param {Buffer} body
 * @returns {Buffer} a frame: size, header v1 (key, version, correlation id 1, no client id), body
 */
function request(apiKey, body, version = 0) {
  const header = Buffer.concat([int16(apiKey), int16(version), int32(1), int16(-1)]);
  return Buffer.concat([int32(header.length + body.length), header, body]);
}

/** @param {number} port @param {Buffer} frame @returns {Promise<Buffer | undefined>} the answer behind its correlation id */
function ask(port, frame) {
  return new Promise((resolve) => {
    /** @type {Buffer[]} */
    const chunks = [];
    const socket = connect(port, "127.0.0.1", () => socket.write(frame));
    const end = (/** @type {Buffer | undefined} */ answer) => {
      socket.destroy();
      resolve(answer);
    };
    socket.setTimeout(2_000, () => end(undefined));
    socket.once("error", () => end(undefined));
    socket.once("close", () => end(undefined));
    socket.on("data", (chunk) => {
      chunks.push(chunk);
      const answer = Buffer.concat(chunks);
      if (answer.length >= 8 && answer.length >= 4 + answer.readInt32BE(0)) end(answer.subarray(8));
    });
  });
}

/** @param {number} value */
function int16(value) {
  const bytes = Buffer.alloc(2);
  bytes.writeInt16BE(value);
  return bytes;
}

/** @param {number} value */
function int32(value) {
  const bytes = Buffer.alloc(4);
  bytes.writeInt32BE(value);
  return bytes;
}
