import { type BrokerVersion, DevCluster } from "@k/dev-broker";
import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import { compare, type Difference, type Sent } from "../src/compare.js";
import { knownDifferences } from "../src/known-differences.js";
import { logFacts } from "../src/log-facts.js";
import { type OptionSet, optionSets } from "../src/option-set.js";
import { sendOurs } from "../src/our-producer.js";
import { java, kafkaPython, type Outcome, type Peer, type PeerName } from "../src/peer.js";

const sets = optionSets();
const seed = await kafkaPython();
if ("missing" in seed) console.warn(`SKIPPED: ${seed.missing}`);

const clusters = new Map<BrokerVersion, DevCluster>();
const ours = new Map<OptionSet, Sent>();
const theirs = { java: new Map<OptionSet, Sent>(), "kafka-python": new Map<OptionSet, Sent>() };

beforeAll(async () => {
  for (const broker of new Set(sets.map((set) => set.broker)))
    clusters.set(broker, await DevCluster.start({ version: broker }));
  for (const set of sets) {
    for (const sender of ["ours", "java", "kafka-python"] as const) {
      clusterOf(set).createTopic(topicOf(sender, set), { partitions: set.partitions, config: set.topicConfig ?? {} });
    }
    const outcomes = await sendOurs(set, serverOf(set), topicOf("ours", set));
    ours.set(set, await sentBy("ours", set, outcomes));
  }
  for (const peer of [await java(), ...("missing" in seed ? [] : [seed])]) await sendTheirs(peer);
});

afterAll(async () => {
  for (const cluster of clusters.values()) await cluster.close();
});

/** Broker by broker: options differ from set to set, but a peer is one process for each. */
async function sendTheirs(peer: Peer): Promise<void> {
  for (const [broker, cluster] of clusters) {
    const possible = sets.filter((set) => set.broker === broker && notToBeHad(peer.name, set) === undefined);
    if (possible.length === 0) continue;
    const outcomes = await peer.sendAll(possible, cluster.bootstrapServers.join(), (set) => topicOf(peer.name, set));
    for (const [at, set] of possible.entries())
      theirs[peer.name].set(set, await sentBy(peer.name, set, outcomes[at] ?? []));
  }
}

describe.each([
  { peer: "java", missing: false },
  { peer: "kafka-python", missing: "missing" in seed },
] as const)("beside $peer", ({ peer, missing }) => {
  const possible = sets.filter((set) => notToBeHad(peer, set) === undefined);

  describe.skipIf(missing)("the same records give the same log", () => {
    test.each(possible.map((set) => [set.name, set] as const))("%s", (_name, set) => {
      expect(unexpected(peer, set)).toEqual([]);
    });
  });

  test.skipIf(missing)("every difference in the list is one", () => {
    const idle = knownDifferences.filter(
      ({ peer: whose, aspect, when }) =>
        whose === peer &&
        !sets.some(
          (set) =>
            when(set) &&
            (aspect === "not to be had" || differences(peer, set).some((found) => found.aspect === aspect)),
        ),
    );
    expect(idle.map(({ aspect, whenInWords }) => `${aspect}: ${whenInWords}`)).toEqual([]);
  });
});

function unexpected(peer: PeerName, set: OptionSet): Difference[] {
  return differences(peer, set).filter(
    ({ aspect }) =>
      !knownDifferences.some((known) => known.peer === peer && known.aspect === aspect && known.when(set)),
  );
}

function differences(peer: PeerName, set: OptionSet): Difference[] {
  const [mine, other] = [ours.get(set), theirs[peer].get(set)];
  return mine && other ? compare(set, mine, other) : [];
}

function notToBeHad(peer: PeerName, set: OptionSet): string | undefined {
  return knownDifferences.find((known) => known.peer === peer && known.aspect === "not to be had" && known.when(set))
    ?.reason;
}

async function sentBy(sender: PeerName | "ours", set: OptionSet, outcomes: readonly Outcome[]): Promise<Sent> {
  const log = () => logFacts(clusterOf(set), topicOf(sender, set), set.partitions);
  const count = () => log().reduce((sum, { records }) => sum + records.length, 0);
  // With acks 0 a producer is through before its last bytes have come.
  if (set.options.acks === 0) await vi.waitUntil(() => count() === set.records.length, 10_000);
  return { log: log(), outcomes };
}

function topicOf(sender: PeerName | "ours", { name }: OptionSet): string {
  return `${name.replaceAll(/[^\w.-]+/g, "-")}.${sender}`;
}

const clusterOf = ({ broker }: OptionSet) => clusters.get(broker) as DevCluster;
const serverOf = (set: OptionSet) => clusterOf(set).bootstrapServers.join();
