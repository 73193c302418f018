/** As much of an HTTP proxy as the example needs. */
import { createServer } from "node:http";
import { connect } from "node:net";

export async function startHttpProxy() {
  const server = createServer();
  server.on("connect", (request, client) => {
    const { hostname, port } = new URL(`tcp://${request.url}`);
    const broker = connect({ host: hostname, port: Number(port) }, () => {
      client.write("HTTP/1.1 200 Connection established\r\n\r\n");
      client.pipe(broker).pipe(client);
    });
    broker.on("error", () => client.destroy());
    client.on("error", () => broker.destroy());
    client.on("close", () => broker.destroy());
  });
  await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    url: `http://127.0.0.1:${server.address().port}`,
    close: () => new Promise((resolve) => server.close(resolve)),
  };
}
