/** The dispatch table. Which versions of it a broker lists and serves is a matter of its profile. */
import { addOffsetsToTxn } from "./add-offsets-to-txn.js";
import { addPartitionsToTxn } from "./add-partitions-to-txn.js";
import { apiVersions } from "./api-versions.js";
import { createPartitions } from "./create-partitions.js";
import { createTopics } from "./create-topics.js";
import { deleteTopics } from "./delete-topics.js";
import { describeCluster } from "./describe-cluster.js";
import { describeConfigs } from "./describe-configs.js";
import { endTxn } from "./end-txn.js";
import { fetch } from "./fetch.js";
import { findCoordinator } from "./find-coordinator.js";
import type { AnyHandler } from "./handler.js";
import { incrementalAlterConfigs } from "./incremental-alter-configs.js";
import { initProducerId } from "./init-producer-id.js";
import { listGroups } from "./list-groups.js";
import { listOffsets } from "./list-offsets.js";
import { metadata } from "./metadata.js";
import { offsetFetch } from "./offset-fetch.js";
import { produce } from "./produce.js";
import { saslAuthenticate } from "./sasl-authenticate.js";
import { saslHandshake } from "./sasl-handshake.js";
import { txnOffsetCommit } from "./txn-offset-commit.js";

export type { Answer, AnyHandler, Handler } from "./handler.js";

/** By API key. */
export const handlers: ReadonlyMap<number, AnyHandler> = new Map(
  [
    produce,
    fetch,
    listOffsets,
    metadata,
    offsetFetch,
    findCoordinator,
    listGroups,
    saslHandshake,
    apiVersions,
    createTopics,
    deleteTopics,
    initProducerId,
    addPartitionsToTxn,
    addOffsetsToTxn,
    endTxn,
    txnOffsetCommit,
    describeConfigs,
    saslAuthenticate,
    createPartitions,
    incrementalAlterConfigs,
    describeCluster,
  ].map((handler) => [handler.api.key, handler as AnyHandler]),
);
