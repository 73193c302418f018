/** A TCP proxy that understands Kafka's frames, so that a fault can hit exactly one request or response. */
export type { Fault, FaultRule, Side } from "./fault.js";
export { nth, once } from "./fault.js";
export { FrameProxy } from "./frame-proxy.js";
export type { ProxiedRequest } from "./request-frame.js";
