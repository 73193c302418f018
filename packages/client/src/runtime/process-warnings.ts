/** Where warnings about options go when no logger is given: once each, on stderr unless the process decides otherwise. */
export function emitProcessWarning(message: string): void {
  if (seen.has(message)) return;
  seen.add(message);
  process.emitWarning(message, { type: "KafkaClientWarning" });
}

const seen = new Set<string>();
