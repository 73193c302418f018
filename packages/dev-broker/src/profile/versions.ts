/** The profiles by name. Version ranges are those that the real brokers answered to ApiVersions (v0). */
import type { BrokerProfile, VersionRange } from "./broker-profile.js";

/** API keys in the order of the columns below. */
const COLUMNS = {
  Produce: 0,
  Fetch: 1,
  ListOffsets: 2,
  Metadata: 3,
  OffsetFetch: 9,
  FindCoordinator: 10,
  ListGroups: 16,
  SaslHandshake: 17,
  ApiVersions: 18,
  CreateTopics: 19,
  DeleteTopics: 20,
  InitProducerId: 22,
  AddPartitionsToTxn: 24,
  AddOffsetsToTxn: 25,
  EndTxn: 26,
  TxnOffsetCommit: 28,
  DescribeConfigs: 32,
  SaslAuthenticate: 36,
  CreatePartitions: 37,
  IncrementalAlterConfigs: 44,
  DescribeCluster: 60,
} as const;

type Ranges = { readonly [name in keyof typeof COLUMNS]?: `${number}-${number}` };

const ZOOKEEPER = { controllerOnly: true, transactionVersion: 0, verifiesTransactions: false } as const;
const MODERN = {
  unknownApi: "close",
  answersUnknownVersions: false,
  magic: 2,
  hidesBrokersWithoutTopics: false,
  lowestProduceVersion: 0,
  refusesUnknownProducers: false,
  controllerOnly: false,
} as const;

/** The brokers that there are profiles of: each stands for the releases up to the next one. */
export type BrokerVersion = "0.8.2" | "0.9" | "0.10.0" | "0.10.2" | "0.11" | "1.1" | "2.4" | "2.8" | "3.9" | "4.1";

