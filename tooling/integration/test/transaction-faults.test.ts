import { KafkaTimeoutError } from "@k/client";
import type { Broker } from "@k/kafka-tooling";
import { KafkaProducer, TransactionAbortableError } from "@k/producer";
import { EndTxn } from "@k/protocol";
import { afterEach, describe, expect, test } from "vitest";
import type { Side } from "../src/frame-proxy/index.js";
import {
  auditReadCommitted,
  groupMembers,
  groupOffset,
  planTransactions,
  RemoteProducer,
  readCommitted,
  runTransactions,
} from "../src/transactions/index.js";
import { useKafka } from "../src/use-kafka.js";
import { useProxiedKafka } from "../src/weather/index.js";

const exactly = { missing: 0, abortedVisible: 0, twice: 0, reordered: 0, misplaced: 0, unknown: 0, examples: [] };

describe.each(["4.3.1", "2.8.2", "0.11.0.3"])("processes that use one transactional id, Kafka %s", (version) => {
  const kafka = useKafka({
    version,
    properties: { "transaction.abort.timed.out.transaction.cleanup.interval.ms": 500 },
  });
  const started: RemoteProducer[] = [];
  afterEach(() => Promise.all(started.splice(0).map((each) => each.kill())));

  test("one is killed (-9) in mid-transaction: the next one aborts what it left, at once", async () => {
    const topic = "killed";
    await kafka().createTopic(topic);
    const first = start(topic, 600_000);
    expect(await first.calls("init", "begin", "send whole", "commit")).toBe("ok");
    expect(await first.calls("begin", "send half", "flush")).toBe("ok");
    await first.kill();
    const second = start(topic, 600_000);
    expect(await second.calls("init", "begin", "send next", "commit", "close")).toBe("ok");
    // Had the old transaction stayed open, nothing behind it could be seen for ten minutes.
    await expectSeen(topic, ["whole", "next"]);
  });

  test("one is stopped while another takes over: the zombie is fenced, and nothing of it is seen", async () => {
    const topic = "zombie";
    await kafka().createTopic(topic);
    const zombie = start(topic, 600_000);
    expect(await zombie.calls("init", "begin", "send before", "flush")).toBe("ok");
    zombie.pause();
    const heir = start(topic, 600_000);
    expect(await heir.calls("init", "begin", "send heir", "commit")).toBe("ok");
    zombie.resume();
    // The leader refuses the epoch, which alone would be worth an abort; the coordinator knows of the heir.
    expect(await zombie.call("send after")).toMatch(/^(ProduceError|ProducerFencedError|TransactionAbortableError)$/);
    expect(await zombie.call("commit")).toMatch(/^(ProducerFencedError|TransactionAbortableError)$/);
    expect(await zombie.call("abort")).toBe("ProducerFencedError");
    // For good: there is no way back into a transaction.
    expect(await zombie.call("begin")).toBe("ProducerFencedError");
    expect(await heir.calls("begin", "send last", "commit", "close")).toBe("ok");
    await expectSeen(topic, ["heir", "last"]);
  });

  test("one is stopped for longer than its transaction may take: the commit fails, and nothing of it is seen", async () => {
    const topic = "overslept";
    await kafka().createTopic(topic);
    const sleeper = start(topic, 2_000);
    expect(await sleeper.calls("init", "begin", "send before", "flush")).toBe("ok");
    sleeper.pause();
    await sleep(5_000);
    sleeper.resume();
    // The second protocol tells a timeout from a takeover, and the producer goes on.
    const goesOn = version === "4.3.1";
    expect(await sleeper.call("commit")).toBe(goesOn ? "TransactionAbortableError" : "ProducerFencedError");
    expect(await sleeper.calls("abort", "begin", "send after", "commit")).toBe(goesOn ? "ok" : "ProducerFencedError");
    await expectSeen(topic, goesOn ? ["after"] : []);
  });

  function start(topic: string, transactionTimeoutMs: number): RemoteProducer {
    const options = { bootstrapServers: kafka().bootstrapServers, topic, transactionalId: topic, transactionTimeoutMs };
    const producer = new RemoteProducer(options);
    started.push(producer);
    return producer;
  }

  async function expectSeen(topic: string, values: readonly string[]): Promise<void> {
    const seen = await readCommitted(kafka(), topic, { expected: values.length });
    expect(seen.map(({ value }) => value)).toEqual(values);
  }
});

