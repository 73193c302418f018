/** An error as one helpful line: what failed and the reasons behind it. */

/** The message and those of its causes. */
export function errorLine(error: unknown): string {
  const [first, ...causes] = messages(error);
  return [first, ...causes.map((cause) => `caused by: ${cause}`)].join("; ");
}

/** For `--debug`: the stack traces of the error and its causes. */
export function errorStack(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const cause = error.cause === undefined ? "" : `\ncaused by: ${errorStack(error.cause)}`;
  return `${error.stack ?? error.message}${cause}`;
}

/** The error's message and those of its causes, without causes that a message already quotes. */
function messages(error: unknown): string[] {
  const found: string[] = [];
  let at = error;
  for (let depth = 0; at !== undefined && at !== null && depth < MAX_DEPTH; depth++) {
    const message = messageOf(at);
    if (!found.some((earlier) => earlier.includes(message))) found.push(message);
    at = causeOf(at);
  }
  return found;
}

// A chain longer than this is a cycle or no help.
const MAX_DEPTH = 6;

function messageOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  // An AggregateError of node:net has an empty message and the reasons inside.
  const text = error.message || (error instanceof AggregateError ? error.errors.map(messageOf).join(", ") : error.name);
  return text.replaceAll(/\s*\n\s*/g, " ");
}

const causeOf = (error: unknown) => (error instanceof Error ? error.cause : undefined);
