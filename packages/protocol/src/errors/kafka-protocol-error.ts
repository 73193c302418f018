import { KafkaError } from "./kafka-error.js";

/**
 * Bytes that are not what the protocol says, or a value that the protocol cannot carry.
 * While it travels up through nested fields each level adds its name to `path`.
 */
export class KafkaProtocolError extends KafkaError {
  /** Where in the message, e.g. `topicData[0].name`; empty when the failure has no place inside a message. */
  path = "";
  readonly #detail: string;

  constructor(detail: string, options: { readonly code?: string; readonly cause?: unknown } = {}) {
    super(detail, { code: options.code ?? "PROTOCOL_ERROR", cause: options.cause });
    this.name = "KafkaProtocolError";
    this.#detail = detail;
  }

  /** Prefixes the path with the field or index that failed, and the message with what was being read or written. */
  locate(place: { readonly field: string } | { readonly index: number } | { readonly message: string }): this {
    const before = this.message;
    if ("message" in place) {
      this.message = `${place.message}, ${before}`;
    } else {
      const segment = "field" in place ? place.field : `[${place.index}]`;
      const joint = this.path === "" || this.path.startsWith("[") ? "" : ".";
      this.path = segment + joint + this.path;
      this.message = `${this.path}: ${this.#detail}`;
    }
    // V8 renders `stack` when the error is made; without this a log would show the message without its place.
    if (this.stack !== undefined) this.stack = this.stack.replace(before, () => this.message);
    return this;
  }
}

/** The same error with a place added; anything that is not ours (a `TypeError` from a wrong value) becomes the cause. */
export function locate(error: unknown, place: Parameters<KafkaProtocolError["locate"]>[0]): KafkaProtocolError {
  const located =
    error instanceof KafkaProtocolError
      ? error
      : new KafkaProtocolError(error instanceof Error ? error.message : String(error), { cause: error });
  return located.locate(place);
}
