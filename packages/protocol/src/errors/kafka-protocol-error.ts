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

  /** Prefixes the path with the field or index that failed, and at last the message with what was being read or written. */
  locate(place: { readonly field: string } | { readonly index: number } | { readonly message: string }): this {
    if ("message" in place) {
      this.message = `${place.message}, ${this.message}`;
      // V8 rendered the first line of `stack` when the error was made: without this, logs would show it without its place.
      if (this.stack !== undefined) this.stack = this.stack.replace(this.#detail, () => this.message);
      return this;
    }
    const segment = "field" in place ? place.field : `[${place.index}]`;
    this.path = this.path === "" || this.path.startsWith("[") ? segment + this.path : `${segment}.${this.path}`;
    this.message = `${this.path}: ${this.#detail}`;
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
