/** What the program in the namespace tells the test, a line of JSON per scenario. */
import type { Footprint } from "../footprint.js";
import type { Findings } from "../numbered/index.js";

export interface Report {
  readonly brokerDies: {
    readonly othersP99BeforeMs: number;
    readonly othersP99DuringMs: number;
    readonly othersSent: number;
    readonly affectedBackAfterMs: number;
    readonly errors: readonly string[];
  };
  readonly pathIsCut: {
    readonly connectionsTried: number;
    readonly failed: number;
    readonly failedElsewhere: number;
    readonly errors: readonly string[];
    /** From the cut on. */
    readonly firstFailureAfterMs: number;
    /** Of one record, from its send on. */
    readonly failedLatestAfterMs: number;
    readonly othersP99BeforeMs: number;
    readonly othersP99DuringMs: number;
    readonly affectedBackAfterMs: number;
  };
  readonly middleBoxForgets: {
    readonly forgottenConnections: number;
    readonly firstSendTookMs: number;
    readonly errors: readonly string[];
  };
}

export type Told<Name extends keyof Report> = Report[Name] & {
  readonly unsettled: number;
  readonly findings: Findings;
  readonly footprint: Footprint;
};
