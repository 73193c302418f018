import type { RecordHeader } from "@k/records";
import { SerializationError } from "../errors.js";
import type { SerializedData, Serializer } from "./serializer.js";

/** A `keySerializer` or `valueSerializer` option made ready for the send path: null handled, results and errors checked. */
export interface RecordSerializer {
  /** True without a serializer: then text, bytes and null are what they are, and a caller may skip the call. */
  readonly passesThrough: boolean;
  /** Throws SerializationError, or returns a promise that rejects with one. A promise only if the serializer gave one. */
  serialize(topic: string, value: unknown, headers: readonly RecordHeader[]): SerializedData | Promise<SerializedData>;
  close(): void | Promise<void>;
}

/** `part` names the option in errors. */
export function recordSerializer<T>(option: Serializer<T> | null | undefined, part: "key" | "value"): RecordSerializer {
  if (option == null) return passThrough(part);
  const call =
    typeof option === "function" ? (_topic: string, value: T) => option(value) : option.serialize.bind(option);

  const failed = (topic: string, cause: unknown): SerializationError => {
    const reason = cause instanceof Error ? cause.message : String(cause);
    return new SerializationError(`${topic}: the ${part}Serializer failed: ${reason}`, { cause });
  };
  const checked = (topic: string, result: unknown): SerializedData => {
    if (isSerialized(result)) return result;
    throw new SerializationError(`${topic}: the ${part}Serializer gave ${describe(result)}, not text, bytes or null`);
  };

  return {
    passesThrough: false,
    serialize(topic, value, headers) {
      if (value == null) return null;
      let result: SerializedData | Promise<SerializedData>;
      try {
        // The types of keys and values were checked where `send` was called; from here on they are opaque.
        result = call(topic, value as T, headers);
      } catch (cause) {
        throw failed(topic, cause);
      }
      if (!isPromiseLike(result)) return checked(topic, result);
      return Promise.resolve(result).then(
        (settled) => checked(topic, settled),
        (cause) => {
          throw failed(topic, cause);
        },
      );
    },
    close: () => (typeof option === "function" ? undefined : option.close?.()),
  };
}

function passThrough(part: "key" | "value"): RecordSerializer {
  return {
    passesThrough: true,
    serialize(topic, value) {
      if (value === undefined) return null;
      if (isSerialized(value)) return value;
      throw new SerializationError(
        `${topic}: the ${part} is ${describe(value)}; without a ${part}Serializer it must be text, bytes or null`,
      );
    },
    close: () => undefined,
  };
}

function isSerialized(value: unknown): value is SerializedData {
  return typeof value === "string" || value === null || value instanceof Uint8Array;
}

function isPromiseLike(value: unknown): value is PromiseLike<unknown> {
  return typeof value === "object" && value !== null && "then" in value && typeof value.then === "function";
}

/** The type alone: what is in a record does not belong into an error message. */
function describe(value: unknown): string {
  if (value === null || value === undefined) return String(value);
  if (typeof value !== "object") return `a ${typeof value}`;
  const name = value.constructor?.name;
  return name === undefined || name === "Object" ? "an object" : `an object (${name})`;
}
