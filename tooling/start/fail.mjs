/** Ends the process with one clear line. */
export function failWith(error) {
  console.error(error instanceof Error ? error.message : String(error));
  process.exit(1);
}
