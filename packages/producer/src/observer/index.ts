export { MetricsObserver } from "./metrics-observer.js";
