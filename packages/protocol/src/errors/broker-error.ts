import { errorInfo } from "./error-info.js";
import { KafkaError } from "./kafka-error.js";

/** An error code that a broker sent, as an error. Which codes are retriable is decided by the error table alone. */
export class BrokerError extends KafkaError {
  /** The number on the wire, see `ErrorCode`. */
  readonly errorCode: number;

  /**
   * @param what what was asked and of what, e.g. `Produce to orders-3`
   * @param options.serverMessage the broker's own words, where the response carries any; they replace the table's
   */
  constructor(
    errorCode: number,
    what: string,
    options: { readonly serverMessage?: string | null | undefined; readonly cause?: unknown } = {},
  ) {
    const { name, message, retriable } = errorInfo(errorCode);
    super(`${what}: ${name} (${errorCode}) ${options.serverMessage || message}`, {
      code: name,
      retriable,
      cause: options.cause,
    });
    this.name = "BrokerError";
    this.errorCode = errorCode;
  }
}
