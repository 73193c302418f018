export { createStartTls, type StartTls } from "./start-tls.js";
export type { FileOrContent, TlsOptions } from "./tls-options.js";
