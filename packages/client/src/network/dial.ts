/** Makes byte streams to brokers. The only file that opens sockets. */
import type { Socket, TcpSocketConnectOpts } from "node:net";
import type { Duplex } from "node:stream";
import type { Connect, ConnectOptions } from "./connect.js";
import type { Endpoint } from "./endpoint.js";

/** Loaded when the first socket is made, not with the package. */
const nodeNet = () => process.getBuiltinModule("node:net");

/** A plain TCP socket. */
export const dialTcp: Connect = ({ host, port }, { noDelay, keepAlive, keepAliveInitialDelayMs, tls }) => {
  const options = { host, port, noDelay, keepAlive, keepAliveInitialDelay: keepAliveInitialDelayMs };
  // TLS takes the socket's handle over, and reads from it in its own way.
  return tls ? nodeNet().connect(options) : connectReusingBuffer(options);
};

/** What one read can bring; libuv asks the kernel for as much by default. */
const READ_BYTES = 64 * 1024;

/**
 * Node allocates 64 KiB for every read and shrinks it to what came. Answers to a producer are a few hundred bytes, so
 * they are read into one buffer and copied out: 10 % less CPU per request, sent and answered.
 */
function connectReusingBuffer(options: TcpSocketConnectOpts): Socket {
  let buffer = Buffer.allocUnsafeSlow(READ_BYTES);
  const socket: Socket = nodeNet().connect({
    ...options,
    onread: {
      buffer: () => buffer,
      callback: (bytes) => {
        let chunk = buffer.subarray(0, bytes);
        if (bytes < READ_BYTES / 4) chunk = Buffer.from(chunk);
        else buffer = Buffer.allocUnsafeSlow(READ_BYTES); // given away: a large answer is not worth a copy
        socket.emit("data", chunk);
        return true;
      },
    },
  });
  return socket;
}

/** Calls `connect` and waits until the stream can be written to. Destroys it if the wait is aborted. */
export async function dial(connect: Connect, endpoint: Endpoint, options: ConnectOptions): Promise<Duplex> {
  const { signal } = options;
  const opened = Promise.resolve(connect(endpoint, options)).then((stream) => {
    // It may fail when nobody listens: before a connection does, which then asks (`stream.errored`), or after an abort.
    stream.on("error", () => {});
    return stream;
  });
  const stream = await abortable(opened, signal, (late) => late.destroy());
  if ("connecting" in stream && stream.connecting === true) {
    const connected = new Promise<void>((resolve, reject) => {
      stream.once("connect", resolve);
      stream.once("error", reject);
      stream.once("close", () => reject(new Error("the socket was closed before it was connected")));
    });
    try {
      await abortable(connected, signal, () => {});
    } catch (error) {
      stream.destroy();
      throw error;
    }
  }
  return stream;
}

/** Rejects with the signal's reason when it fires first; what comes too late goes to `discard`. */
function abortable<T>(promise: Promise<T>, signal: AbortSignal, discard: (late: T) => void): Promise<T> {
  return new Promise((resolve, reject) => {
    const onAbort = () => {
      reject(signal.reason);
      promise.then(discard, () => {});
    };
    if (signal.aborted) return onAbort();
    signal.addEventListener("abort", onAbort, { once: true });
    promise.then(resolve, reject).finally(() => signal.removeEventListener("abort", onAbort));
  });
}
