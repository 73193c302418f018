/** Runs a fault for as long as the work lasts, and leaves only when both have ended. */

/** `fault` gets a signal that fires when the work is done; it must then restore what it broke and return. */
export async function during<T>(work: Promise<T>, fault: (over: AbortSignal) => Promise<void>): Promise<T> {
  const over = new AbortController();
  const ended = work.finally(() => over.abort());
  const [result] = await Promise.all([ended, fault(over.signal)]);
  return result;
}