describe("three brokers that can be talked past", () => {
  const cluster = useProxiedKafka();
  const options = { maxBlockMs: 3_000, requestTimeoutMs: 4_000, transactionTimeoutMs: 120_000 };

  test("the coordinator is killed (-9) before and after it has read EndTxn: decided once, and as it was told", async () => {
    const { kafka, proxies, bootstrapServers } = cluster();
    const topic = "coordinator";
    await kafka.createTopic(topic, { partitions: 3, replicationFactor: 3 });
    const plan = planTransactions({ seed: 7, count: 1_000, producers: 1, partitions: 3 });
    const killed: Side[] = [];
    const restarts: Promise<void>[] = [];
    let ends = 0;
    let calm = true;
    for (const [i, proxy] of proxies.entries()) {
      let doomed = false;
      proxy.rule = ({ apiKey, frame }) => {
        const commits = apiKey === EndTxn.key && frame.at(-2) === 1; // it ends with the flag, and no tagged fields
        if (!commits) return undefined;
        // Nor does it hear the question again in what is left of its life.
        if (doomed) return { lose: "request", how: "closing" };
        if (++ends < 4 || !calm || killed.length === 2) return undefined;
        const lose = killed.length === 0 ? "request" : "response";
        killed.push(lose);
        calm = false;
        doomed = true;
        restarts.push(
          killAndRestart(kafka.brokers[i]!, lose, () => {
            doomed = false;
          }).then(() => {
            calm = true;
          }),
        );
        return { lose, how: "closing" };
      };
    }
    const producer = { ...options, bootstrapServers };
    const isEnough = (): boolean => killed.length === 2 && calm;
    const ledger = await runTransactions({ plan, topic, producer, perSecond: 2, isEnough });
    await Promise.all(restarts);
    expect(killed).toEqual(["request", "response"]);
    expect(ledger.events.get("commitTransaction: repeated after a KafkaTimeoutError")).toBeGreaterThan(0);
    expect(await auditReadCommitted(kafka, topic, 3, ledger)).toEqual(exactly);
  }, 240_000);

  test("transaction.version is raised to 2 under load: nothing lost, nobody stuck, and the producers follow", async () => {
    const { kafka, proxies, bootstrapServers, setRule } = cluster();
    const topic = "raised";
    await kafka.createTopic(topic, { partitions: 3, replicationFactor: 3 });
    await setTransactionVersion("downgrade", 0);
    const seenVersions = { before: new Set<number>(), after: new Set<number>() };
    let phase: keyof typeof seenVersions = "before";
    setRule(({ apiKey, apiVersion }) => {
      if (apiKey === EndTxn.key) seenVersions[phase].add(apiVersion);
      return undefined;
    });
    const plan = planTransactions({ seed: 8, count: 4_000, producers: 4, partitions: 3 });
    const producer = { ...options, bootstrapServers };
    let enough = false;
    const running = runTransactions({ plan, topic, producer, perSecond: 8, isEnough: () => enough });
    const raising = async (): Promise<void> => {
      await sleep(4_000);
      await setTransactionVersion("upgrade", 2);
      await sleep(4_000);
      // A connection keeps what it was told when it was opened; the next ones hear the news.
      for (const proxy of proxies) proxy.cutAll();
      phase = "after";
      await sleep(8_000);
      enough = true;
    };
    const [ledger] = await Promise.all([running, raising()]);
    expect(Math.max(...seenVersions.before)).toBeLessThan(5);
    expect(Math.max(...seenVersions.after)).toBe(5);
    expect(ledger.count("committed")).toBeGreaterThan(40);
    expect(await auditReadCommitted(kafka, topic, 3, ledger)).toEqual(exactly);

    async function setTransactionVersion(direction: "upgrade" | "downgrade", level: number): Promise<void> {
      const args = [
        "--bootstrap-server",
        kafka.bootstrapServers,
        direction,
        "--feature",
        `transaction.version=${level}`,
      ];
      await kafka.runTool("org.apache.kafka.tools.FeatureCommand", args);
    }
  });

  test("a consumer group rebalances: offsets of the generation before it are refused, and the transaction is aborted", async () => {
    const { kafka } = cluster();
    const topic = "rebalanced";
    const groupId = "rebalanced-group";
    const input = "rebalanced-input";
    await kafka.createTopic(topic, { replicationFactor: 3 });
    await kafka.createTopic(input, { partitions: 2, replicationFactor: 3 });
    const { bootstrapServers } = kafka;
    await using producer = new KafkaProducer({ ...options, bootstrapServers, transactionalId: topic });
    await decided(() => producer.initTransactions());

    // What a consumer does that reads, transforms and writes; its membership is a console consumer's.
    const commit = async (memberId: string, generationId: number, offset: number): Promise<void> => {
      producer.beginTransaction();
      void producer.send({ topic, value: `of generation ${generationId}` });
      const group = { groupId, memberId, generationId };
      await decided(() => producer.sendOffsetsToTransaction([{ topic, partition: 0, offset }], group));
      await decided(() => producer.commitTransaction());
    };
    const consumers = [consume()];
    const first = await firstOf([2]);
    await commit(first, 1, 10);
    consumers.push(consume());
    await firstOf([1, 1]); // the rebalance is over
    await expect(commit(first, 1, 20)).rejects.toThrow(TransactionAbortableError);
    await expect(decided(() => producer.commitTransaction())).rejects.toThrow(TransactionAbortableError);
    await decided(() => producer.abortTransaction());
    expect(await groupOffset(kafka, topic, groupId)).toBe(10);
    await commit(first, 2, 30);
    await expect(commit("somebody-else", 2, 40)).rejects.toThrow(TransactionAbortableError);
    await decided(() => producer.abortTransaction());
    await expect.poll(() => groupOffset(kafka, topic, groupId), { timeout: 20_000, interval: 500 }).toBe(30);
    const seen = await readCommitted(kafka, topic, { expected: 2 });
    expect(seen.map(({ value }) => value)).toEqual(["of generation 1", "of generation 2"]);
    // Each member has one partition, and leaves with its first record.
    await using goodbye = new KafkaProducer({ bootstrapServers, acks: "all", retries: 100 });
    await goodbye.sendBatch([0, 1].map((partition) => ({ topic: input, partition, value: "goodbye" })));
    await Promise.all(consumers);

    function consume(): Promise<unknown> {
      const group = ["--bootstrap-server", bootstrapServers, "--topic", input, "--group", groupId];
      return kafka.runTool(kafka.classes.consoleConsumer, [...group, "--max-messages", "1"]);
    }

    /** Waits until the group has members with so many partitions. */
    async function firstOf(partitions: readonly number[]): Promise<string> {
      let members: Awaited<ReturnType<typeof groupMembers>> = [];
      const read = async (): Promise<number[]> => {
        members = await groupMembers(kafka, groupId);
        return members.map((member) => member.partitions);
      };
      await expect.poll(read, { timeout: 60_000, interval: 500 }).toEqual(partitions);
      return members[0]!.id;
    }
  });
});

async function killAndRestart(broker: Broker, lose: Side, dead: () => void): Promise<void> {
  // A request that was let through is answered within milliseconds; only then is there an answer to be lost.
  if (lose === "response") await sleep(500);
  await broker.stop("SIGKILL");
  dead();
  await sleep(8_000); // others take over
  await broker.start();
  await sleep(3_000); // and it catches up
}

function sleep(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}

/** A call that ran into its time limit is repeated until it says. */
async function decided(call: () => Promise<void>): Promise<void> {
  for (;;) {
    try {
      return await call();
    } catch (error) {
      if (!(error instanceof KafkaTimeoutError)) throw error;
    }
  }
}
