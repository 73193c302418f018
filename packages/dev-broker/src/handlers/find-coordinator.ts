/**
 * FindCoordinator, v0-v6: which broker to ask about a group (key type 0) or a transactional id (1).
 * v1 transactional ids; v4 several keys at once.
 */
import { ErrorCode, FindCoordinator, type RequestOf, type ResponseInitOf } from "@k/protocol";
import { endpointOf, type RequestContext } from "../request-context.js";
import { coordinatorFor } from "../transactions/index.js";
import type { Handler } from "./handler.js";

type Answer = NonNullable<ResponseInitOf<typeof FindCoordinator>["coordinators"]>[number];

const GROUP = 0;
const TRANSACTION = 1;

export const findCoordinator: Handler<typeof FindCoordinator> = {
  api: FindCoordinator,
  handle(request, context) {
    return layOut(request, context, (key) => lookUp(key, request.keyType, context));
  },
  refuse(request, errorCode, context) {
    return layOut(request, context, (key) => nobody(key, errorCode));
  },
};

function lookUp(key: string, keyType: number, context: RequestContext): Answer {
  if (keyType !== GROUP && keyType !== TRANSACTION) return nobody(key, ErrorCode.INVALID_REQUEST);
  const node = coordinatorFor(context.cluster, key);
  if (node === undefined) return nobody(key, ErrorCode.COORDINATOR_NOT_AVAILABLE);
  return { key, nodeId: node.id, ...endpointOf(node, context), errorCode: ErrorCode.NONE, errorMessage: null };
}

function nobody(key: string, errorCode: number): Answer {
  return { key, nodeId: -1, host: "", port: -1, errorCode, errorMessage: null };
}

/** One key, or several from v4 on. */
function layOut(
  { key, coordinatorKeys }: RequestOf<typeof FindCoordinator>,
  { apiVersion }: RequestContext,
  find: (key: string) => Answer,
): ResponseInitOf<typeof FindCoordinator> {
  if (apiVersion >= 4) return { throttleTimeMs: 0, coordinators: coordinatorKeys.map(find) };
  const { key: _key, ...answer } = find(key);
  return { throttleTimeMs: 0, ...answer };
}
