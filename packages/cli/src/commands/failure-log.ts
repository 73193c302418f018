import { errorLine, formatCount, type Output } from "../output/index.js";

/** Names the first failures as they happen; of the rest, in the end, only the number, since a million alike lines help nobody. */
export class FailureLog {
  readonly #stderr: Output;
  #count = 0;

  constructor(stderr: Output) {
    this.#stderr = stderr;
  }

  add(error: Error, lineNumber: number): void {
    this.#count++;
    if (this.#count > SHOWN) return;
    // Over the progress bar where there is one; it draws itself again.
    const start = this.#stderr.isTTY ? ERASED_LINE : "";
    this.#stderr.line(`${start}line ${formatCount(lineNumber)}: ${errorLine(error)}`);
    // A reader that went away is told to the next flush.
    this.#stderr.flush().catch(() => {});
  }

  async finish(): Promise<void> {
    if (this.#count > SHOWN) this.#stderr.line(`… and ${formatCount(this.#count - SHOWN)} more failures`);
    await this.#stderr.flush();
  }
}

const SHOWN = 10;

const ERASED_LINE = "\r\x1b[K";
