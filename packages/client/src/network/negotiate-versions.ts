/** Asks a broker which API versions it speaks. */
import { ApiVersions, BrokerError, ErrorCode, type ResponseOf } from "@k/protocol";
import { KafkaConnectionError } from "../errors.js";
import type { Connection } from "./connection.js";
import { formatEndpoint } from "./endpoint.js";
import { NodeApiVersions, type VersionRange } from "./node-api-versions.js";

/** Who we are, in brokers' metrics (KIP-511): letters, digits, dots and dashes only. */
export interface ClientSoftware {
  readonly name: string;
  readonly version: string;
}

// v5 only adds a check of cluster and node ids, and no released broker asks for it.
const FIRST_VERSION = 4;

// KIP-511: a broker that does not know our version answers v0 with UNSUPPORTED_VERSION and, since 2.4, the range it
// does know. Each round asks with a lower version than the last, so a broker that refuses everything ends the loop.
export async function negotiateVersions(connection: Connection, software: ClientSoftware): Promise<NodeApiVersions> {
  let version = FIRST_VERSION;
  for (;;) {
    const asked = version;
    const response = await connection.request(
      ApiVersions,
      version,
      { clientSoftwareName: software.name, clientSoftwareVersion: software.version },
      { answerVersion: (frame) => (peekErrorCode(frame) === ErrorCode.UNSUPPORTED_VERSION ? 0 : asked) },
    );
    if (response.errorCode === ErrorCode.NONE) return toNodeApiVersions(response, connection);
    const where = formatEndpoint(connection.endpoint);
    const error = new BrokerError(response.errorCode, `ApiVersions v${version} to ${where}`);
    if (response.errorCode !== ErrorCode.UNSUPPORTED_VERSION || version === 0) {
      throw new KafkaConnectionError(`the broker at ${where} does not say which versions it speaks`, { cause: error });
    }
    version = nextVersion(response, version);
  }
}

/** The error code comes right after the correlation id, in every version. */
function peekErrorCode(frame: Uint8Array): number {
  return frame.length < 6 ? 0 : (frame[4]! << 8) | frame[5]!;
}

function nextVersion(response: ResponseOf<typeof ApiVersions>, refused: number): number {
  const known = response.apiKeys.find(({ apiKey }) => apiKey === ApiVersions.key);
  if (known === undefined || known.maxVersion < 0) return 0;
  return Math.min(known.maxVersion, refused - 1);
}

function toNodeApiVersions(response: ResponseOf<typeof ApiVersions>, connection: Connection): NodeApiVersions {
  const ranges = new Map<number, VersionRange>();
  for (const { apiKey, minVersion, maxVersion } of response.apiKeys) {
    // An empty range is how a broker may say that it has an API switched off.
    if (maxVersion >= minVersion) ranges.set(apiKey, { min: minVersion, max: maxVersion });
  }
  if (ranges.size === 0) {
    throw new KafkaConnectionError(`the broker at ${formatEndpoint(connection.endpoint)} lists no API at all`);
  }
  const features = response.finalizedFeatures.map(({ name, maxVersionLevel }) => [name, maxVersionLevel] as const);
  return new NodeApiVersions(ranges, "negotiated", new Map(features));
}
