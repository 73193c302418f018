/**
 * What released brokers speak, for brokers that cannot be asked (before 0.10) and for callers who name a release
 * instead of asking. From the ApiVersions answers of real brokers; for 0.8 and 0.9 from their behaviour, since those
 * answer versions that they do not know in an older form.
 */
import {
  AddOffsetsToTxn,
  AddPartitionsToTxn,
  ApiVersions,
  CreateTopics,
  DeleteTopics,
  EndTxn,
  Fetch,
  FindCoordinator,
  InitProducerId,
  ListGroups,
  ListOffsets,
  Metadata,
  OffsetFetch,
  Produce,
  SaslAuthenticate,
  SaslHandshake,
  TxnOffsetCommit,
} from "@k/protocol";
import { NodeApiVersions, type VersionRange } from "./node-api-versions.js";

/** A Kafka release: `[0, 9]`, `[0, 10, 2]`, `[2, 8]`. */
export type KafkaRelease = readonly [major: number, minor: number, patch?: number, build?: number];

const columns = [
  Produce,
  Fetch,
  ListOffsets,
  Metadata,
  FindCoordinator,
  OffsetFetch,
  ListGroups,
  ApiVersions,
  SaslHandshake,
  SaslAuthenticate,
  CreateTopics,
  DeleteTopics,
  InitProducerId,
  AddPartitionsToTxn,
  AddOffsetsToTxn,
  EndTxn,
  TxnOffsetCommit,
];

// The highest version of each API, in the order of `columns`; "-": does not have it. All of them start at 0.
//                Prod Fetch ListO Meta  FindC OffF  ListG ApiV  Hand  Auth  CrTop DelT  InitP AddP  AddO  EndT  TxnO
const releases: readonly (readonly [KafkaRelease, string])[] = [
  [[0, 8, 0], "     0    0     0     0     -     -     -     -     -     -     -     -     -     -     -     -     -"],
  [[0, 8, 1], "     0    0     0     0     -     0     -     -     -     -     -     -     -     -     -     -     -"],
  [[0, 8, 2], "     0    0     0     0     0     1     -     -     -     -     -     -     -     -     -     -     -"],
  [[0, 9, 0], "     1    1     0     0     0     1     0     -     -     -     -     -     -     -     -     -     -"],
  [[0, 10, 0], "    2    2     0     1     0     1     0     0     0     -     -     -     -     -     -     -     -"],
  [[0, 10, 1], "    2    3     1     2     0     1     0     0     0     -     0     0     -     -     -     -     -"],
  [[0, 10, 2], "    2    3     1     2     0     2     0     0     0     -     1     1     -     -     -     -     -"],
  [[0, 11, 0], "    3    5     2     4     1     3     1     1     0     -     2     1     0     0     0     0     0"],
  [[1, 0, 0], "     5    6     2     5     1     3     1     1     1     0     2     1     0     0     0     0     0"],
  [[1, 1, 0], "     5    7     2     5     1     3     1     1     1     0     2     1     0     0     0     0     0"],
  [[2, 0, 0], "     6    8     3     6     2     4     2     2     1     0     3     2     1     1     1     1     1"],
  [[2, 1, 0], "     7    10    4     7     2     5     2     2     1     0     3     3     1     1     1     1     2"],
  [[2, 2, 0], "     7    10    5     7     2     5     2     2     1     1     3     3     1     1     1     1     2"],
  [[2, 3, 0], "     7    11    5     8     2     5     2     2     1     1     3     3     1     1     1     1     2"],
  [[2, 4, 0], "     8    11    5     9     3     6     3     3     1     1     5     4     2     1     1     1     2"],
  [[2, 5, 0], "     8    11    5     9     3     7     3     3     1     2     5     4     3     1     1     1     3"],
  [[2, 8, 0], "     9    12    6     11    3     7     4     3     1     2     7     6     4     3     3     3     3"],
  [[3, 0, 0], "     9    12    7     11    4     8     4     3     1     2     7     6     4     3     3     3     3"],
  [[3, 9, 0], "    11    17    9     12    6     9     5     4     1     2     7     6     5     5     4     4     4"],
];

/** The table row of a release: the newest one that is not newer than it. Undefined if it is older than 0.8. */
export function releaseVersions(release: KafkaRelease): NodeApiVersions | undefined {
  const row = releases.findLast(([known]) => compareReleases(known, release) <= 0);
  if (row === undefined) return undefined;
  const ranges = new Map<number, VersionRange>();
  for (const [column, cell] of row[1].trim().split(/\s+/).entries()) {
    if (cell !== "-") ranges.set(columns[column]!.key, { min: 0, max: Number(cell) });
  }
  return new NodeApiVersions(ranges, `Kafka ${release.join(".")}`);
}

export function compareReleases(a: KafkaRelease, b: KafkaRelease): number {
  for (let i = 0; i < 4; i++) {
    const difference = (a[i] ?? 0) - (b[i] ?? 0);
    if (difference !== 0) return difference;
  }
  return 0;
}
