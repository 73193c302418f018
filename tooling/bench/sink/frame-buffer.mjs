/** Collects the bytes of one connection and gives back whole frames (without their size prefix), as views that live until the next push. */
export class FrameBuffer {
  #bytes = Buffer.allocUnsafeSlow(4 << 20);
  #start = 0;
  #end = 0;

  push(chunk) {
    if (this.#end + chunk.length > this.#bytes.length) this.#makeRoom(chunk.length);
    chunk.copy(this.#bytes, this.#end);
    this.#end += chunk.length;
  }

  next() {
    const available = this.#end - this.#start;
    if (available < 4) return null;
    const size = this.#bytes.readInt32BE(this.#start);
    if (available < 4 + size) return null;
    const frame = this.#bytes.subarray(this.#start + 4, this.#start + 4 + size);
    this.#start += 4 + size;
    if (this.#start === this.#end) this.#start = this.#end = 0;
    return frame;
  }

  #makeRoom(bytes) {
    const pending = this.#bytes.subarray(this.#start, this.#end);
    const target =
      pending.length + bytes > this.#bytes.length ? Buffer.allocUnsafeSlow(2 * (pending.length + bytes)) : this.#bytes;
    pending.copy(target, 0);
    this.#bytes = target;
    this.#end = pending.length;
    this.#start = 0;
  }
}
