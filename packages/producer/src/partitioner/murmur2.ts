/**
 * Kafka's key hash: MurmurHash2, 32 bits, byte for byte the `Utils.murmur2` of the Java client.
 * Every producer that is to put a key where Java puts it needs exactly this one.
 */

const SEED = 0x9747b28c | 0;
const M = 0x5bd1e995;
const R = 24;

/** Hash of `bytes[start, end)`, as an int32. */
export function murmur2(bytes: Uint8Array, start = 0, end = bytes.length): number {
  const length = end - start;
  const wholeWordsEnd = end - (length & 3);
  let h = SEED ^ length;
  for (let i = start; i < wholeWordsEnd; i += 4) {
    const word = bytes[i]! | (bytes[i + 1]! << 8) | (bytes[i + 2]! << 16) | (bytes[i + 3]! << 24);
    h = mixWord(h, word);
  }
  const tailLength = length & 3;
  if (tailLength !== 0) {
    let tail = bytes[wholeWordsEnd]!;
    if (tailLength > 1) tail |= bytes[wholeWordsEnd + 1]! << 8;
    if (tailLength > 2) tail |= bytes[wholeWordsEnd + 2]! << 16;
    h = Math.imul(h ^ tail, M);
  }
  return finish(h);
}

/**
 * `murmur2` of the UTF-8 bytes of a text, as an int32. ASCII, which nearly every key is, is hashed straight from the
 * string: nothing is encoded and nothing allocated.
 */
export function murmur2Text(text: string): number {
  const length = text.length;
  const wholeWordsEnd = length & ~3;
  let h = SEED ^ length;
  // All code units or-ed together: above 0x7f, and the text was not ASCII and the hash is worthless.
  let seen = 0;
  for (let i = 0; i < wholeWordsEnd; i += 4) {
    const a = text.charCodeAt(i);
    const b = text.charCodeAt(i + 1);
    const c = text.charCodeAt(i + 2);
    const d = text.charCodeAt(i + 3);
    seen |= a | b | c | d;
    h = mixWord(h, a | (b << 8) | (c << 16) | (d << 24));
  }
  const tailLength = length & 3;
  if (tailLength !== 0) {
    let tail = 0;
    for (let i = tailLength - 1; i >= 0; i--) {
      const unit = text.charCodeAt(wholeWordsEnd + i);
      seen |= unit;
      tail = (tail << 8) | unit;
    }
    h = Math.imul(h ^ tail, M);
  }
  return seen > 0x7f ? murmur2OfEncoded(text) : finish(h);
}

/** Drops the sign bit. Not the absolute value: Kafka masks, and -1 must become 2147483647. */
export function toPositive(hash: number): number {
  return hash & 0x7fffffff;
}

function mixWord(h: number, word: number): number {
  let k = Math.imul(word, M);
  k = Math.imul(k ^ (k >>> R), M);
  return Math.imul(h, M) ^ k;
}

function finish(h: number): number {
  h = Math.imul(h ^ (h >>> 13), M);
  return h ^ (h >>> 15);
}

const encoder = new TextEncoder();
let scratch = new Uint8Array(256);

function murmur2OfEncoded(text: string): number {
  // UTF-8 needs at most three bytes for a UTF-16 code unit. A long key gets a buffer of its own; it is not kept.
  const limit = text.length * 3;
  if (limit > 4096) return murmur2(encoder.encode(text));
  if (limit > scratch.length) scratch = new Uint8Array(4096);
  return murmur2(scratch, 0, encoder.encodeInto(text, scratch).written);
}
