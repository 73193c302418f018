/** The way out of a connection: writes frames, waits for a client that is slow to take them, plays wire faults. */
import type { Duplex } from "node:stream";
import { type Clock, sleep } from "../clock.js";
import type { WireStep } from "../faults/index.js";

type Shape = (frame: Uint8Array) => readonly WireStep[];

export class FrameWriter {
  readonly #stream: Duplex;
  readonly #clock: Clock;

  constructor(stream: Duplex, clock: Clock) {
    this.#stream = stream;
    this.#clock = clock;
  }

  /** Undefined, or a promise while the client is slow to take what it asked for. */
  write(chunks: readonly Uint8Array[]): Promise<void> | undefined {
    const stream = this.#stream;
    let hasRoom = true;
    if (chunks.length === 1) hasRoom = stream.write(chunks[0]);
    else {
      // Corked chunks leave in one system call.
      stream.cork();
      for (const chunk of chunks) hasRoom = stream.write(chunk);
      stream.uncork();
    }
    return hasRoom || stream.destroyed ? undefined : this.#drained();
  }

  /** Writes what the shapes make of a frame, each of the bytes that the one before it left. */
  async writeShaped(chunks: readonly Uint8Array[], shapes: readonly Shape[]): Promise<void> {
    let steps: readonly WireStep[] = [Buffer.concat(chunks)];
    for (const shape of shapes) steps = steps.flatMap((step) => (step instanceof Uint8Array ? shape(step) : [step]));
    for (const step of steps) {
      if (this.#stream.destroyed) return;
      if (step === "close") this.end();
      else if (step instanceof Uint8Array) await this.write([step]);
      // Even a pause of 0 ends the current turn, so that the client sees the pieces one by one.
      else await sleep(this.#clock, step.pauseMs);
    }
  }

  /** Hangs up after what was written has left. */
  end(): void {
    this.#stream.end(() => this.#stream.destroy());
  }

  #drained(): Promise<void> {
    const stream = this.#stream;
    return new Promise((resolve) => {
      const done = (): void => {
        stream.off("drain", done);
        stream.off("close", done);
        resolve();
      };
      stream.on("drain", done);
      stream.on("close", done);
    });
  }
}
