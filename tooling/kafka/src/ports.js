/** Free loopback ports. */
import { createServer } from "node:net";

// Below Linux's ephemeral range (32768 up): a stopped broker's port must not be taken by somebody's outgoing connection,
// and a client that knocks on it must not end up connected to itself.
const firstPort = 12_000;
const lastPort = 32_000;

/** Handed out by this process already. @type {Set<number>} */
const taken = new Set();

/**
 * @param {number} count
 * @returns {Promise<number[]>} different ports on which nobody listens
 */
export async function freePorts(count) {
  const ports = [];
  while (ports.length < count) {
    const port = firstPort + Math.floor(Math.random() * (lastPort - firstPort));
    if (taken.has(port) || !(await isFree(port))) continue;
    taken.add(port);
    ports.push(port);
  }
  return ports;
}

/** @param {number} port @returns {Promise<boolean>} */
function isFree(port) {
  return new Promise((resolve) => {
    const server = createServer();
    server.once("error", () => resolve(false));
    server.listen(port, "127.0.0.1", () => server.close(() => resolve(true)));
  });
}
