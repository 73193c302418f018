/** Progress for people: a live bar on a TTY, a plain line now and then otherwise. Asks for numbers; costs the hot path nothing. */

import { SingleBar } from "cli-progress";
import type { TerminalStream } from "../terminal.js";
import { formatCount } from "./table.js";
import { formatBytes, formatDuration } from "./units.js";

/** Where the work stands now. */
export interface Standing {
  readonly records: number;
  readonly bytes: number;
  /** Sent, not yet answered; undefined where that means nothing. */
  readonly inFlight?: number;
  /** 0 to 1; undefined while nobody knows the end. */
  readonly fraction: number | undefined;
}

export interface Progress {
  /** Draws the last state and leaves the line. */
  stop(): void;
}

/** Shows `standing()` on the stream until stopped. */
export function showProgress(label: string, stream: TerminalStream, standing: () => Standing): Progress {
  const rates = new Rates(performance.now());
  const status = () => statusOf(standing(), rates, performance.now());
  return stream.isTTY ? liveBar(label, stream, status) : plainLines(label, stream, status);
}

interface Status {
  readonly fraction: number | undefined;
  readonly text: string;
}

function liveBar(label: string, stream: TerminalStream, status: () => Status): Progress {
  const bar = new SingleBar({
    stream: stream as NodeJS.WritableStream,
    format: ({ barsize = 24 }, { progress }, { known, text }: { known: boolean; text: string }) => {
      const filled = Math.round(progress * barsize);
      const drawn = `${"█".repeat(filled)}${"░".repeat(barsize - filled)} ${String(Math.floor(progress * 100)).padStart(3)} %  `;
      return `${label}  ${known ? drawn : ""}${text}`;
    },
    barsize: 24,
    hideCursor: true,
    clearOnComplete: false,
    // The bar's own listener would end the process on Ctrl-C before anything was flushed.
    gracefulExit: false,
  });
  const draw = () => {
    const { fraction, text } = status();
    bar.update(Math.min(fraction ?? 0, 1), { known: fraction !== undefined, text });
  };
  bar.start(1, 0, { known: false, text: "" });
  const timer = setInterval(draw, 200).unref();
  return {
    stop() {
      clearInterval(timer);
      draw();
      bar.stop();
    },
  };
}

function plainLines(label: string, stream: TerminalStream, status: () => Status): Progress {
  const draw = () => {
    const { fraction, text } = status();
    const percent = fraction === undefined ? "" : `${Math.floor(Math.min(fraction, 1) * 100)} %  `;
    stream.write(`${label}  ${percent}${text}\n`);
  };
  const timer = setInterval(draw, 5000).unref();
  return { stop: () => clearInterval(timer) };
}

function statusOf(standing: Standing, rates: Rates, now: number): Status {
  const { records, bytes, inFlight, fraction } = standing;
  const { recordsPerSecond, bytesPerSecond } = rates.at(now, records, bytes);
  const parts = [
    `${formatCount(records)} records`,
    `${formatCount(Math.round(recordsPerSecond))} records/s`,
    `${formatBytes(bytesPerSecond)}/s`,
    ...(inFlight === undefined ? [] : [`${formatCount(inFlight)} in flight`]),
    ...(fraction === undefined || fraction <= 0 || fraction >= 1
      ? []
      : [`ETA ${formatDuration(rates.remainingMs(now, fraction))}`]),
  ];
  return { fraction, text: parts.join("  ") };
}

/** Rates over the last two seconds: what happens now, not what happened since the start. */
export class Rates {
  readonly #startedAt: number;
  #earlier: { at: number; records: number; bytes: number }[];

  constructor(now: number) {
    this.#startedAt = now;
    this.#earlier = [{ at: now, records: 0, bytes: 0 }];
  }

  at(now: number, records: number, bytes: number): { recordsPerSecond: number; bytesPerSecond: number } {
    while (this.#earlier.length > 1 && this.#earlier[1]!.at <= now - windowMs) this.#earlier.shift();
    const first = this.#earlier[0]!;
    this.#earlier.push({ at: now, records, bytes });
    const seconds = Math.max(now - first.at, 1) / 1000;
    return { recordsPerSecond: (records - first.records) / seconds, bytesPerSecond: (bytes - first.bytes) / seconds };
  }

  remainingMs(now: number, fraction: number): number {
    return ((now - this.#startedAt) * (1 - fraction)) / fraction;
  }
}

const windowMs = 2000;
