/** Which versions of which APIs one broker speaks, as it said on this connection, and which of them to use. */
import type { AnyApi } from "@k/protocol";
import { UnsupportedVersionError } from "../errors.js";

export interface VersionRange {
  readonly min: number;
  readonly max: number;
}

/** Limits that the caller sets beyond what the broker and we can do. */
export interface VersionBounds {
  readonly minVersion?: number | undefined;
  readonly maxVersion?: number | undefined;
}

export class NodeApiVersions {
  /** `negotiated`, or the Kafka release whose table was taken because the broker cannot say. */
  readonly source: string;
  /** Cluster-wide feature levels (KIP-584) as this broker knows them, e.g. `transaction.version` is 2. */
  readonly finalizedFeatures: ReadonlyMap<string, number>;
  readonly #ranges: ReadonlyMap<number, VersionRange>;

  constructor(
    ranges: ReadonlyMap<number, VersionRange>,
    source: string,
    finalizedFeatures: ReadonlyMap<string, number> = new Map(),
  ) {
    this.#ranges = ranges;
    this.source = source;
    this.finalizedFeatures = finalizedFeatures;
  }

  /** The highest version that the broker, this library and the caller have in common, if any. */
  find(api: AnyApi, bounds: VersionBounds = {}): number | undefined {
    const range = this.#ranges.get(api.key);
    if (range === undefined) return undefined;
    const version = Math.min(range.max, api.latestStableVersion, bounds.maxVersion ?? api.latestStableVersion);
    return version >= Math.max(range.min, api.minVersion, bounds.minVersion ?? 0) ? version : undefined;
  }

  /** As `find`, but throws an error that says who can do what. */
  pick(api: AnyApi, bounds: VersionBounds, broker: string): number {
    const version = this.find(api, bounds);
    if (version !== undefined) return version;
    const range = this.#ranges.get(api.key);
    const theirs = range === undefined ? "does not have it" : `speaks v${range.min} to v${range.max}`;
    const ours = `v${Math.max(api.minVersion, bounds.minVersion ?? 0)} to v${Math.min(api.latestStableVersion, bounds.maxVersion ?? api.latestStableVersion)}`;
    throw new UnsupportedVersionError(
      `${api.name}: broker ${broker} ${theirs} (${this.source}), and ${ours} is wanted here`,
    );
  }
}
