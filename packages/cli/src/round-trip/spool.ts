/** What was acknowledged for one partition, on disk: as much as was sent, while memory holds two blocks. */

import { closeSync, openSync, readSync, rmSync, writeSync } from "node:fs";

/** Text stands for its UTF-8, as in what is sent. */
export type Payload = Uint8Array | string | null;

/** A record as it should be found again. */
export interface Expected {
  readonly offset: bigint;
  readonly key: Uint8Array | null;
  readonly value: Uint8Array | null;
}

/**
 * Entries in the order of their offsets:
 *
 *   offset       int64
 *   keyLength    int32  -1 null
 *   valueLength  int32  -1 null
 *   key, value
 *
 * Writes and reads are synchronous: blocks of 256 KiB to and from the page cache, cheaper than a promise a record.
 */
export class Spool {
  readonly #file: string;
  readonly #descriptor: number;
  #block = Buffer.allocUnsafe(BLOCK_BYTES);
  #filled = 0;
  #count = 0;
  #lastOffset = -1n;
  #firstOffset = -1n;

  /** Creates the file, which must not exist yet, readable for nobody else. */
  constructor(file: string) {
    this.#file = file;
    this.#descriptor = openSync(file, "wx+", 0o600);
    // Where an open file may be deleted (not on Windows) not even kill -9 leaves someone's records behind.
    this.#remove();
  }

  get count(): number {
    return this.#count;
  }

  /** -1n while empty. */
  get firstOffset(): bigint {
    return this.#firstOffset;
  }

  /** -1n while empty. */
  get lastOffset(): bigint {
    return this.#lastOffset;
  }

  /** The offset must be above the last one. */
  append(offset: bigint, key: Payload, value: Payload): void {
    if (this.#count === 0) this.#firstOffset = offset;
    this.#count++;
    this.#lastOffset = offset;
    const keyLength = lengthOf(key);
    const valueLength = lengthOf(value);
    const size = HEADER_BYTES + Math.max(keyLength, 0) + Math.max(valueLength, 0);
    if (this.#filled + size > this.#block.length) {
      this.#writeOut();
      // A single record larger than a block gets one of its own size.
      if (size > this.#block.length) this.#block = Buffer.allocUnsafe(size);
    }
    let at = this.#block.writeBigInt64BE(offset, this.#filled);
    at = this.#block.writeInt32BE(keyLength, at);
    at = this.#block.writeInt32BE(valueLength, at);
    this.#write(key, at);
    this.#write(value, at + Math.max(keyLength, 0));
    this.#filled += size;
  }

  /** Reads everything again, oldest first. Views: each lives until the next one is asked for. */
  *read(): Generator<Expected, void, undefined> {
    this.#writeOut();
    const reader = new BlockReader(this.#descriptor);
    for (let left = this.#count; left > 0; left--) {
      const header = reader.take(HEADER_BYTES);
      const offset = header.readBigInt64BE(0);
      const keyLength = header.readInt32BE(8);
      const valueLength = header.readInt32BE(12);
      const body = reader.take(Math.max(keyLength, 0) + Math.max(valueLength, 0));
      yield {
        offset,
        key: keyLength < 0 ? null : body.subarray(0, keyLength),
        value: valueLength < 0 ? null : body.subarray(Math.max(keyLength, 0)),
      };
    }
  }

  /** The file is gone from here on. */
  close(): void {
    closeSync(this.#descriptor);
    this.#remove();
  }

  #remove(): void {
    try {
      rmSync(this.#file, { force: true });
    } catch {
      // Windows, while it is open.
    }
  }

  #write(payload: Payload, at: number): void {
    if (typeof payload === "string") this.#block.write(payload, at);
    else if (payload !== null) this.#block.set(payload, at);
  }

  #writeOut(): void {
    for (let at = 0; at < this.#filled; ) at += writeSync(this.#descriptor, this.#block, at, this.#filled - at);
    this.#filled = 0;
  }
}

function lengthOf(payload: Payload): number {
  if (payload === null) return -1;
  return typeof payload === "string" ? Buffer.byteLength(payload) : payload.length;
}

const BLOCK_BYTES = 256 * 1024;
const HEADER_BYTES = 16;

/** Reads a file front to back in blocks. */
class BlockReader {
  readonly #descriptor: number;
  #block = Buffer.alloc(0);
  #at = 0;
  #filePosition = 0;

  constructor(descriptor: number) {
    this.#descriptor = descriptor;
  }

  take(size: number): Buffer {
    if (this.#block.length - this.#at < size) this.#refill(size);
    const bytes = this.#block.subarray(this.#at, this.#at + size);
    this.#at += size;
    return bytes;
  }

  #refill(size: number): void {
    const rest = this.#block.subarray(this.#at);
    const block = Buffer.allocUnsafe(Math.max(BLOCK_BYTES, size));
    rest.copy(block);
    let length = rest.length;
    while (length < size) {
      const read = readSync(this.#descriptor, block, length, block.length - length, this.#filePosition);
      if (read === 0) throw new Error("the spool file is shorter than what was written to it");
      this.#filePosition += read;
      length += read;
    }
    this.#block = block.subarray(0, length);
    this.#at = 0;
  }
}
