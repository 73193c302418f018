/** What each scenario promises, whatever goes wrong. */
import type { Plan } from "../plan/index.js";

export interface Promises {
  /** What futures say is true: G4, G5, G7. */
  readonly truth: boolean;
  /** G1 */
  readonly nothingLost: boolean;
  /** G2 */
  readonly nothingTwice: boolean;
  /** G3 */
  readonly order: boolean;
  readonly transactions: boolean;
}

/** A leader that goes takes along what only it had. */
const LEADER_FAULTS: readonly string[] = ["moveLeader", "killBroker", "stopBroker", "pauseBroker"];

export function whatIsPromised({ scenario, faults }: Plan): Promises {
  switch (scenario) {
    case "exactlyOnce":
      return { truth: true, nothingLost: true, nothingTwice: true, order: true, transactions: false };
    case "transactions":
      return { truth: true, nothingLost: true, nothingTwice: true, order: true, transactions: true };
    case "atLeastOnce":
      return { truth: true, nothingLost: true, nothingTwice: false, order: true, transactions: false };
    case "leaderOnly": {
      const losesLeaders = faults.some(({ kind }) => LEADER_FAULTS.includes(kind));
      return { truth: true, nothingLost: !losesLeaders, nothingTwice: false, order: false, transactions: false };
    }
    case "hostile":
      return { truth: false, nothingLost: false, nothingTwice: false, order: false, transactions: false };
  }
}
