/** Runs a plan in virtual time: a whole cluster and whole producers, without a socket or a timer of the machine. */
import { changeResponse, DevCluster, times } from "@k/dev-broker";
import type { KafkaProducer, ProducerOptions } from "@k/producer";
import { InitProducerId } from "@k/protocol";
import type { Plan, ProducerPlan } from "../plan/index.js";
import { Random } from "../random.js";
import { SimulatedClock } from "../simulated-clock.js";
import { CountingClock } from "./counting-clock.js";
import type { History, ProducerEnd } from "./history.js";
import { inflict, partitionCount } from "./inflict.js";
import { type Application, groupOf, runTransactions, sendBursts, sendProbe } from "./load.js";
import { readLogs } from "./read-logs.js";
import { Recorder } from "./recorder.js";
import { TOPIC } from "./topic.js";

/** Gives the producer class that numbers partitions from a sequence on: 0, unless a wrap is simulated. */
export type ProducerClasses = (firstSequence: number) => Promise<typeof KafkaProducer>;

/** More than any run may take. */
const LIMIT_MS = 900_000;
/** After the last fault a producer has forgotten it within its longest back-offs and timeouts. */
const RECOVERY_MS = 60_000;
/** Late requests arrive, followers catch up, open transactions time out. */
const AFTERMATH_MS = 200_000;

export async function runPlan(plan: Plan, classOf: ProducerClasses): Promise<History> {
  const classes = await Promise.all(plan.producers.map(({ firstSequence }) => classOf(firstSequence)));
  const clock = new SimulatedClock();
  const recorder = new Recorder(clock);
  const onThrown = (reason: unknown): void => recorder.fail(reason);
  process.on("unhandledRejection", onThrown);
  process.on("uncaughtException", onThrown);
  try {
    const cluster = await startCluster(plan, clock);
    const run = new Run(plan, cluster, clock, recorder);
    await run.all(classes);
    await clock.advance(AFTERMATH_MS);
    const log = readLogs(cluster, partitionCount(cluster));
    const ends = run.ends();
    await clock.run(cluster.close(), LIMIT_MS);
    const { sent, transactions, flushes, events, failures } = recorder;
    const endedAtMs = clock.now();
    return {
      plan,
      sent,
      log,
      transactions,
      flushes,
      producers: ends,
      events,
      endedAtMs,
      timersLeft: clock.pending,
      failures,
    };
  } finally {
    process.off("unhandledRejection", onThrown);
    process.off("uncaughtException", onThrown);
  }
}

async function startCluster({ cluster: plan, seed, producers }: Plan, clock: SimulatedClock): Promise<DevCluster> {
  const ofNetwork = new Random(seed ^ 0x5bd1e995);
  const ofCluster = new Random(seed ^ 0x2f0b4a27);
  const [first, ...others] = plan.versions;
  const cluster = await DevCluster.start({
    brokers: 1,
    ...(first !== undefined && { version: first }),
    transport: "memory",
    topicConfig: plan.topicConfig,
    defaultReplicationFactor: plan.versions.length,
    networkLatencyMs: () => plan.latencyMs * ofNetwork.next(),
    replicationLagMs: () => plan.replicationLagMs * ofCluster.next(),
    replicaLagTimeMaxMs: plan.replicaLagTimeMaxMs,
    brokerSessionTimeoutMs: plan.brokerSessionTimeoutMs,
    transactionMarkerLagMs: () => plan.transactionMarkerLagMs * ofCluster.next(),
    clock,
    random: ofCluster.next,
  });
  for (const version of others) await cluster.addBroker({ version });
  cluster.createTopic(TOPIC, { partitions: plan.partitions });
  if (plan.firstEpoch > 0) {
    const lateEpoch = changeResponse<typeof InitProducerId>((response) => ({
      ...response,
      producerEpoch: plan.firstEpoch,
    }));
    cluster.intercept(InitProducerId, lateEpoch, { when: times(producers.length) });
  }
  return cluster;
}

class Run {
  readonly #plan: Plan;
  readonly #cluster: DevCluster;
  readonly #clock: SimulatedClock;
  readonly #recorder: Recorder;
  /** Fulfilled when every load has ended and the faults are over. */
  readonly #healed: Promise<void>;
  #heal!: () => void;
  #loadsLeft: number;
  readonly #producers: KafkaProducer[] = [];
  readonly #probes: ProducerEnd["probe"][] = [];
  readonly #timersLeft: number[] = [];

