/** Hooks around a record's way, for tracing, auditing and the like. */
export type { Acknowledgement, ProducerInterceptor } from "./producer-interceptor.js";
export { ProducerInterceptors } from "./producer-interceptors.js";
