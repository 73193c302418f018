import type { LoggedRecord } from "../run/index.js";

export function places(logged: readonly LoggedRecord[]): string {
  return logged.map(({ partition, offset }) => `${partition}@${offset}`).join(", ");
}
