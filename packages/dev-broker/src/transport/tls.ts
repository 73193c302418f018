/** TLS over whatever carries bytes: real sockets or memory. */

import type { Socket } from "node:net";
import { createServer, type Server, type TlsOptions } from "node:tls";
import type { Accept } from "./listening.js";

export interface TlsAcceptor {
  /** Takes a fresh connection and hands it on once its handshake is done; a failed handshake ends it. */
  readonly accept: Accept;
  /** Other certificates for handshakes to come. */
  renew(options: TlsOptions): void;
}

export function acceptTls(options: TlsOptions, accept: Accept): TlsAcceptor {
  // A server that never listens: Node documents that any Duplex can be given to it as a connection.
  const server: Server = createServer(options, accept);
  server.on("tlsClientError", (_error, socket) => socket.destroy());
  return {
    accept: (stream) => {
      stream.on("error", () => stream.destroy());
      server.emit("connection", stream as Socket);
    },
    renew: (renewed) => server.setSecureContext(renewed),
  };
}
