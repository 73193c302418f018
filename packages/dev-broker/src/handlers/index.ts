/** The dispatch table. Which versions of it a broker lists and serves is a matter of its profile. */
import { apiVersions } from "./api-versions.js";
import { createTopics } from "./create-topics.js";
import { deleteTopics } from "./delete-topics.js";
import { fetch } from "./fetch.js";
import type { AnyHandler } from "./handler.js";
import { initProducerId } from "./init-producer-id.js";
import { listOffsets } from "./list-offsets.js";
import { metadata } from "./metadata.js";
import { produce } from "./produce.js";
import { saslAuthenticate } from "./sasl-authenticate.js";
import { saslHandshake } from "./sasl-handshake.js";

export type { Answer, AnyHandler, Handler } from "./handler.js";

export const handlers: ReadonlyMap<number, AnyHandler> = new Map(
  [
    produce,
    fetch,
    listOffsets,
    metadata,
    saslHandshake,
    apiVersions,
    createTopics,
    deleteTopics,
    initProducerId,
    saslAuthenticate,
  ].map((handler) => [handler.api.key, handler as AnyHandler]),
);
