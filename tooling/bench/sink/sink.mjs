/**
 * The neutral end of the benchmark: three brokers that take frames apart just far enough to acknowledge them, and count.
 * In a process of its own, and without a line of ours or of any client: nobody's own broker makes nobody's client look good.
 *
 * To its parent: { ports } once it listens, { requests, records, bytes } whenever asked with "stats". After "pause" it goes on taking
 * everything and answers no Produce request any more.
 */
import { createServer } from "node:net";
import { FrameBuffer } from "./frame-buffer.mjs";
import { respond } from "./respond.mjs";

const brokerCount = 3;
const cluster = {
  partitionCount: Number(process.argv[2] ?? 12),
  ports: [],
  counts: { requests: 0, records: 0, bytes: 0 },
  paused: false,
};

cluster.ports = await Promise.all(Array.from({ length: brokerCount }, listen));
process.send({ ports: cluster.ports });
process.on("message", (message) => {
  if (message === "pause") cluster.paused = true;
  process.send(cluster.counts);
});
process.on("disconnect", () => process.exit());

async function listen() {
  const server = createServer({ noDelay: true }, serve);
  await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));
  return server.address().port;
}

function serve(socket) {
  const frames = new FrameBuffer();
  socket.on("error", () => socket.destroy());
  socket.on("data", (chunk) => {
    frames.push(chunk);
    try {
      for (let frame = frames.next(); frame !== null; frame = frames.next()) {
        const response = respond(frame, cluster);
        if (response !== null) socket.write(response);
      }
    } catch (error) {
      console.error(`sink: ${error.stack}`);
      socket.destroy();
    }
  });
}
