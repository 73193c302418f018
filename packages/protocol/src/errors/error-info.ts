import { errorTable } from "./error-table.js";

/** What is known about a code that a broker may send. */
export interface ErrorInfo {
  readonly code: number;
  /** Kafka's name, e.g. `NOT_LEADER_OR_FOLLOWER`. */
  readonly name: string;
  /** One sentence for people. */
  readonly message: string;
  /** Whether the same request may succeed later. */
  readonly retriable: boolean;
  /** Whether the client's picture of the cluster is out of date: fetch metadata before trying again. */
  readonly refreshesMetadata: boolean;
}

/** The entry of a code. A number that no table of ours knows is `UNKNOWN_ERROR_CODE_<n>` and not retriable. */
export function errorInfo(code: number): ErrorInfo {
  let info = known.get(code);
  if (info === undefined) {
    info = {
      code,
      name: `UNKNOWN_ERROR_CODE_${code}`,
      message: "The broker sent an error code that this version does not know.",
      retriable: false,
      refreshesMetadata: false,
    };
  }
  return info;
}

type Name = keyof typeof errorTable;

/** Every code by its name: `ErrorCode.NOT_LEADER_OR_FOLLOWER === 6`. */
export const ErrorCode = Object.fromEntries(Object.entries(errorTable).map(([name, [code]]) => [name, code])) as {
  readonly [N in Name]: (typeof errorTable)[N][0];
};

const known: ReadonlyMap<number, ErrorInfo> = new Map(
  Object.entries(errorTable).map(([name, [code, message, nature]]): [number, ErrorInfo] => [
    code,
    {
      code,
      name,
      message,
      retriable: nature !== undefined,
      refreshesMetadata: nature === "refresh",
    },
  ]),
);
