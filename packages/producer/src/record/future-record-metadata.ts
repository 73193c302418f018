/**
 * The future of one send: a promise that can also be asked.
 *
 * It is a `Promise` by birth, with methods of its own on the prototype, and names `Promise` as its constructor: `await`
 * then takes it as it is, and `then` makes plain promises. A real subclass, whose every `then` makes another subclass
 * instance, costs three times as much; methods as own properties cost memory for each (docs/performance.md).
 * An unobserved failure is marked as handled at the moment it is made, so that a send may be ignored without the process
 * dying of it.
 */
import type { Completion } from "./completion.js";
import type { RecordMetadata } from "./record-metadata.js";

export interface FutureRecordMetadata extends Promise<RecordMetadata> {
  /** Whether the send was settled, either way. */
  isDone(): boolean;
  succeeded(): boolean;
  failed(): boolean;
  /** Why the send failed; null while it is pending or when it succeeded. */
  exception(): Error | null;
  /** The result, once there is one; undefined while the send is pending or when it failed. */
  value(): RecordMetadata | undefined;
}

type Settle = (result: RecordMetadata | Promise<never>) => void;

/** A future from its maker's side. */
export class SettableFuture extends Promise<RecordMetadata> implements FutureRecordMetadata, Completion {
  #outcome: RecordMetadata | Error | undefined = undefined;
  readonly #settle: Settle = captured;

  isDone(): boolean {
    return this.#outcome !== undefined;
  }

  succeeded(): boolean {
    return this.#outcome !== undefined && !(this.#outcome instanceof Error);
  }

  failed(): boolean {
    return this.#outcome instanceof Error;
  }

  exception(): Error | null {
    return this.#outcome instanceof Error ? this.#outcome : null;
  }

  value(): RecordMetadata | undefined {
    return this.#outcome instanceof Error ? undefined : this.#outcome;
  }

  succeed(metadata: RecordMetadata): void {
    this.#outcome = metadata;
    this.#settle(metadata);
  }

  fail(error: Error): void {
    this.#outcome = error;
    this.catch(ignore);
    const rejection = Promise.reject(error);
    rejection.catch(ignore);
    this.#settle(rejection);
  }
}

// `await` and `then` ask for the constructor; only for Promise itself do they take their short way.
Object.defineProperty(SettableFuture.prototype, "constructor", { value: Promise, writable: true, configurable: true });

export function createFuture(): SettableFuture {
  return new SettableFuture(captureSettle);
}

// One executor for all promises: a closure per record would be an allocation per record. It runs inside of the
// constructor, just before the fields are initialized.
let captured: Settle;
function captureSettle(settle: Settle): void {
  captured = settle;
}

function ignore(): void {}
