/** A broker as the rest of the cluster sees it. */

export interface Endpoint {
  readonly host: string;
  readonly port: number;
}

export class BrokerNode {
  readonly id: number;
  readonly rack: string | null;
  /** Where clients find it, by listener name. */
  readonly endpoints = new Map<string, Endpoint>();
  /** Whether the process runs. */
  running = false;
  /** Whether the controller believes that it runs: false follows a crash only after the session timeout. */
  registered = false;
  /** As a follower it fetches nothing: it falls behind, and out of the in-sync replicas in the end. */
  replicationPaused = false;

  constructor(id: number, rack: string | null) {
    this.id = id;
    this.rack = rack;
  }
}
