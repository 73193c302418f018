/** Lines to a stream, gathered into large writes, at the pace of whoever reads them. */

import type { TerminalStream } from "../terminal.js";

export class Output {
  readonly isTTY: boolean;
  readonly #stream: TerminalStream;
  #pending: Uint8Array[] = [];
  #pendingBytes = 0;
  #failure: Error | undefined;

  constructor(stream: TerminalStream) {
    this.isTTY = stream.isTTY === true;
    this.#stream = stream;
    // `ktool … | head` closes the pipe early: that ends the command at its next flush, not the process by an unhandled event.
    stream.on("error", (error) => {
      this.#failure = error;
    });
  }

  line(text: string): void {
    this.#add(Buffer.from(`${text}\n`));
  }

  /** A line of bytes as they are, UTF-8 or not. Copied: they may be views. */
  bytesLine(...parts: readonly Uint8Array[]): void {
    this.#add(Buffer.concat([...parts, LINE_END]));
  }

  /** Enough lines have gathered: `await flush()` before producing more. */
  get isFull(): boolean {
    return this.#pendingBytes >= 64 * 1024;
  }

  /** Resolves when the stream has taken everything; rejects when its reader is gone. */
  async flush(): Promise<void> {
    if (this.#failure) throw this.#failure;
    if (this.#pendingBytes === 0) return;
    const bytes = Buffer.concat(this.#pending);
    this.#pending = [];
    this.#pendingBytes = 0;
    await new Promise<void>((resolve, reject) => {
      this.#stream.write(bytes, (error) => (error ? reject(error) : resolve()));
    });
  }

  #add(bytes: Uint8Array): void {
    this.#pending.push(bytes);
    this.#pendingBytes += bytes.length;
  }
}

const LINE_END = Buffer.from("\n");

/** The reader of our output went away: nobody is left to tell. */
export const isBrokenPipe = (error: unknown): boolean => (error as NodeJS.ErrnoException | undefined)?.code === "EPIPE";
