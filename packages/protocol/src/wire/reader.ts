import { MalformedError, TruncatedError } from "./errors.js";
import { utf8Read } from "./utf8.js";
import { uuidFromBytes } from "./uuid.js";

export interface ReaderOptions {
  /** Keep tagged fields that the schema does not know, so that a message can be passed on unchanged. Default false. */
  readonly keepUnknownTags?: boolean;
}

/**
 * A cursor over bytes of a peer. Big-endian; every read goes through one bounds check, and nothing is allocated
 * on the word of a length field alone. Throws `TruncatedError` and `MalformedError`, and nothing else.
 */
export class Reader {
  readonly bytes: Uint8Array;
  readonly keepUnknownTags: boolean;
  #position = 0;

  constructor(bytes: Uint8Array, options: ReaderOptions = {}) {
    this.bytes = bytes;
    this.keepUnknownTags = options.keepUnknownTags ?? false;
  }

  /** Bytes already read. */
  get position(): number {
    return this.#position;
  }

  get remaining(): number {
    return this.bytes.length - this.#position;
  }

  int8(): number {
    return (this.bytes[this.#take(1)]! << 24) >> 24;
  }

  uint8(): number {
    return this.bytes[this.#take(1)]!;
  }

  int16(): number {
    const at = this.#take(2);
    return (((this.bytes[at]! << 8) | this.bytes[at + 1]!) << 16) >> 16;
  }

  uint16(): number {
    const at = this.#take(2);
    return (this.bytes[at]! << 8) | this.bytes[at + 1]!;
  }

  int32(): number {
    return int32At(this.bytes, this.#take(4));
  }

  uint32(): number {
    return int32At(this.bytes, this.#take(4)) >>> 0;
  }

  int64(): bigint {
    const at = this.#take(8);
    scratch.setInt32(0, int32At(this.bytes, at));
    scratch.setInt32(4, int32At(this.bytes, at + 4));
    return scratch.getBigInt64(0);
  }

  float64(): number {
    const at = this.#take(8);
    scratch.setInt32(0, int32At(this.bytes, at));
    scratch.setInt32(4, int32At(this.bytes, at + 4));
    return scratch.getFloat64(0);
  }

  /** 32 bits in 1 to 5 bytes. */
  unsignedVarint(): number {
    let value = 0;
    for (let shift = 0; shift < 28; shift += 7) {
      const byte = this.uint8();
      value |= (byte & 0x7f) << shift;
      if (byte < 0x80) return value;
    }
    const last = this.uint8();
    // Only four bits of the fifth byte have a place in 32.
    if (last > 0x0f) throw new MalformedError(`a varint at byte ${this.#position - 5} has more than 32 bits`);
    return (value | (last << 28)) >>> 0;
  }

  varint(): number {
    const value = this.unsignedVarint();
    return (value >>> 1) ^ -(value & 1);
  }

  /** 64 bits in 1 to 10 bytes. */
  varlong(): bigint {
    let value = 0n;
    for (let shift = 0n; shift < 63n; shift += 7n) {
      const byte = this.uint8();
      value |= BigInt(byte & 0x7f) << shift;
      if (byte < 0x80) return unzigzag64(value);
    }
    const last = this.uint8();
    if (last > 0x01) throw new MalformedError(`a varlong at byte ${this.#position - 10} has more than 64 bits`);
    return unzigzag64(value | (BigInt(last) << 63n));
  }

  uuid(): string {
    const at = this.#take(16);
    return uuidFromBytes(this.bytes.subarray(at, at + 16));
  }

  /** Exactly `length` bytes as UTF-8. */
  utf8(length: number): string {
    const at = this.#take(length);
    return utf8Read(this.bytes, at, at + length);
  }

  /** A view: copy it if it must outlive the bytes under this reader. */
  view(length: number): Uint8Array {
    const at = this.#take(length);
    return this.bytes.subarray(at, at + length);
  }

  /** A reader over the next `length` bytes, which this one skips. */
  slice(length: number): Reader {
    return new Reader(this.view(length), this);
  }

  skip(length: number): void {
    this.#take(length);
  }

  /** Throws unless everything was read: what is left over means that the two sides disagree about the layout. */
  expectEnd(): void {
    if (this.remaining > 0) throw new MalformedError(`${this.remaining} bytes are left over after the last field`);
  }

  /** The one bounds check. Returns where the `length` bytes begin. */
  #take(length: number): number {
    const at = this.#position;
    const end = at + length;
    if (length < 0 || end > this.bytes.length) this.#fail(length);
    this.#position = end;
    return at;
  }

  #fail(length: number): never {
    if (length < 0) throw new MalformedError(`a length at byte ${this.#position} is negative (${length})`);
    throw new TruncatedError(`need ${length} bytes at byte ${this.#position}, ${this.remaining} are left`);
  }
}

// DataView and BigInt meet here only, so that no reader has to make a DataView of its own.
const scratch = new DataView(new ArrayBuffer(8));

function int32At(bytes: Uint8Array, at: number): number {
  return (bytes[at]! << 24) | (bytes[at + 1]! << 16) | (bytes[at + 2]! << 8) | bytes[at + 3]!;
}

function unzigzag64(value: bigint): bigint {
  return (value >> 1n) ^ -(value & 1n);
}
