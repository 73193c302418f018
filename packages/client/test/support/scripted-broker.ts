/** A broker made of a function: each request is shown to a script that says what happens. Streams are in memory. */
import { Duplex } from "node:stream";
import {
  type AnyApi,
  ApiVersions,
  apiByKey,
  apis,
  decodeRequestHeader,
  encodeResponse,
  FrameSplitter,
  Metadata,
} from "@k/protocol";
import type { Connect } from "../../src/network/index.js";

export interface ScriptedRequest {
  readonly api: AnyApi | undefined;
  readonly apiKey: number;
  readonly version: number;
  readonly correlationId: number;
  readonly clientId: string | null;
  /** Decoded, where the version is known here. */
  readonly body: any;
  /** Counts connections from 0. */
  readonly connection: number;
  /** Answers later, or with bytes of any kind. */
  readonly peer: ScriptedPeer;
}

/** A response, bytes to send as they are, or what else may happen. */
export type Reply = object | Uint8Array | "silence" | "close" | undefined;
export type Script = (request: ScriptedRequest) => Reply;

/** The broker's end of one connection. */
export interface ScriptedPeer {
  readonly index: number;
  readonly requests: ScriptedRequest[];
  /** Calls of the client's socket: the number of buffers in each writev or write. */
  readonly writes: number[];
  reply(request: Pick<ScriptedRequest, "api" | "version" | "correlationId">, response: object): void;
  send(bytes: Uint8Array): void;
  end(): void;
  reset(error: Error): void;
  /** Whether the client has ended the connection. */
  readonly closed: boolean;
  /** Write callbacks are held back while true. */
  holdWrites: boolean;
  releaseWrites(): void;
  /** What the next writes come to. */
  failWrites: Error | undefined;
}

export class ScriptedBroker {
  readonly peers: ScriptedPeer[] = [];
  readonly dialed: string[] = [];
  script: Script;
  /** What dialing does: succeed, fail with this error, or never end. */
  dial: Error | "hang" | "connect" = "connect";

  constructor(script: Script = () => undefined) {
    this.script = script;
  }

  readonly connect: Connect = ({ host, port }, { signal }) => {
    this.dialed.push(`${host}:${port}`);
    const { dial } = this;
    if (dial instanceof Error) return Promise.reject(dial);
    if (dial === "hang")
      return new Promise((_, reject) => signal.addEventListener("abort", () => reject(signal.reason)));
    return this.#accept();
  };

  get last(): ScriptedPeer {
    return this.peers.at(-1)!;
  }

  get requests(): ScriptedRequest[] {
    return this.peers.flatMap(({ requests }) => requests);
  }

  #accept(): Duplex {
    const held: (() => void)[] = [];
    const splitter = new FrameSplitter({ maxFrameBytes: 1e9 });
    const done = (callback: (error?: Error) => void) =>
      peer.holdWrites ? held.push(callback) : callback(peer.failWrites);
    const receive = (chunks: readonly Uint8Array[]) => {
      for (const chunk of chunks) {
        for (const frame of splitter.push(Uint8Array.from(chunk))) queueMicrotask(() => this.#onFrame(frame, peer));
      }
    };
    const client = new Duplex({
      read() {},
      write(chunk, _encoding, callback) {
        peer.writes.push(1);
        receive([chunk]);
        done(callback);
      },
      writev(chunks, callback) {
        peer.writes.push(chunks.length);
        receive(chunks.map(({ chunk }) => chunk));
        done(callback);
      },
    });
    const index = this.peers.length;
    const peer: ScriptedPeer = {
      index,
      requests: [],
      writes: [],
      holdWrites: false,
      failWrites: undefined,
      reply: ({ api, version, correlationId }, response) => {
        for (const chunk of encodeResponse(api!, version, correlationId, response as never)) peer.send(chunk);
      },
      send: (bytes) => client.push(Buffer.from(bytes)),
      end: () => client.push(null),
      reset: (error) => client.destroy(error),
      get closed() {
        return client.destroyed;
      },
      releaseWrites: () => {
        for (const callback of held.splice(0)) callback();
      },
    };
    this.peers.push(peer);
    return client;
  }

  #onFrame(frame: Uint8Array, peer: ScriptedPeer): void {
    const { apiKey, apiVersion: version, correlationId, clientId, body } = decodeRequestHeader(frame);
    const api = apiByKey(apiKey);
    const known = api !== undefined && version <= api.maxVersion;
    const request: ScriptedRequest = {
      api,
      apiKey,
      version,
      correlationId,
      clientId,
      body: known ? api.request(version).read(body) : undefined,
      connection: peer.index,
      peer,
    };
    peer.requests.push(request);
    const reply = this.script(request) ?? defaultReply(request);
    if (reply === "silence" || peer.closed) return;
    if (reply === "close") peer.end();
    else if (reply instanceof Uint8Array) peer.send(reply);
    else peer.reply(request, reply as object);
  }
}

/** A broker that speaks everything, and is a cluster of its own. */
export function defaultReply({ api }: ScriptedRequest): Reply {
  if (api === ApiVersions) return apiVersionsResponse();
  if (api === Metadata) return metadataResponse();
  return {};
}

export function apiVersionsResponse(overrides: Readonly<Record<number, readonly [number, number]>> = {}): object {
  return {
    errorCode: 0,
    apiKeys: apis.map(({ key, minVersion, latestStableVersion }) => {
      const [min, max] = overrides[key] ?? [minVersion, latestStableVersion];
      return { apiKey: key, minVersion: min, maxVersion: max };
    }),
  };
}

export interface ScriptedTopic {
  readonly name: string;
  readonly errorCode?: number;
  readonly topicId?: string;
  readonly leaders?: readonly number[];
  readonly epoch?: number;
}

export function metadataResponse({
  brokers = [{ nodeId: 0, host: "broker-0", port: 9092 }],
  topics = [],
  ...rest
}: {
  brokers?: readonly object[];
  topics?: readonly ScriptedTopic[];
  [field: string]: unknown;
} = {}): object {
  return {
    brokers,
    clusterId: "cluster",
    controllerId: 0,
    topics: topics.map(({ name, errorCode = 0, topicId = "AAAAAAAAAAAAAAAAAAAAAQ", leaders = [0], epoch = 0 }) => ({
      name,
      errorCode,
      topicId,
      partitions: (errorCode === 0 ? leaders : []).map((leaderId, partitionIndex) => ({
        errorCode: 0,
        partitionIndex,
        leaderId,
        leaderEpoch: epoch,
        replicaNodes: [leaderId],
        isrNodes: [leaderId],
      })),
    })),
    ...rest,
  };
}
