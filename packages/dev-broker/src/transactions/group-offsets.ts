/**
 * The offsets that consumer groups committed, those of open transactions apart. No consumer groups otherwise: a member is
 * whoever the test says that it is.
 */
import { ErrorCode } from "@k/protocol";

export interface CommittedOffset {
  readonly offset: bigint;
  readonly leaderEpoch: number;
  readonly metadata: string | null;
}

/** What a test says about a group. Without it nobody is a member, and only commits that name no member are taken. */
export interface GroupMembers {
  readonly generationId: number;
  readonly memberIds: readonly string[];
}

export interface Member {
  /** -1: a commit without membership. */
  readonly generationId: number;
  readonly memberId: string;
}

type Offsets = Map<string, CommittedOffset>;

interface Group {
  members: GroupMembers | undefined;
  readonly committed: Offsets;
  /** Producer id → offsets of its open transaction. */
  readonly pending: Map<number, Offsets>;
  readonly epochs: Map<number, number>;
}

export class GroupOffsets {
  readonly #groups = new Map<string, Group>();

  get ids(): string[] {
    return [...this.#groups.keys()];
  }

  setMembers(groupId: string, members: GroupMembers): void {
    this.#group(groupId).members = members;
  }

  checkMember(groupId: string, { generationId, memberId }: Member): number {
    const members = this.#groups.get(groupId)?.members;
    if (generationId < 0 && memberId === "") return ErrorCode.NONE;
    if (!members?.memberIds.includes(memberId)) return ErrorCode.UNKNOWN_MEMBER_ID;
    return generationId === members.generationId ? ErrorCode.NONE : ErrorCode.ILLEGAL_GENERATION;
  }

  /** An offset that counts once the producer's transaction is committed. */
  addPending(
    groupId: string,
    producerId: number,
    producerEpoch: number,
    partition: string,
    offset: CommittedOffset,
  ): number {
    const group = this.#group(groupId);
    if ((group.epochs.get(producerId) ?? -1) > producerEpoch) return ErrorCode.INVALID_PRODUCER_EPOCH;
    group.epochs.set(producerId, producerEpoch);
    let pending = group.pending.get(producerId);
    if (pending === undefined) {
      pending = new Map();
      group.pending.set(producerId, pending);
    }
    pending.set(partition, offset);
    return ErrorCode.NONE;
  }

  /** The transaction of this producer ended. */
  end(groupId: string, producerId: number, commit: boolean): void {
    const group = this.#group(groupId);
    const pending = group.pending.get(producerId);
    group.pending.delete(producerId);
    if (commit) for (const [partition, offset] of pending ?? []) group.committed.set(partition, offset);
  }

  /** By `topic-partition`. */
  committed(groupId: string): ReadonlyMap<string, CommittedOffset> {
    return this.#groups.get(groupId)?.committed ?? new Map();
  }

  isPending(groupId: string, partition: string): boolean {
    return [...(this.#groups.get(groupId)?.pending.values() ?? [])].some((offsets) => offsets.has(partition));
  }

  #group(groupId: string): Group {
    let group = this.#groups.get(groupId);
    if (group === undefined) {
      group = { members: undefined, committed: new Map(), pending: new Map(), epochs: new Map() };
      this.#groups.set(groupId, group);
    }
    return group;
  }
}
