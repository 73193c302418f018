/** Cuts a stream of record bytes (a log segment, a fetched buffer) into its entries, whatever their size, in bounded memory. */

/**
 * Every generation of the log starts an entry alike:
 *
 *   offset  0  baseOffset  int64   (v0, v1: the offset of the message)
 *           8  length      int32   bytes after this field
 *          16  magic       int8
 */
export type SegmentItem =
  /** A whole entry: a record batch (v2) or one message (v0, v1). A view where it arrived in one piece. */
  | { readonly kind: "entry"; readonly position: number; readonly bytes: Uint8Array }
  /** The bytes end in the middle of an entry, as after a crash or in a fetch response cut at its size limit. */
  | { readonly kind: "partial"; readonly position: number; readonly presentBytes: number; readonly neededBytes: number }
  /** Zeros to the end: a preallocated segment (`log.preallocate`, Windows). */
  | { readonly kind: "padding"; readonly position: number; readonly sizeInBytes: number }
  /** A length that no entry can have. Nothing after it can be found. */
  | { readonly kind: "corrupt"; readonly position: number; readonly problem: string };

export interface ReadEntriesOptions {
  /** An entry that claims to be larger is corrupt: it bounds the memory. Default 1 GiB, far above any sane `max.message.bytes`. */
  readonly maxEntryBytes?: number;
}

/** Yields the items of each chunk together. A `partial`, `padding` or `corrupt` item is the last one. */
export async function* readEntries(
  source: AsyncIterable<Uint8Array>,
  { maxEntryBytes = 1024 ** 3 }: ReadEntriesOptions = {},
): AsyncGenerator<readonly SegmentItem[], void, undefined> {
  const unread = new UnreadBytes();
  let position = 0;
  let zeros: Zeros | undefined;

  for await (const chunk of source) {
    unread.push(chunk);
    const items: SegmentItem[] = [];
    for (let header = unread.peek(ENTRY_HEADER_BYTES); header && !zeros; header = unread.peek(ENTRY_HEADER_BYTES)) {
      if (isZero(header)) {
        zeros = new Zeros(position);
        break;
      }
      const length = int32At(header, LENGTH_OFFSET);
      const problem = lengthProblem(length, maxEntryBytes);
      if (problem !== undefined) {
        yield [...items, { kind: "corrupt", position, problem }];
        return;
      }
      const bytes = unread.take(ENTRY_HEADER_BYTES + length);
      if (bytes === undefined) break;
      items.push({ kind: "entry", position, bytes });
      position += bytes.length;
    }
    if (zeros) {
      const other = zeros.read(unread.take(unread.length)!);
      if (other) items.push(other);
      if (items.length > 0) yield items;
      if (other) return;
    } else if (items.length > 0) yield items;
  }
  if (zeros) yield [zeros.padding()];
  else if (unread.length > 0) yield [partial(unread, position)];
}

const LENGTH_OFFSET = 8;
const ENTRY_HEADER_BYTES = 12;
// crc 4, magic 1, attributes 1, key length 4, value length 4: the empty message v0.
const MIN_LENGTH = 14;

function lengthProblem(length: number, maxEntryBytes: number): string | undefined {
  if (length < MIN_LENGTH) return `an entry of length ${length}; the smallest possible is ${MIN_LENGTH}`;
  const size = ENTRY_HEADER_BYTES + length;
  if (size > maxEntryBytes) return `an entry of ${size} bytes; the limit is ${maxEntryBytes}`;
  return undefined;
}

function partial(unread: UnreadBytes, position: number): SegmentItem {
  const header = unread.peek(ENTRY_HEADER_BYTES);
  const neededBytes = ENTRY_HEADER_BYTES + (header ? int32At(header, LENGTH_OFFSET) : 0);
  return { kind: "partial", position, presentBytes: unread.length, neededBytes };
}

/** Where an entry should begin there are zeros: padding, if nothing else follows to the end. */
class Zeros {
  readonly #position: number;
  #sizeInBytes = 0;

  constructor(position: number) {
    this.#position = position;
  }

  /** What is wrong, if these bytes are not all zeros. */
  read(bytes: Uint8Array): SegmentItem | undefined {
    const at = bytes.findIndex((byte) => byte !== 0);
    if (at >= 0) {
      const other = this.#position + this.#sizeInBytes + at;
      const problem = `zeros where an entry should begin, and other bytes again at ${other}`;
      return { kind: "corrupt", position: this.#position, problem };
    }
    this.#sizeInBytes += bytes.length;
    return undefined;
  }

  padding(): SegmentItem {
    return { kind: "padding", position: this.#position, sizeInBytes: this.#sizeInBytes };
  }
}

/** Chunks not yet cut into entries. Joins chunks only when an entry spans them, and then once. */
class UnreadBytes {
  #chunks: Uint8Array[] = [];
  #length = 0;

  get length(): number {
    return this.#length;
  }

  push(chunk: Uint8Array): void {
    if (chunk.length === 0) return;
    this.#chunks.push(chunk);
    this.#length += chunk.length;
  }

  /** The first `size` bytes without taking them, undefined when they are not all here. */
  peek(size: number): Uint8Array | undefined {
    if (this.#length < size) return undefined;
    const [first] = this.#chunks;
    if (size > 0 && first!.length < size) {
      this.#chunks = [Buffer.concat(this.#chunks)];
    }
    return (this.#chunks[0] ?? new Uint8Array(0)).subarray(0, size);
  }

  take(size: number): Uint8Array | undefined {
    const bytes = this.peek(size);
    if (bytes === undefined || size === 0) return bytes;
    const rest = this.#chunks[0]!.subarray(size);
    if (rest.length > 0) this.#chunks[0] = rest;
    else this.#chunks.shift();
    this.#length -= size;
    return bytes;
  }
}

const int32At = (bytes: Uint8Array, at: number) =>
  (bytes[at]! << 24) | (bytes[at + 1]! << 16) | (bytes[at + 2]! << 8) | bytes[at + 3]!;

const isZero = (bytes: Uint8Array) => bytes.every((byte) => byte === 0);
