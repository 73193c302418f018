import type { AnyApi } from "../schema/index.js";
import { AddOffsetsToTxn } from "./add-offsets-to-txn.js";
import { AddPartitionsToTxn } from "./add-partitions-to-txn.js";
import { ApiVersions } from "./api-versions.js";
import { CreatePartitions } from "./create-partitions.js";
import { CreateTopics } from "./create-topics.js";
import { DeleteTopics } from "./delete-topics.js";
import { DescribeCluster } from "./describe-cluster.js";
import { DescribeConfigs } from "./describe-configs.js";
import { EndTxn } from "./end-txn.js";
import { Fetch } from "./fetch.js";
import { FindCoordinator } from "./find-coordinator.js";
import { GetTelemetrySubscriptions } from "./get-telemetry-subscriptions.js";
import { IncrementalAlterConfigs } from "./incremental-alter-configs.js";
import { InitProducerId } from "./init-producer-id.js";
import { ListGroups } from "./list-groups.js";
import { ListOffsets } from "./list-offsets.js";
import { Metadata } from "./metadata.js";
import { OffsetFetch } from "./offset-fetch.js";
import { Produce } from "./produce.js";
import { PushTelemetry } from "./push-telemetry.js";
import { SaslAuthenticate } from "./sasl-authenticate.js";
import { SaslHandshake } from "./sasl-handshake.js";
import { TxnOffsetCommit } from "./txn-offset-commit.js";

/** Every API, ascending by key. */
export const apis: readonly AnyApi[] = [
  Produce,
  Fetch,
  ListOffsets,
  Metadata,
  OffsetFetch,
  FindCoordinator,
  ListGroups,
  SaslHandshake,
  ApiVersions,
  CreateTopics,
  DeleteTopics,
  InitProducerId,
  AddPartitionsToTxn,
  AddOffsetsToTxn,
  EndTxn,
  TxnOffsetCommit,
  DescribeConfigs,
  SaslAuthenticate,
  CreatePartitions,
  IncrementalAlterConfigs,
  DescribeCluster,
  GetTelemetrySubscriptions,
  PushTelemetry,
];

const byKey: ReadonlyMap<number, AnyApi> = new Map(apis.map((api) => [api.key, api]));

/** The API that a number in a request header stands for, if it is one of ours. */
export function apiByKey(key: number): AnyApi | undefined {
  return byKey.get(key);
}
