/** Reads and writes the protocol's primitives, in their old and their compact ("flexible") forms. */
export class Cursor {
  constructor(bytes) {
    this.bytes = bytes;
    this.at = 0;
  }
  int16() {
    this.at += 2;
    return this.bytes.readInt16BE(this.at - 2);
  }
  int32() {
    this.at += 4;
    return this.bytes.readInt32BE(this.at - 4);
  }
  skip(count) {
    this.at += count;
  }
  unsignedVarint() {
    let value = 0;
    for (let shift = 0; ; shift += 7) {
      const byte = this.bytes[this.at++];
      value |= (byte & 0x7f) << shift;
      if (byte < 0x80) return value >>> 0;
    }
  }
  /** The length of a string, byte string or array; -1 for null. */
  length(flexible, oldForm) {
    return flexible ? this.unsignedVarint() - 1 : oldForm === "int16" ? this.int16() : this.int32();
  }
  string(flexible) {
    const length = this.length(flexible, "int16");
    if (length < 0) return null;
    this.at += length;
    return this.bytes.latin1Slice(this.at - length, this.at);
  }
  uuid() {
    this.at += 16;
    return this.bytes.subarray(this.at - 16, this.at);
  }
  taggedFields(flexible) {
    if (!flexible) return;
    for (let count = this.unsignedVarint(); count > 0; count--) {
      this.unsignedVarint();
      this.skip(this.unsignedVarint());
    }
  }
}

export class Answer {
  #bytes = Buffer.allocUnsafe(16_384);
  #at = 4;

  int8(value) {
    this.#at = this.#bytes.writeInt8(value, this.#at);
  }
  int16(value) {
    this.#at = this.#bytes.writeInt16BE(value, this.#at);
  }
  int32(value) {
    this.#at = this.#bytes.writeInt32BE(value, this.#at);
  }
  int64(value) {
    this.int32(Math.floor(value / 2 ** 32));
    this.int32(value | 0);
  }
  unsignedVarint(value) {
    for (; value >= 0x80; value >>>= 7) this.int8((((value & 0x7f) | 0x80) << 24) >> 24);
    this.int8(value);
  }
  length(value, flexible, oldForm) {
    if (flexible) this.unsignedVarint(value + 1);
    else if (oldForm === "int16") this.int16(value);
    else this.int32(value);
  }
  string(value, flexible) {
    this.length(value === null ? -1 : value.length, flexible, "int16");
    if (value !== null) this.#at += this.#bytes.latin1Write(value, this.#at);
  }
  uuid(bytes) {
    this.#at += bytes.copy(this.#bytes, this.#at);
  }
  array(items, flexible, write) {
    this.length(items.length, flexible, "int32");
    for (const item of items) write(item);
  }
  taggedFields(flexible) {
    if (flexible) this.int8(0);
  }
  /** The whole frame, size prefix included. */
  frame() {
    this.#bytes.writeInt32BE(this.#at - 4, 0);
    return this.#bytes.subarray(0, this.#at);
  }
}
