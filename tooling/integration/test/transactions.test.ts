import { describe, expect, test } from "vitest";
import {
  auditReadCommitted,
  countEpochs,
  groupOf,
  groupOffset,
  planTransactions,
  runTransactions,
} from "../src/transactions/index.js";
import { useKafka } from "../src/use-kafka.js";
import { during, restartBrokers } from "../src/weather/index.js";

const producers = 3;
const partitions = 6;
const seed = Number(process.env.KAFKA_SEED ?? 20_260);
/** Instead of the small numbers below: `--transactions 1000`. */
const asked = Number(process.env.KAFKA_TRANSACTIONS ?? 0);
const exactly = { missing: 0, abortedVisible: 0, twice: 0, reordered: 0, misplaced: 0, unknown: 0, examples: [] };

describe.each([
  ["4.3.1", { protocol: 2, few: 150, fewKills: 2 }],
  ["2.8.2", { protocol: 1, few: 50, fewKills: 1 }],
  ["0.11.0.3", { protocol: 1, few: 50, fewKills: 1 }],
] as const)("three brokers of Kafka %s", (version, { protocol, few, fewKills }) => {
  const count = asked || few;
  const perSecond = asked ? 8 : few / (20 * fewKills);
  const kafka = useKafka({
    version,
    brokers: 3,
    properties: {
      // Leadership comes back to a restarted broker soon, so that the next fault hits a leader again.
      "leader.imbalance.check.interval.seconds": 5,
      "leader.imbalance.per.broker.percentage": 0,
    },
  });

  test(
    `${count} commits and aborts, brokers killed (-9) one after the other: read-committed is what was committed`,
    async () => {
      const topic = "ledger";
      await kafka().createTopic(topic, { partitions, replicationFactor: 3 });
      const plan = planTransactions({ seed, count, producers, partitions });
      const running = runTransactions({
        plan,
        topic,
        perSecond,
        producer: {
          bootstrapServers: kafka().bootstrapServers,
          // Shorter than an outage, so that calls end undecided and are repeated.
          maxBlockMs: 3_000,
          requestTimeoutMs: 4_000,
          transactionTimeoutMs: 120_000,
        },
      });
      let kills = 0;
      const ledger = await during(running, async (over) => {
        kills = await restartBrokers(kafka(), "SIGKILL", over);
      });
      const epochs = await countEpochs(kafka(), topic);
      console.info(
        `Kafka ${version}, seed ${seed}: ${ledger.count("committed")} committed (${ledger.committedRecords} records), ` +
          `${ledger.count("aborted")} aborted, ${kills} kills, ${epochs} epochs; ${JSON.stringify(Object.fromEntries(ledger.events))}`,
      );

      expect(kills).toBeGreaterThanOrEqual(asked ? 2 : fewKills);
      expect(ledger.count("committed") + ledger.count("aborted")).toBe(count);
      expect(ledger.count("committed")).toBeGreaterThan(count / 3);
      expect(await auditReadCommitted(kafka(), topic, partitions, ledger)).toEqual(exactly);
      for (let producer = 0; producer < producers; producer++) {
        const offset = ledger.committedOffset(producer);
        // The marker of the last transaction may still be on its way to the group.
        const read = () => groupOffset(kafka(), topic, groupOf(topic, producer));
        await expect.poll(read, { timeout: 20_000, interval: 1_000 }).toBe(offset);
      }
      // Which protocol it was, as the log tells: an epoch for each transaction, or one for many.
      if (protocol === 2) expect(epochs).toBeGreaterThan(count * 0.7);
      else expect(epochs).toBeLessThan(count / 2);
    },
    300_000 + (count / perSecond) * 4_000,
  );
});
