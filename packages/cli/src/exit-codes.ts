/** What ktool's exit code says. Every command ends with one of these, and nothing else ends the process. */
export const ExitCode = {
  /** Everything that was asked for was done. */
  done: 0,
  /** Some records or checks failed; standard error says which. */
  failed: 1,
  /** Wrong usage: an unknown option, a missing file, a value out of range. Nothing was done. */
  usage: 2,
  /** Ctrl-C: what was done until then was finished properly and reported. 128 + SIGINT, as shells count. */
  interrupted: 130,
} as const;

export type ExitCode = (typeof ExitCode)[keyof typeof ExitCode];
