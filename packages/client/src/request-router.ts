/** Finds the broker for a request, and waits for the cluster's metadata where that is needed to know it. */
import type { KafkaError } from "@k/protocol";
import { isFinal, KafkaConnectionError, NoBrokersAvailableError } from "./errors.js";
import type { Metadata } from "./metadata/index.js";
import { type BrokerNodes, type PendingRequest, WaitingRequests } from "./network/index.js";
import { type Clock, LazyTimer } from "./runtime/index.js";

/** A node id, any broker, or the controller. */
export type Destination = number | "any" | "controller";

export class RequestRouter {
  readonly #nodes: BrokerNodes;
  readonly #metadata: Metadata;
  readonly #clock: Clock;
  /** Until the next picture of the cluster says who the controller is. */
  readonly #toController: WaitingRequests;
  #closed: KafkaError | undefined;

  constructor(nodes: BrokerNodes, metadata: Metadata, clock: Clock) {
    this.#nodes = nodes;
    this.#metadata = metadata;
    this.#clock = clock;
    this.#toController = new WaitingRequests(clock, () => ({
      what: "no controller was found",
      cause: nodes.trouble(),
    }));
  }

  send(request: PendingRequest, to: Destination): void {
    if (this.#closed !== undefined) request.rejectUnsent(this.#closed);
    else if (request.settled) request.release();
    else if (typeof to === "number") this.#sendToNode(request, to);
    else if (to === "any") this.#nodes.sendToAny(request);
    else this.#sendToController(request);
  }

  /** Makes sure that there will be a connection, and looks for the node first if it is not known. */
  ensureConnected(nodeId: number): void {
    const node = this.#nodes.get(nodeId);
    if (node === undefined) this.#metadata.requestUpdate();
    else node.ensureConnected();
  }

  /** Until some broker has answered with metadata. */
  async connect({ timeoutMs, signal }: { readonly timeoutMs: number; readonly signal?: AbortSignal }): Promise<void> {
    if (this.#closed !== undefined) throw this.#closed;
    signal?.throwIfAborted();
    if (this.#metadata.cluster.brokers.size > 0) return;
    await new Promise<void>((resolve, reject) => {
      const settle = (finish: () => void) => {
        timer.cancel();
        signal?.removeEventListener("abort", onAbort);
        finish();
      };
      const onAbort = () => settle(() => reject(signal?.reason));
      const timer = new LazyTimer(this.#clock, () => settle(() => reject(this.#noBrokers(timeoutMs))));
      timer.armAt(this.#clock.now() + timeoutMs);
      signal?.addEventListener("abort", onAbort);
      this.#metadata.whenUpdated().then(
        () => settle(resolve),
        (error) => settle(() => reject(error)),
      );
    });
  }

  close(reason: KafkaError): void {
    this.#closed = reason;
    this.#toController.rejectAll(reason);
  }

  #sendToNode(request: PendingRequest, nodeId: number): void {
    if (this.#nodes.get(nodeId) === undefined) this.#metadata.requestUpdate();
    this.#nodes.send(nodeId, request);
  }

  #sendToController(request: PendingRequest): void {
    const { controllerId } = this.#metadata.cluster;
    if (this.#nodes.get(controllerId) !== undefined) {
      this.#nodes.send(controllerId, request);
      return;
    }
    this.#toController.add(request);
    if (this.#toController.count > 1) return;
    this.#metadata.whenUpdated().then(
      () => this.#sendWaitingToController(),
      (error) => this.#toController.rejectAll(error),
    );
  }

  #sendWaitingToController(): void {
    const { controllerId } = this.#metadata.cluster;
    while (this.#toController.count > 0) {
      const request = this.#toController.shift();
      if (request === undefined) return;
      if (controllerId >= 0) this.#nodes.send(controllerId, request);
      else
        request.rejectUnsent(new KafkaConnectionError(`${request.name}: the cluster has no controller at the moment`));
    }
  }

  #noBrokers(timeoutMs: number): KafkaError {
    const cause = this.#nodes.trouble();
    if (cause !== undefined && isFinal(cause)) return cause;
    const why = cause === undefined ? "" : `: ${cause.message}`;
    return new NoBrokersAvailableError(`no broker answered within ${timeoutMs} ms${why}`, { cause });
  }
}
