/** What came in is not what the command can work with; the message names the line or the byte. */
export class InputError extends Error {
  constructor(message: string, options: { cause?: unknown } = {}) {
    super(message, options);
    this.name = "InputError";
  }
}
