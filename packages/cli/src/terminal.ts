import type { Readable, Writable } from "node:stream";

/** The world around a command. Passed in, so that a test is a terminal too. */
export interface Terminal {
  readonly stdin: Readable;
  readonly stdout: TerminalStream;
  readonly stderr: TerminalStream;
  /** Aborted by the first Ctrl-C (or SIGTERM): finish what is under way, say what was done, end with 130. */
  readonly interrupted: AbortSignal;
}

/** A stream that may be a TTY: then there is someone to draw progress bars and colours for. */
export type TerminalStream = Writable & { readonly isTTY?: boolean };
