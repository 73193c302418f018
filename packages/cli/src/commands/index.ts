/** One file a command: its options, and the wiring of the other folders that makes it. */

export { consumeCommand } from "./consume.js";
export { devBrokerCommand } from "./dev-broker.js";
export { dumpCommand } from "./dump.js";
export { produceCommand } from "./produce.js";
export { roundTripCommand } from "./round-trip.js";
export type { Session } from "./session.js";
export { topicsCommand } from "./topics.js";
