/** As much of a SOCKS5 proxy (RFC 1928) as the example needs: no authentication, CONNECT to an IPv4 address or a name. */
import { connect, createServer } from "node:net";

export async function startSocksProxy() {
  const destinations = [];
  const server = createServer((client) => {
    client.on("error", () => client.destroy());
    client.once("data", () => {
      client.write(Uint8Array.of(5, 0)); // no authentication wanted
      client.once("data", (request) => {
        const destination = readDestination(request);
        destinations.push(`${destination.host}:${destination.port}`);
        const broker = connect(destination, () => {
          client.write(Uint8Array.of(5, 0, 0, 1, 0, 0, 0, 0, 0, 0)); // connected
          client.pipe(broker).pipe(client);
        });
        broker.on("error", () => client.destroy());
        client.on("close", () => broker.destroy());
      });
    });
  });
  await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    address: `127.0.0.1:${server.address().port}`,
    destinations,
    close: () => new Promise((resolve) => server.close(resolve)),
  };
}

/** version, command, reserved, address type, address, port */
function readDestination(request) {
  const port = request.readUInt16BE(request.length - 2);
  const address = request.subarray(4, -2);
  return { host: request[3] === 1 ? address.join(".") : address.subarray(1).toString(), port };
}
