export type { Clock } from "./clock.js";
export { LazyTimer } from "./lazy-timer.js";
export { type Logger, silentLogger } from "./logger.js";
export { emitProcessWarning } from "./process-warnings.js";
export { systemClock } from "./system-clock.js";
export { systemRandom } from "./system-random.js";
