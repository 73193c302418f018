/** Stands on the port that a broker advertises, forwards frame by frame, and does what its rule says. */
import { once as nextEvent } from "node:events";
import { connect, createServer, type Server, type Socket } from "node:net";
import type { Fault, FaultRule } from "./fault.js";
import { frameSplitter, type ProxiedRequest, parseRequest, responseCorrelationId } from "./request-frame.js";

export class FrameProxy {
  /** Decides about every request from now on; responses of requests already seen keep the verdict that they have. */
  rule: FaultRule = () => undefined;
  /** Held back before it is forwarded, both ways. */
  latencyMs = 0;

  readonly #server: Server;
  readonly #connections = new Set<ProxiedConnection>();
  #opened = 0;
  #requests = 0;
  #faults = 0;

  private constructor(targetPort: number) {
    this.#server = createServer((client) => {
      const connection = new ProxiedConnection(client, targetPort, this.#opened++, this.latencyMs, (request) => {
        this.#requests++;
        const fault = this.rule(request);
        if (fault) this.#faults++;
        return fault;
      });
      this.#connections.add(connection);
      client.once("close", () => this.#connections.delete(connection));
    });
  }

  static async start(ports: { listen: number; target: number }): Promise<FrameProxy> {
    const proxy = new FrameProxy(ports.target);
    proxy.#server.listen(ports.listen, "127.0.0.1");
    await nextEvent(proxy.#server, "listening");
    return proxy;
  }

  get port(): number {
    const address = this.#server.address();
    return typeof address === "object" && address !== null ? address.port : 0;
  }

  get requestCount(): number {
    return this.#requests;
  }

  /** How often the rule struck: a fault test that provoked none has shown nothing. */
  get faultCount(): number {
    return this.#faults;
  }

  get openConnections(): number {
    return this.#connections.size;
  }

  cutAll(): void {
    for (const connection of this.#connections) connection.cut();
  }

  async close(): Promise<void> {
    this.cutAll();
    this.#server.close();
    await nextEvent(this.#server, "close");
  }
}

/** One client and its own connection to the broker. */
class ProxiedConnection {
  readonly #client: Socket;
  readonly #broker: Socket;
  readonly #verdicts = new Map<number, Fault>();
  /** Nothing follows a frame that was cut. */
  #cutting = false;

  constructor(
    client: Socket,
    targetPort: number,
    id: number,
    latencyMs: number,
    judge: (request: ProxiedRequest) => Fault | undefined,
  ) {
    this.#client = client.setNoDelay();
    this.#broker = connect(targetPort, "127.0.0.1").setNoDelay();
    const forward = (to: Socket, frame: Buffer): void => {
      if (this.#cutting) return;
      if (latencyMs === 0) to.write(frame);
      else setTimeout(() => to.destroyed || to.write(frame), latencyMs); // equal delays keep the order
    };

    onFrames(client, (frame) => {
      const request = parseRequest(frame, id);
      const fault = judge(request);
      if (fault?.lose === "request") return this.#lose(fault, frame, this.#broker);
      if (fault) this.#verdicts.set(request.correlationId, fault);
      forward(this.#broker, frame);
    });
    onFrames(this.#broker, (frame) => {
      const fault = this.#verdicts.get(responseCorrelationId(frame));
      if (fault) return this.#lose(fault, frame, client);
      forward(client, frame);
    });
    for (const socket of [client, this.#broker]) {
      socket.on("error", () => this.cut());
      socket.on("close", () => this.cut());
    }
  }

  cut(): void {
    this.#client.destroy();
    this.#broker.destroy();
  }

  #lose({ how }: Fault, frame: Buffer, to: Socket): void {
    if (how === "silently" || this.#cutting) return;
    this.#cutting = true;
    if (typeof how === "number") to.write(frame.subarray(0, how), () => this.cut());
    else this.cut();
  }
}

function onFrames(socket: Socket, take: (frame: Buffer) => void): void {
  const split = frameSplitter();
  socket.on("data", (chunk: Buffer) => {
    for (const frame of split(chunk)) {
      if (socket.destroyed) return; // a fault ended it in the middle of this chunk
      take(frame);
    }
  });
}
