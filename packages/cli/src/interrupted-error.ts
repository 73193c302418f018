/** Ctrl-C, where there is nothing to finish: ends the command with exit code 130 and no further word. */
export class InterruptedError extends Error {
  constructor() {
    super("interrupted");
    this.name = "InterruptedError";
  }
}
