/** Brokers whose packets vanish without a word. */
export { runInNamespace, whyNoNamespaces } from "./namespace.js";
export type { Report, Told } from "./report.js";
