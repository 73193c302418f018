/** Lets the Java producer of a Kafka version write all that it can: every codec, with and without keys, idempotent, in transactions. */

import type { KafkaCluster } from "@k/kafka-tooling";
import { isAtLeast } from "@k/kafka-tooling";
import { KafkaProducer } from "@k/producer";

/** A topic of one partition, written in many batches of many kinds. Resolves with how many records were written. */
export async function javaWrites(kafka: KafkaCluster, topic: string): Promise<number> {
  let written = 0;
  for (const codec of kafka.kafka.codecs) {
    written += await writeLines(kafka, topic, { codec, keyed: true, count: 400 });
    written += await writeLines(kafka, topic, { codec, keyed: false, count: 20 });
  }
  if (kafka.kafka.magic === 2) {
    written += await writeLines(kafka, topic, { codec: "none", keyed: true, count: 50, idempotent: true });
    written += await writeTransactions(kafka, topic);
  }
  if (isAtLeast(kafka.kafka, "3.2")) written += await writeHeadersAndTombstones(kafka, topic);
  return written;
}

interface Lines {
  readonly codec: string;
  readonly keyed: boolean;
  readonly count: number;
  readonly idempotent?: boolean;
}

async function writeLines(kafka: KafkaCluster, topic: string, lines: Lines): Promise<number> {
  const { codec, keyed, count, idempotent } = lines;
  const values = Array.from({ length: count }, (_, i) =>
    i % 10 === 3 ? "" : `${codec} ${i} ünï ${"abc ".repeat(i % 60)}`,
  );
  await console(kafka, topic, {
    input: values.map((value, i) => (keyed ? `key ${i % 7}\t${value}` : value)),
    args: [
      ...(codec === "none" ? [] : [`--compression-codec=${codec}`]),
      ...(keyed ? ["--property", "parse.key=true"] : []),
      ...(idempotent ? ["--request-required-acks", "-1", "--producer-property", "enable.idempotence=true"] : []),
    ],
  });
  return count;
}

async function writeHeadersAndTombstones(kafka: KafkaCluster, topic: string): Promise<number> {
  const properties = ["parse.key=true", "parse.headers=true", "null.marker=NULL"];
  await console(kafka, topic, {
    input: ["a:1,b:2,a:3\tkey\tvalue", "NULL\tkey\tNULL", "x:\tNULL\tvalue"],
    args: properties.flatMap((property) => ["--property", property]),
  });
  return 3;
}

/**
 * One committed and one aborted, each a batch and the marker that the broker writes; by our producer, since the old jars have no tool
 * that could.
 */
async function writeTransactions(kafka: KafkaCluster, topic: string): Promise<number> {
  const producer = new KafkaProducer({ bootstrapServers: kafka.bootstrapServers, transactionalId: `tx-${topic}` });
  try {
    await producer.initTransactions();
    for (const end of ["commitTransaction", "abortTransaction"] as const) {
      producer.beginTransaction();
      await Promise.all([0, 1, 2, 3, 4].map((i) => producer.send({ topic, key: `t${i}`, value: end })));
      await producer[end]();
    }
  } finally {
    await producer.close();
  }
  return 2 * (5 + 1);
}

async function console(
  { kafka, classes, bootstrapServers, runTool }: KafkaCluster,
  topic: string,
  { input, args }: { input: readonly string[]; args: readonly string[] },
): Promise<void> {
  const address = isAtLeast(kafka, "2.5") ? "--bootstrap-server" : "--broker-list";
  // 0.8.2 has two producers, the old one in Scala and the one that all later versions have.
  const flavour = isAtLeast(kafka, "0.9") ? [] : ["--new-producer"];
  await runTool(classes.consoleProducer, [...flavour, address, bootstrapServers, "--topic", topic, ...args], {
    input: `${input.join("\n")}\n`,
    flags: utf8Flags,
  });
}

/** What a JVM needs to read and print UTF-8 whatever the locale. */
export const utf8Flags = ["-Dfile.encoding=UTF-8", "-Dsun.stdout.encoding=UTF-8"];
