/** What came back is not what was sent. */
export class DifferenceError extends Error {
  constructor(message: string) {
    super(message);
    this.name = "DifferenceError";
  }
}
