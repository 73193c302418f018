import { KafkaProtocolError } from "../errors/index.js";

/** The bytes end before the value does. In a stream: not enough has arrived; in a frame: the frame is broken. */
export class TruncatedError extends KafkaProtocolError {
  constructor(detail: string, options: { readonly cause?: unknown } = {}) {
    super(detail, { code: "TRUNCATED", cause: options.cause });
    this.name = "TruncatedError";
  }
}

/** The bytes are all there, and no correct peer would have written them. */
export class MalformedError extends KafkaProtocolError {
  constructor(detail: string, options: { readonly cause?: unknown } = {}) {
    super(detail, { code: "MALFORMED", cause: options.cause });
    this.name = "MalformedError";
  }
}
