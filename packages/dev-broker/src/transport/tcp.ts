/** Real sockets on the loopback interface. With memory.ts the only place where a broker meets the outside. */
import { createServer, type Server, type Socket } from "node:net";
import type { Accept, Listening } from "./listening.js";

/** `port` 0 takes a free one. */
export function listenTcp(host: string, port: number, accept: Accept): Promise<Listening> {
  const server = createServer({ noDelay: true }, accept);
  return listen(server, host, port);
}

export function listen(server: Server, host: string, port: number): Promise<Listening> {
  return new Promise((resolve, reject) => {
    server.once("error", reject);
    server.listen(port, host, () => {
      server.off("error", reject);
      const address = server.address();
      if (address === null || typeof address === "string") throw new Error(`no address for ${host}:${port}`);
      const sockets = new Set<Socket>();
      server.on("connection", (socket) => {
        sockets.add(socket);
        socket.once("close", () => sockets.delete(socket));
      });
      resolve({
        host,
        port: address.port,
        close: () =>
          new Promise((done) => {
            server.close(() => done());
            for (const socket of sockets) socket.destroy();
          }),
      });
    });
  });
}