const profiles: Readonly<Record<BrokerVersion, Omit<BrokerProfile, "name">>> = {
  "0.8.2": profile(
    { Produce: "0-0", Fetch: "0-0", ListOffsets: "0-0", Metadata: "0-0", OffsetFetch: "0-1", FindCoordinator: "0-0" },
    { ...MODERN, ...ZOOKEEPER, answersUnknownVersions: true, hidesBrokersWithoutTopics: true, magic: 0 },
  ),
  "0.9": profile(
    {
      Produce: "0-1",
      Fetch: "0-1",
      ListOffsets: "0-0",
      Metadata: "0-0",
      OffsetFetch: "0-1",
      FindCoordinator: "0-0",
      ListGroups: "0-0",
    },
    { ...MODERN, ...ZOOKEEPER, unknownApi: "silence", answersUnknownVersions: true, magic: 0 },
  ),
  "0.10.0": profile(
    {
      Produce: "0-2",
      Fetch: "0-2",
      ListOffsets: "0-0",
      Metadata: "0-1",
      OffsetFetch: "0-1",
      FindCoordinator: "0-0",
      ListGroups: "0-0",
      SaslHandshake: "0-0",
      ApiVersions: "0-0",
    },
    { ...MODERN, ...ZOOKEEPER, magic: 1 },
  ),
  "0.10.2": profile(
    {
      Produce: "0-2",
      Fetch: "0-3",
      ListOffsets: "0-1",
      Metadata: "0-2",
      OffsetFetch: "0-2",
      FindCoordinator: "0-0",
      ListGroups: "0-0",
      SaslHandshake: "0-0",
      ApiVersions: "0-0",
      CreateTopics: "0-1",
      DeleteTopics: "0-0",
    },
    { ...MODERN, ...ZOOKEEPER, magic: 1 },
  ),
  "0.11": profile(
    {
      Produce: "0-3",
      Fetch: "0-5",
      ListOffsets: "0-2",
      Metadata: "0-4",
      OffsetFetch: "0-3",
      FindCoordinator: "0-1",
      ListGroups: "0-1",
      SaslHandshake: "0-0",
      ApiVersions: "0-1",
      CreateTopics: "0-2",
      DeleteTopics: "0-1",
      InitProducerId: "0-0",
      AddPartitionsToTxn: "0-0",
      AddOffsetsToTxn: "0-0",
      EndTxn: "0-0",
      TxnOffsetCommit: "0-0",
      DescribeConfigs: "0-0",
    },
    { ...MODERN, ...ZOOKEEPER, refusesUnknownProducers: true },
  ),
  "1.1": profile(
    {
      Produce: "0-5",
      Fetch: "0-7",
      ListOffsets: "0-2",
      Metadata: "0-5",
      OffsetFetch: "0-3",
      FindCoordinator: "0-1",
      ListGroups: "0-1",
      SaslHandshake: "0-1",
      ApiVersions: "0-1",
      CreateTopics: "0-2",
      DeleteTopics: "0-1",
      InitProducerId: "0-0",
      AddPartitionsToTxn: "0-0",
      AddOffsetsToTxn: "0-0",
      EndTxn: "0-0",
      TxnOffsetCommit: "0-0",
      DescribeConfigs: "0-1",
      SaslAuthenticate: "0-0",
      CreatePartitions: "0-0",
    },
    { ...MODERN, ...ZOOKEEPER, refusesUnknownProducers: true },
  ),
  "2.4": profile(
    {
      Produce: "0-8",
      Fetch: "0-11",
      ListOffsets: "0-5",
      Metadata: "0-9",
      OffsetFetch: "0-6",
      FindCoordinator: "0-3",
      ListGroups: "0-3",
      SaslHandshake: "0-1",
      ApiVersions: "0-3",
      CreateTopics: "0-5",
      DeleteTopics: "0-4",
      InitProducerId: "0-2",
      AddPartitionsToTxn: "0-1",
      AddOffsetsToTxn: "0-1",
      EndTxn: "0-1",
      TxnOffsetCommit: "0-2",
      DescribeConfigs: "0-2",
      SaslAuthenticate: "0-1",
      CreatePartitions: "0-1",
      IncrementalAlterConfigs: "0-1",
    },
    { ...MODERN, ...ZOOKEEPER, refusesUnknownProducers: true },
  ),
  "2.8": profile(
    {
      Produce: "0-9",
      Fetch: "0-12",
      ListOffsets: "0-6",
      Metadata: "0-11",
      OffsetFetch: "0-7",
      FindCoordinator: "0-3",
      ListGroups: "0-4",
      SaslHandshake: "0-1",
      ApiVersions: "0-3",
      CreateTopics: "0-7",
      DeleteTopics: "0-6",
      InitProducerId: "0-4",
      AddPartitionsToTxn: "0-3",
      AddOffsetsToTxn: "0-3",
      EndTxn: "0-3",
      TxnOffsetCommit: "0-3",
      DescribeConfigs: "0-4",
      SaslAuthenticate: "0-2",
      CreatePartitions: "0-3",
      IncrementalAlterConfigs: "0-1",
      DescribeCluster: "0-0",
    },
    { ...MODERN, ...ZOOKEEPER },
  ),
  "3.9": profile(
    {
      Produce: "0-11",
      Fetch: "0-17",
      ListOffsets: "0-9",
      Metadata: "0-12",
      OffsetFetch: "0-9",
      FindCoordinator: "0-6",
      ListGroups: "0-5",
      SaslHandshake: "0-1",
      ApiVersions: "0-4",
      CreateTopics: "0-7",
      DeleteTopics: "0-6",
      InitProducerId: "0-5",
      AddPartitionsToTxn: "0-5",
      AddOffsetsToTxn: "0-4",
      EndTxn: "0-4",
      TxnOffsetCommit: "0-4",
      DescribeConfigs: "0-4",
      SaslAuthenticate: "0-2",
      CreatePartitions: "0-3",
      IncrementalAlterConfigs: "0-1",
      DescribeCluster: "0-1",
    },
    { ...MODERN, transactionVersion: 0, verifiesTransactions: true },
  ),
  "4.1": profile(
    {
      // From 0 for the sake of librdkafka; what is below 3 is not served (KAFKA-18659).
      Produce: "0-13",
      Fetch: "4-18",
      ListOffsets: "1-10",
      Metadata: "0-13",
      OffsetFetch: "1-9",
      FindCoordinator: "0-6",
      ListGroups: "0-5",
      SaslHandshake: "0-1",
      ApiVersions: "0-4",
      CreateTopics: "2-7",
      DeleteTopics: "1-6",
      InitProducerId: "0-5",
      AddPartitionsToTxn: "0-5",
      AddOffsetsToTxn: "0-4",
      EndTxn: "0-5",
      TxnOffsetCommit: "0-5",
      DescribeConfigs: "1-4",
      SaslAuthenticate: "0-2",
      CreatePartitions: "0-3",
      IncrementalAlterConfigs: "0-1",
      DescribeCluster: "0-2",
    },
    { ...MODERN, lowestProduceVersion: 3, transactionVersion: 2, verifiesTransactions: true },
  ),
};

export const LATEST: BrokerVersion = "4.1";

export function profileOf(name: BrokerVersion): BrokerProfile {
  const found = profiles[name];
  if (found === undefined) throw new TypeError(`version ${name}: there are ${Object.keys(profiles).join(", ")}`);
  return { ...found, name };
}

type Behaviour = Omit<BrokerProfile, "name" | "apiVersions">;

function profile(ranges: Ranges, behaviour: Behaviour): Omit<BrokerProfile, "name"> {
  const apiVersions = new Map<number, VersionRange>();
  for (const [name, range] of Object.entries(ranges)) {
    const [min, max] = range.split("-").map(Number) as [number, number];
    apiVersions.set(COLUMNS[name as keyof typeof COLUMNS], { min, max });
  }
  return { apiVersions, ...behaviour };
}
