import { int32, message } from "../schema/index.js";

/**
 * What stands before every response.
 * v1 tagged fields, used by flexible response versions, except those of ApiVersions.
 */
export const ResponseHeader = message({
  name: "ResponseHeader",
  versions: "0-1",
  flexible: "1+",
  fields: {
    /** The one of the request that this answers. */
    correlationId: int32,
  },
});
