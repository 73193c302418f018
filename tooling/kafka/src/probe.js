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
 * Partitions of which this broker is the leader, in deed: one that is named leader may still refuse for a moment.
 * @param {number} port
 * @param {string} topic
 * @param {number} partitions
 * @param {0 | 1} version of ListOffsets: 0 before 0.10.1, which is the last that 4.x does not know
 * @returns {Promise<Set<number>>}
 */
export async function servedPartitions(port, topic, partitions, version) {
  const name = Buffer.from(topic);
  const latest = Buffer.alloc(8, 0xff);
  const wanted = Array.from({ length: partitions }, (_, partition) =>
    Buffer.concat([int32(partition), latest, version === 0 ? int32(1) : Buffer.alloc(0)]),
  );
  const anyReplica = int32(-1);
  const body = Buffer.concat([anyReplica, int32(1), int16(name.length), name, int32(partitions), ...wanted]);
  const answer = await ask(port, request(listOffsetsKey, body, version));
  const served = new Set();
  if (!answer) return served;
  let at = 4 + 2 + name.length;
  const count = answer.readInt32BE(at);
  at += 4;
  for (let i = 0; i < count; i++) {
    if (answer.readInt16BE(at + 4) === 0) served.add(answer.readInt32BE(at));
    const offsetsBytes = version === 0 ? 4 + 8 * answer.readInt32BE(at + 6) : 16;
    at += 6 + offsetsBytes;
  }
  return served;
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
