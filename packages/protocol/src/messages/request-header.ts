import { int16, int32, message, string } from "../schema/index.js";

/**
 * What stands before every request.
 * v1 client id; v2 tagged fields, used by flexible request versions.
 */
export const RequestHeader = message({
  name: "RequestHeader",
  versions: "0-2",
  flexible: "2+",
  fields: {
    requestApiKey: int16,
    requestApiVersion: int16,
    /** Chosen by the client, returned in the response header. */
    correlationId: int32,
    /** Keeps its 16-bit length in v2, too: a broker must be able to read it before it knows whether it knows the version. */
    clientId: string.versions("1+").nullable().neverFlexible(),
  },
});
