/** Compares what is in a partition with what was acknowledged for it. */

import type { KafkaRecord } from "@k/records";
import { DifferenceError } from "./difference-error.js";
import type { Expected, Spool } from "./spool.js";

export interface PartitionComparisonOptions {
  /** For messages: `flights-3`. */
  readonly name: string;
  /** Nobody else writes to the topic: a record that was not acknowledged to us (or twice there) is a difference. */
  readonly exclusive: boolean;
}

export class PartitionComparison {
  readonly #options: PartitionComparisonOptions;
  readonly #expected: Iterator<Expected, void, undefined>;
  #next: Expected | undefined;
  #verified = 0;

  constructor(spool: Pick<Spool, "read">, options: PartitionComparisonOptions) {
    this.#options = options;
    this.#expected = spool.read();
    this.#next = this.#advance();
  }

  /** Records found as they were sent. */
  get verified(): number {
    return this.#verified;
  }

  /** Takes the partition's records one by one. @throws {DifferenceError} at the first one that is not as it should be. */
  compare(record: KafkaRecord): void {
    const expected = this.#next;
    if (expected === undefined || record.offset < expected.offset) {
      if (this.#options.exclusive) throw this.#unexpected(record);
      return;
    }
    if (record.offset > expected.offset) throw this.#missing(expected);
    this.#same("key", record.offset, expected.key, record.key);
    this.#same("value", record.offset, expected.value, record.value);
    this.#verified++;
    this.#next = this.#advance();
  }

  /** @throws {DifferenceError} when something acknowledged did not come. */
  finish(): void {
    if (this.#next) throw this.#missing(this.#next);
  }

  #advance(): Expected | undefined {
    const { done, value } = this.#expected.next();
    return done ? undefined : value;
  }

  #unexpected({ offset, key, value }: KafkaRecord): DifferenceError {
    const what = `key ${show(key)}, value ${show(value)}`;
    return new DifferenceError(
      `${this.#at(offset)} holds a record that was not acknowledged (${what}): written twice?`,
    );
  }

  #missing({ offset, key, value }: Expected): DifferenceError {
    return new DifferenceError(`${this.#at(offset)} is missing: key ${show(key)}, value ${show(value)}`);
  }

  #same(part: "key" | "value", offset: bigint, sent: Uint8Array | null, found: Uint8Array | null): void {
    if (sent === null || found === null ? sent === found : Buffer.compare(sent, found) === 0) return;
    throw new DifferenceError(`${this.#at(offset)} has another ${part}: sent ${show(sent)}, found ${show(found)}`);
  }

  #at(offset: bigint): string {
    return `${this.#options.name} offset ${offset}`;
  }
}

function show(bytes: Uint8Array | null): string {
  if (bytes === null) return "null";
  const shown = JSON.stringify(Buffer.from(bytes.subarray(0, SHOWN_BYTES)).toString());
  return bytes.length > SHOWN_BYTES ? `${shown}… (${bytes.length} bytes)` : shown;
}

const SHOWN_BYTES = 100;
