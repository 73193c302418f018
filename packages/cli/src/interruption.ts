/** Ctrl-C, where there is nothing to finish: ends the command with exit code 130 and no further word. */
export class InterruptedError extends Error {
  constructor() {
    super("interrupted");
    this.name = "InterruptedError";
  }
}

/** The outcome of the work, or an InterruptedError as soon as the user has had enough; the work is then abandoned. */
export async function untilInterrupted<T>(work: Promise<T>, interrupted: AbortSignal): Promise<T> {
  let abandon = () => {};
  const interruption = new Promise<never>((_, reject) => {
    abandon = () => reject(new InterruptedError());
    if (interrupted.aborted) abandon();
    else interrupted.addEventListener("abort", abandon, { once: true });
  });
  try {
    return await Promise.race([work, interruption]);
  } finally {
    interrupted.removeEventListener("abort", abandon);
  }
}