  constructor(plan: Plan, cluster: DevCluster, clock: SimulatedClock, recorder: Recorder) {
    this.#plan = plan;
    this.#cluster = cluster;
    this.#clock = clock;
    this.#recorder = recorder;
    this.#loadsLeft = plan.producers.length;
    this.#healed = new Promise((resolve) => {
      this.#heal = resolve;
    });
    for (const fault of plan.faults) {
      clock.setTimer(() => {
        recorder.tell(JSON.stringify(fault));
        inflict(fault, cluster, clock);
      }, fault.atMs);
    }
  }

  async all(classes: readonly (typeof KafkaProducer)[]): Promise<void> {
    const runs = this.#plan.producers.map(async (plan, index) => {
      await this.#clock.pass(plan.startMs);
      const clock = new CountingClock(this.#clock);
      const ProducerClass = classes[index] as typeof KafkaProducer;
      const producer = new ProducerClass(
        optionsOf(plan, index, this.#plan.seed, this.#cluster, { own: clock, shared: this.#clock }),
      );
      this.#producers[index] = producer;
      await this.#live(producer, plan, index);
      this.#timersLeft[index] = clock.pending;
    });
    try {
      await this.#clock.run(Promise.all(runs), LIMIT_MS);
    } catch (error) {
      this.#recorder.fail(error);
      await this.#cleanUp();
    }
  }

  ends(): ProducerEnd[] {
    return this.#plan.producers.map(({ options }, index) => {
      const offset = this.#cluster.committedOffsets(groupOf(index)).get(`${TOPIC}-0`)?.offset;
      return {
        probe: this.#probes[index],
        timersLeft: this.#timersLeft[index] ?? 0,
        bytesLeft: options.bufferMemory - availableBytes(this.#producers[index]),
        groupOffset: offset === undefined ? undefined : Number(offset),
      };
    });
  }

  async #live(producer: KafkaProducer, plan: ProducerPlan, index: number): Promise<void> {
    const { load, seed } = this.#plan;
    const random = new Random(seed ^ 0x7f4a7c15 ^ index);
    const application: Application = { index, producer, load, recorder: this.#recorder, clock: this.#clock, random };
    const work =
      plan.transactionalId === undefined ? sendBursts(application).then(() => true) : runTransactions(application);
    if (plan.abruptCloseMs !== undefined) {
      await Promise.race([work, this.#clock.pass(random.whole(0, 3000))]);
      this.#recorder.tell(`producer ${index} is closed within ${plan.abruptCloseMs} ms`);
      await producer.close({ timeoutMs: plan.abruptCloseMs });
      // What the application does with a closed producer fails, and ends.
      await work.catch(() => {});
      await this.#loadEnded();
      return;
    }
    const usable = await work;
    if (plan.transactionalId === undefined) await this.#recorder.flush(producer, index);
    await this.#loadEnded();
    if (usable && !this.#isOutdated(plan, index)) await this.#probe(application);
    await producer.close();
  }

  /** A twin has taken over, or will. */
  #isOutdated({ transactionalId }: ProducerPlan, index: number): boolean {
    return (
      transactionalId !== undefined &&
      this.#plan.producers.some((other, at) => at !== index && other.transactionalId === transactionalId)
    );
  }

  async #probe(application: Application): Promise<void> {
    const startedMs = this.#clock.now();
    let isAcknowledged = false;
    let tookMs = 0;
    while (!isAcknowledged && tookMs <= RECOVERY_MS) {
      try {
        isAcknowledged = (await sendProbe(application)).outcome?.kind === "acknowledged";
      } catch (error) {
        this.#recorder.tell(`the probe of producer ${application.index} failed: ${String(error)}`);
      }
      await this.#clock.pass(100);
      tookMs = this.#clock.now() - startedMs;
    }
    this.#probes[application.index] = { isAcknowledged, tookMs };
  }

  async #loadEnded(): Promise<void> {
    this.#loadsLeft--;
    if (this.#loadsLeft === 0) {
      await this.#endFaults();
      this.#heal();
    }
    await this.#healed;
  }

  async #endFaults(): Promise<void> {
    // Not before the last one: a producer must also live through what comes when it is idle.
    const lastMs = Math.max(0, ...this.#plan.faults.map((fault) => fault.atMs + ("forMs" in fault ? fault.forMs : 0)));
    await this.#clock.pass(Math.max(0, lastMs + 1 - this.#clock.now()));
    this.#cluster.clearFaults();
    this.#recorder.tell("all faults are over");
  }

  /** A run that does not end is a finding; what is left of it is put away all the same. */
  async #cleanUp(): Promise<void> {
    for (const producer of this.#producers.filter((made) => made !== undefined)) {
      try {
        await this.#clock.run(producer.close({ timeoutMs: 0 }), LIMIT_MS);
      } catch (error) {
        this.#recorder.fail(error);
      }
    }
  }
}

function optionsOf(
  { options, transactionalId }: ProducerPlan,
  index: number,
  seed: number,
  cluster: DevCluster,
  clocks: { readonly own: CountingClock; readonly shared: SimulatedClock },
): ProducerOptions {
  const random = new Random(seed ^ 0x1b873593 ^ (index << 16));
  return {
    ...options,
    clientId: `simulated-${index}`,
    bootstrapServers: cluster.bootstrapServers,
    connect: cluster.connect,
    clock: clocks.own,
    random: random.next,
    // A codec on another thread is done at a moment that no seed decides: here it is done at once, and says so later.
    closeBatch: (records) =>
      new Promise((resolve) => {
        clocks.shared.setTimer(() => resolve(records.close()), random.next() * 3);
      }),
    ...(transactionalId !== undefined && { transactionalId, transactionTimeoutMs: 60_000 }),
  };
}

function availableBytes(producer: KafkaProducer | undefined): number {
  return producer?.metrics()["producer-metrics"]?.["buffer-available-bytes"] ?? 0;
}
