export { type Backoff, type BackoffOptions, exponentialBackoff } from "./exponential-backoff.js";
