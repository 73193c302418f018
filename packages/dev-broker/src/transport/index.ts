export type { Accept, Listening } from "./listening.js";
export { MemoryNetwork } from "./memory.js";
export { listenTcp } from "./tcp.js";
export { acceptTls, type TlsAcceptor } from "./tls.js";
