/**
 * The future of one send: a native promise that can also be asked.
 *
 * A native promise with own methods costs the same under `await` and `Promise.all` as one without; a subclass costs
 * three times as much and a hand-made thenable twice (docs/performance.md). An unobserved failure is marked as
 * handled at the moment it is made, so that a send may be ignored without the process dying of it.
 */
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

/** A future from its maker's side. */
export interface SettableFuture extends FutureRecordMetadata {
  /** Undefined while pending. */
  outcome: RecordMetadata | Error | undefined;
  /** Settles the promise; only `succeed` and `fail` call it. */
  settle: (result: RecordMetadata | Promise<never>) => void;
}

export function createFuture(): SettableFuture {
  const future = new Promise(captureResolve) as SettableFuture;
  future.outcome = undefined;
  future.settle = captured;
  future.isDone = isDone;
  future.succeeded = succeeded;
  future.failed = failed;
  future.exception = exception;
  future.value = value;
  return future;
}

export function succeed(future: SettableFuture, metadata: RecordMetadata): void {
  future.outcome = metadata;
  future.settle(metadata);
}

export function fail(future: SettableFuture, error: Error): void {
  future.outcome = error;
  future.catch(ignore);
  const rejection = Promise.reject(error);
  rejection.catch(ignore);
  future.settle(rejection);
}

/** A future that has failed already. */
export function failedFuture(error: Error): SettableFuture {
  const future = createFuture();
  fail(future, error);
  return future;
}

// One executor for all promises: a closure per record would be an allocation per record.
let captured: SettableFuture["settle"];
function captureResolve(resolve: SettableFuture["settle"]): void {
  captured = resolve;
}

function ignore(): void {}

function isDone(this: SettableFuture): boolean {
  return this.outcome !== undefined;
}
function succeeded(this: SettableFuture): boolean {
  return this.outcome !== undefined && !(this.outcome instanceof Error);
}
function failed(this: SettableFuture): boolean {
  return this.outcome instanceof Error;
}
function exception(this: SettableFuture): Error | null {
  return this.outcome instanceof Error ? this.outcome : null;
}
function value(this: SettableFuture): RecordMetadata | undefined {
  return this.outcome instanceof Error ? undefined : this.outcome;
}
