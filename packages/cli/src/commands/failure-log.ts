import { errorLine, formatCount, type Output } from "../output/index.js";

/** Names the first failures; of the rest only the number, since a million alike lines help nobody. */
export class FailureLog {
  readonly #stderr: Output;
  #count = 0;

  constructor(stderr: Output) {
    this.#stderr = stderr;
  }

  add(error: Error, lineNumber: number): void {
    this.#count++;
    if (this.#count <= SHOWN) this.#stderr.line(`line ${formatCount(lineNumber)}: ${errorLine(error)}`);
  }

  async finish(): Promise<void> {
    if (this.#count > SHOWN) this.#stderr.line(`… and ${formatCount(this.#count - SHOWN)} more failures`);
    await this.#stderr.flush();
  }
}

const SHOWN = 10;
