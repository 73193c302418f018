/**
 * The books of all sends that wait: what they hold, until when they wait, and in which line each of them stands.
 * Knows nothing of what they wait for.
 *
 * Lines are sets, so that a send can leave from anywhere. Sends may be dropped while a line is being walked (the first
 * failure of a transaction takes the others with it): a line is served by looking at its first send again and again.
 */
import { type FlushGenerations, WAITING_HEADER_OVERHEAD_BYTES, WAITING_OVERHEAD_BYTES } from "../accumulator/index.js";
import type { Clock } from "../clock.js";
import type { EncodedHeader } from "../record/index.js";
import type { SerializedData } from "../serializer/index.js";
import type { PendingSend } from "./pending-send.js";

export type Line = Set<PendingSend>;

export class WaitingSends {
  readonly #clock: Clock;
  readonly #maxBlockMs: number;
  readonly #generations: FlushGenerations;
  readonly #onOverdue: (nowMs: number) => void;
  /** In the order in which they began to wait, which is that of their deadlines. */
  readonly #all: Line = new Set();
  #bytes = 0;
  #timer: unknown;

  constructor(parts: {
    clock: Clock;
    maxBlockMs: number;
    generations: FlushGenerations;
    /** The time of some of them is over. */
    onOverdue: (nowMs: number) => void;
  }) {
    this.#clock = parts.clock;
    this.#maxBlockMs = parts.maxBlockMs;
    this.#generations = parts.generations;
    this.#onOverdue = parts.onOverdue;
  }

  get count(): number {
    return this.#all.size;
  }

  /** What they hold in memory. */
  get bytes(): number {
    return this.#bytes;
  }

  /** Everything that waits now, the oldest first. */
  all(): PendingSend[] {
    return [...this.#all];
  }

  /** Those whose time is over. */
  overdue(nowMs: number): PendingSend[] {
    const overdue: PendingSend[] = [];
    for (const pending of this.#all) {
      if (pending.deadlineMs > nowMs) break;
      overdue.push(pending);
    }
    return overdue;
  }

  /** Books a send and the `bytes` that it holds; it then owns its bytes: until it is in a batch the caller could change them. */
  add(send: PendingSend, bytes: number): void {
    this.recharge(send, bytes);
    send.headers = send.headers?.map(copyOfHeader);
    send.deadlineMs = this.#clock.now() + this.#maxBlockMs;
    send.generation = this.#generations.enter();
    this.#all.add(send);
    this.#arm();
  }

  /** Books what a serializer has made of a send: `bytes` in all. */
  recharge(send: PendingSend, bytes: number): void {
    this.#bytes += bytes - send.chargedBytes;
    send.chargedBytes = bytes;
    if (send.key instanceof Uint8Array) send.key = Buffer.from(send.key);
    if (send.value instanceof Uint8Array) send.value = Buffer.from(send.value);
  }

  /** Puts a send at the end of a line; it leaves the one in which it stood. */
  enter(line: Line, send: PendingSend): void {
    send.line?.delete(send);
    send.line = line;
    line.add(send);
  }

  /** Forgets a send: it is in a batch, or has failed. */
  remove(send: PendingSend): void {
    send.line?.delete(send);
    send.line = undefined;
    if (!this.#all.delete(send)) return;
    this.#bytes -= send.chargedBytes;
    this.#generations.leave(send.generation);
    if (this.#all.size === 0) this.#disarm();
  }

  waitedMs(send: PendingSend): number {
    return this.#clock.now() - (send.deadlineMs - this.#maxBlockMs);
  }

  /** For the first send whose time is not over yet. */
  #arm(): void {
    if (this.#timer !== undefined) return;
    const nowMs = this.#clock.now();
    for (const { deadlineMs } of this.#all) {
      if (deadlineMs <= nowMs) continue;
      this.#timer = this.#clock.setTimer(this.#tick, Math.ceil(deadlineMs - nowMs));
      return;
    }
  }

  readonly #tick = (): void => {
    this.#timer = undefined;
    this.#onOverdue(this.#clock.now());
    this.#arm();
  };

  #disarm(): void {
    if (this.#timer !== undefined) this.#clock.clearTimer(this.#timer);
    this.#timer = undefined;
  }
}

/** The send that has stood in `line` longest. */
export function firstOf(line: Line): PendingSend | undefined {
  return line.values().next().value;
}

/** A bound of what a send takes while it waits. */
export function bytesHeldBy({ key, value, headers, headerBytes }: PendingSend): number {
  const headersBytes = headers === undefined ? 0 : headerBytes + headers.length * WAITING_HEADER_OVERHEAD_BYTES;
  return WAITING_OVERHEAD_BYTES + heldBytes(key) + heldBytes(value) + headersBytes;
}

/** No text takes more in memory than in UTF-8. */
function heldBytes(data: SerializedData): number {
  if (data === null) return 0;
  return typeof data === "string" ? Buffer.byteLength(data) : data.length;
}

function copyOfHeader({ key, value }: EncodedHeader): EncodedHeader {
  return { key, value: value && Buffer.from(value) };
}
