/** Requests that change topics: any broker forwards them in KRaft clusters; before, clients had to find the controller. */
import type { RequestContext } from "../request-context.js";

export function isWrongBroker({ profile, broker, cluster }: RequestContext): boolean {
  return profile.controllerOnly && broker.id !== cluster.controllerId;
}
