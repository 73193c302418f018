/** The dispatch table, and thereby the ApiVersions answer. */
import type { VersionRange } from "../request-context.js";
import { apiVersions } from "./api-versions.js";
import { createTopics } from "./create-topics.js";
import { deleteTopics } from "./delete-topics.js";
import { fetch } from "./fetch.js";
import type { AnyHandler } from "./handler.js";
import { initProducerId } from "./init-producer-id.js";
import { listOffsets } from "./list-offsets.js";
import { metadata } from "./metadata.js";
import { produce } from "./produce.js";

export type { Answer, AnyHandler, Handler } from "./handler.js";

export const handlers: ReadonlyMap<number, AnyHandler> = new Map(
  [produce, fetch, listOffsets, metadata, apiVersions, createTopics, deleteTopics, initProducerId].map((handler) => [
    handler.api.key,
    handler as AnyHandler,
  ]),
);

/** What Kafka 4.x serves of the APIs above. */
export const servedVersions: ReadonlyMap<number, VersionRange> = new Map([
  // Kafka 4.x lists Produce from 0 for the sake of librdkafka, and takes it from 3 (KAFKA-18659).
  [produce.api.key, { min: 0, max: 13 }],
  [fetch.api.key, { min: 4, max: 18 }],
  [listOffsets.api.key, { min: 1, max: 9 }],
  [metadata.api.key, { min: 0, max: 13 }],
  [apiVersions.api.key, { min: 0, max: 4 }],
  [createTopics.api.key, { min: 2, max: 7 }],
  [deleteTopics.api.key, { min: 1, max: 6 }],
  [initProducerId.api.key, { min: 0, max: 5 }],
]);
