import { utf8Write } from "./utf8.js";
import { uuidToBytes } from "./uuid.js";
import { sizeOfUnsignedVarint, writeUnsignedVarint, writeVarint, writeVarlong } from "./varint.js";

/**
 * A growing list of bytes, big-endian, as a vector of chunks: what is small is written into buffers of its own, what is
 * large (record sets) is referenced and never copied, ready for `writev`.
 *
 * Integers are truncated to their width, as by a DataView: range checks belong to whoever knows the field's name.
 */
export class Writer {
  readonly #chunks: Uint8Array[] = [];
  /** Bytes in `#chunks`. */
  #sealed = 0;
  #buffer: Uint8Array;
  /** The open chunk is `#buffer[#start, #position)`. */
  #start = 0;
  #position = 0;

  constructor(expectedBytes = 256) {
    // Not zeroed, and small ones share a page of Node's buffer pool: a fresh ArrayBuffer would cost more than a message.
    this.#buffer = Buffer.allocUnsafe(expectedBytes);
  }

  /** Bytes written so far. */
  get length(): number {
    return this.#sealed + this.#position - this.#start;
  }

  int8(value: number): void {
    const at = this.#advance(1);
    this.#buffer[at] = value;
  }

  int16(value: number): void {
    const at = this.#advance(2);
    const buffer = this.#buffer;
    buffer[at] = value >> 8;
    buffer[at + 1] = value;
  }

  int32(value: number): void {
    const at = this.#advance(4);
    const buffer = this.#buffer;
    buffer[at] = value >> 24;
    buffer[at + 1] = value >> 16;
    buffer[at + 2] = value >> 8;
    buffer[at + 3] = value;
  }

  int64(value: bigint): void {
    scratch.setBigInt64(0, value);
    this.#copyScratch();
  }

  float64(value: number): void {
    scratch.setFloat64(0, value);
    this.#copyScratch();
  }

  unsignedVarint(value: number): void {
    if (value < 0x80 && value >= 0) {
      const at = this.#advance(1);
      this.#buffer[at] = value;
      return;
    }
    const at = this.#advance(sizeOfUnsignedVarint(value));
    writeUnsignedVarint(this.#buffer, at, value);
  }

  varint(value: number): void {
    this.#reserve(5);
    this.#position = writeVarint(this.#buffer, this.#position, value);
  }

  /** A number must be a safe integer. */
  varlong(value: number | bigint): void {
    this.#reserve(10);
    this.#position = writeVarlong(this.#buffer, this.#position, value);
  }

  /** Kafka's text form of a uuid, as 16 bytes. */
  uuid(value: string): void {
    this.bytes(uuidToBytes(value));
  }

  /** The text alone, without a length. `byteLength` is `utf8Length(text)`, which the caller has needed before. */
  utf8(text: string, byteLength: number): void {
    const at = this.#advance(byteLength);
    utf8Write(this.#buffer, at, text);
  }

  /** Copies the bytes. */
  bytes(bytes: Uint8Array): void {
    const at = this.#advance(bytes.length);
    this.#buffer.set(bytes, at);
  }

  /** Adds somebody else's bytes as a chunk of their own, without copying: they must not change until sent. */
  reference(bytes: Uint8Array): void {
    if (bytes.length === 0) return;
    this.#seal();
    this.#chunks.push(bytes);
    this.#sealed += bytes.length;
  }

  /** Takes over all chunks of another writer, which must not be used any more. */
  append(other: Writer): void {
    if (other.#chunks.length === 0) {
      this.bytes(other.#buffer.subarray(other.#start, other.#position));
    } else {
      for (const chunk of other.chunks()) this.reference(chunk);
    }
  }

  /** Everything written, in order, as views. Writing may go on; views that were handed out do not change. */
  chunks(): Uint8Array[] {
    this.#seal();
    return this.#chunks.slice();
  }

  /** Everything written as one buffer of exactly that size: a view if it is in one piece, a copy otherwise. */
  finish(): Uint8Array {
    this.#seal();
    if (this.#chunks.length === 1) return this.#chunks[0]!;
    const whole = new Uint8Array(this.#sealed);
    let at = 0;
    for (const chunk of this.#chunks) {
      whole.set(chunk, at);
      at += chunk.length;
    }
    return whole;
  }

  #seal(): void {
    if (this.#position === this.#start) return;
    this.#chunks.push(this.#buffer.subarray(this.#start, this.#position));
    this.#sealed += this.#position - this.#start;
    this.#start = this.#position;
  }

  #copyScratch(): void {
    const at = this.#advance(8);
    const buffer = this.#buffer;
    for (let i = 0; i < 8; i++) buffer[at + i] = scratchBytes[i]!;
  }

  /** Makes room for `length` bytes, counts them as written and returns where they go. */
  #advance(length: number): number {
    const at = this.#position;
    if (at + length > this.#buffer.length) return this.#grow(length);
    this.#position = at + length;
    return at;
  }

  #reserve(length: number): void {
    if (this.#position + length > this.#buffer.length) this.#position = this.#grow(length);
  }

  /** Only the open chunk moves; sealed ones stay where they are, because others may hold views of them. */
  #grow(length: number): number {
    const open = this.#position - this.#start;
    const buffer = Buffer.allocUnsafe(Math.max(this.#buffer.length * 2, open + length));
    buffer.set(this.#buffer.subarray(this.#start, this.#position));
    this.#buffer = buffer;
    this.#start = 0;
    this.#position = open + length;
    return open;
  }
}

// DataView and BigInt meet here only, so that no writer has to make a DataView of its own.
const scratchBytes = new Uint8Array(8);
const scratch = new DataView(scratchBytes.buffer);
