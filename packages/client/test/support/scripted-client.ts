/** A client in virtual time that speaks to a scripted broker. */
import { VirtualClock } from "@k/dev-broker";
import { expect, onTestFinished } from "vitest";
import { KafkaClient, type KafkaClientOptions } from "../../src/index.js";
import { type Script, ScriptedBroker } from "./scripted-broker.js";

export interface ScriptedClient {
  readonly client: KafkaClient;
  readonly broker: ScriptedBroker;
  readonly clock: VirtualClock;
  readonly warnings: string[];
  /** What a promise comes to, with time passing as it needs to: its value, or its error. */
  outcome(promise: Promise<unknown>): Promise<any>;
}

export function scriptedClient(script?: Script, options: KafkaClientOptions = {}): ScriptedClient {
  const clock = new VirtualClock();
  const broker = new ScriptedBroker(script);
  const warnings: string[] = [];
  const logger = { debug() {}, info() {}, warn: (text: string) => warnings.push(text), error() {} };
  const client = new KafkaClient({
    bootstrapServers: "bootstrap:9092",
    clock,
    random: () => 0.5,
    connect: broker.connect,
    logger,
    ...options,
  });
  const outcome = (promise: Promise<unknown>) => {
    promise.catch(() => {});
    return clock.run(promise).catch((error) => error);
  };
  // Whatever a test is about: a client that is closed leaves no timer, and its connections are closed.
  onTestFinished(async () => {
    await client.close();
    await clock.advance(0);
    expect(clock.pending, "timers after close").toBe(0);
    for (const peer of broker.peers) expect(peer.closed, `connection ${peer.index} after close`).toBe(true);
  });
  return { client, broker, clock, warnings, outcome };
}
