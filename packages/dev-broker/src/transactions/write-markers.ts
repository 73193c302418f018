/** Carries a decided transaction to its partitions, however long their leaders are away. */
import { ErrorCode } from "@k/protocol";
import type { Clock } from "../clock.js";
import type { Partition } from "../cluster/index.js";
import { type MarkerOptions, markerFor } from "./marker.js";

export interface MarkerJob extends Omit<MarkerOptions, "wallClockMs"> {
  readonly partitions: Iterable<Partition>;
}

export interface MarkerSurroundings {
  readonly clock: Clock;
  readonly wallClockMs: () => number;
  /** How long a marker is under way; 0: it is there at once. */
  readonly lagMs: () => number;
  /** Nobody may wait any longer. */
  readonly isClosed: () => boolean;
}

/** How long the coordinator waits for replicas before it sends a marker again. */
const REPLICATION_TIMEOUT_MS = 30_000;

/** Calls back when every partition has its marker on all replicas in sync: at once, if nothing has to be waited for. */
export function writeMarkers(job: MarkerJob, surroundings: MarkerSurroundings, done: () => void): void {
  let open = 1;
  const finish = (): void => {
    if (--open === 0) done();
  };
  for (const partition of job.partitions) {
    open++;
    const lagMs = surroundings.lagMs();
    if (lagMs <= 0) writeMarker(partition, job, surroundings, finish);
    else surroundings.clock.setTimer(() => writeMarker(partition, job, surroundings, finish), lagMs);
  }
  finish();
}

function writeMarker(partition: Partition, job: MarkerJob, surroundings: MarkerSurroundings, done: () => void): void {
  if (surroundings.isClosed()) return;
  const again = (): void => writeMarker(partition, job, surroundings, done);
  if (partition.isClosed) {
    // Its topic was deleted: nobody will read it.
    done();
    return;
  }
  if (!partition.hasLiveLeader) {
    const stop = partition.onChange(() => {
      if (!partition.hasLiveLeader && !partition.isClosed) return;
      stop();
      again();
    });
    return;
  }
  const { producerId, producerEpoch, commit } = job;
  const marker = markerFor(partition, { producerId, producerEpoch, commit, wallClockMs: surroundings.wallClockMs() });
  partition.append(marker);
  const replicated = partition.whenReplicated(marker.lastOffset + 1, REPLICATION_TIMEOUT_MS);
  const judge = (errorCode: number): void => {
    const settled = errorCode === ErrorCode.NONE || errorCode === ErrorCode.NOT_ENOUGH_REPLICAS_AFTER_APPEND;
    if (settled) done();
    else again();
  };
  if (typeof replicated === "number") judge(replicated);
  else void replicated.then(judge);
}
