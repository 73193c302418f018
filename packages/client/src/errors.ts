/** The errors that this package adds to `KafkaError` and `BrokerError`. Whether a caller may try again stands in `retriable`. */
import { KafkaError } from "@k/protocol";

/** A wrong option; thrown by constructors, before any IO. */
export class KafkaConfigurationError extends KafkaError {
  constructor(message: string, options: ErrorOptions = {}) {
    super(message, { code: "INVALID_CONFIGURATION", retriable: false, ...options });
    this.name = "KafkaConfigurationError";
  }
}

/** A budget that ran out. Trying again may help. */
export class KafkaTimeoutError extends KafkaError {
  constructor(message: string, options: ErrorOptions & { readonly code?: string } = {}) {
    super(message, { code: "TIMEOUT", retriable: true, ...options });
    this.name = "KafkaTimeoutError";
  }
}

/** A request that was not answered in time. Whether the broker has acted on it is unknown if it was sent. */
export class RequestTimeoutError extends KafkaTimeoutError {
  constructor(message: string, options: ErrorOptions = {}) {
    super(message, { code: "REQUEST_TIMEOUT", ...options });
    this.name = "RequestTimeoutError";
  }
}

/** A topic whose metadata did not come in time. `cause` is the last thing that went wrong on the way. */
export class MetadataTimeoutError extends KafkaTimeoutError {
  constructor(message: string, options: ErrorOptions = {}) {
    super(message, { code: "METADATA_TIMEOUT", ...options });
    this.name = "MetadataTimeoutError";
  }
}

/** A connection that could not be made, or that ended. The code is `CONNECTION_CLOSED` where the other side ended it. */
export class KafkaConnectionError extends KafkaError {
  constructor(message: string, options: ErrorOptions & { readonly code?: "CONNECTION_CLOSED" } = {}) {
    super(message, { code: "CONNECTION_FAILED", retriable: true, ...options });
    this.name = "KafkaConnectionError";
  }
}

/** Not one broker could be asked. `cause` is an AggregateError with what each of them said. */
export class NoBrokersAvailableError extends KafkaError {
  constructor(message: string, options: ErrorOptions = {}) {
    super(message, { code: "NO_BROKERS_AVAILABLE", retriable: true, ...options });
    this.name = "NoBrokersAvailableError";
  }
}

/** The broker has no version of an API that the caller could use. */
export class UnsupportedVersionError extends KafkaError {
  constructor(message: string, options: ErrorOptions = {}) {
    super(message, { code: "UNSUPPORTED_VERSION", retriable: false, ...options });
    this.name = "UnsupportedVersionError";
  }
}

/** Who we are, or who the broker is, could not be proved: SASL or TLS. Never retried by itself. */
export class AuthenticationError extends KafkaError {
  constructor(message: string, options: ErrorOptions & { readonly code?: string } = {}) {
    super(message, { code: "AUTHENTICATION_FAILED", retriable: false, ...options });
    this.name = "AuthenticationError";
  }
}

/** Something was used after its end, or in a state that does not allow it. */
export class IllegalStateError extends KafkaError {
  constructor(message: string, options: ErrorOptions = {}) {
    super(message, { code: "ILLEGAL_STATE", retriable: false, ...options });
    this.name = "IllegalStateError";
  }
}

/** Whether trying again with the same settings can only fail again, and on every broker: credentials, keys, options. */
export function isFinal(error: unknown): boolean {
  return error instanceof AuthenticationError || error instanceof KafkaConfigurationError;
}
