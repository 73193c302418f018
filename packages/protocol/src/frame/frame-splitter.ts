import { MalformedError } from "../wire/index.js";

/** Splits a byte stream into frames: four bytes of size, then as many bytes. Knows nothing of what is in them. */
export class FrameSplitter {
  readonly #maxFrameBytes: number;
  /** Bytes of the size prefix that arrived so far, when a chunk ended inside it. */
  readonly #prefix = new Uint8Array(4);
  #prefixBytes = 0;
  /** The frame being filled, if its size is known and not all of it has arrived. */
  #frame: Uint8Array | null = null;
  #frameSize = 0;
  #filled = 0;

  /** @param options `maxFrameBytes`: a peer that announces more is broken (or speaks another protocol): an error, before anything is allocated */
  constructor({ maxFrameBytes }: { readonly maxFrameBytes: number }) {
    this.#maxFrameBytes = maxFrameBytes;
  }

  /** Bytes of a frame that is not complete yet, size prefix included. */
  get pendingBytes(): number {
    return this.#prefixBytes + this.#filled;
  }

  /**
   * The frames that this chunk completes, without their size. A frame that arrived whole is a view of the chunk;
   * one that arrived in pieces was copied together, once if it has up to half a mebibyte.
   */
  push(chunk: Uint8Array): Uint8Array[] {
    const frames: Uint8Array[] = [];
    let at = 0;
    while (at < chunk.length) {
      if (this.#prefixBytes < 4) {
        this.#prefix[this.#prefixBytes++] = chunk[at++]!;
        if (this.#prefixBytes < 4) continue;
        this.#frameSize = this.#checkedSize();
        if (this.#frameSize > 0) continue;
      }
      const missing = this.#frameSize - this.#filled;
      const end = Math.min(at + missing, chunk.length);
      const part = chunk.subarray(at, end);
      at = end;
      if (part.length === this.#frameSize) {
        frames.push(part);
        this.#prefixBytes = 0;
      } else {
        this.#collect(part);
        if (this.#filled === this.#frameSize) frames.push(this.#release());
      }
    }
    return frames;
  }

  #checkedSize(): number {
    const [a, b, c, d] = this.#prefix as unknown as [number, number, number, number];
    const size = (a << 24) | (b << 16) | (c << 8) | d;
    if (size < 0) throw new MalformedError(`a frame of ${size} bytes is announced`);
    if (size > this.#maxFrameBytes) {
      throw new MalformedError(`a frame of ${size} bytes is announced, more than the limit of ${this.#maxFrameBytes}`);
    }
    return size;
  }

  #collect(part: Uint8Array): void {
    const needed = this.#filled + part.length;
    if (this.#frame === null || this.#frame.length < needed) {
      // Not a large announced size at once: a peer has to send bytes to make us hold bytes, a quarter of them.
      const grown = allocate(Math.min(this.#frameSize, Math.max(needed * 4, FIRST_BUFFER_BYTES)));
      if (this.#frame !== null) grown.set(this.#frame.subarray(0, this.#filled));
      this.#frame = grown;
    }
    this.#frame.set(part, this.#filled);
    this.#filled = needed;
  }

  #release(): Uint8Array {
    const frame = this.#frame!;
    this.#frame = null;
    this.#prefixBytes = 0;
    this.#filled = 0;
    return frame;
  }
}

/** Most frames fit into this, so they are allocated once; a peer gets it for the four bytes of a size. */
const FIRST_BUFFER_BYTES = 1 << 19;

/** Not filled with zeros, since a frame is given away only when it is full, and not of Node's pool, which it would keep alive. */
const allocate = (size: number): Uint8Array => Buffer.allocUnsafeSlow(size);
