export { ClientObserver } from "./client-observer.js";
export { MetricsObserver } from "./metrics-observer.js";
