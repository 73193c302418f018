/** SaslHandshake, v0-v1: chooses the mechanism. After v0 the tokens come bare, after v1 in SaslAuthenticate. */
import { ErrorCode, SaslHandshake } from "@k/protocol";
import type { Handler } from "./handler.js";

export const saslHandshake: Handler<typeof SaslHandshake> = {
  api: SaslHandshake,
  handle({ mechanism }, { session, apiVersion }) {
    const errorCode = session?.handshake(mechanism, apiVersion) ?? ErrorCode.ILLEGAL_SASL_STATE;
    return { errorCode, mechanisms: [...(session?.mechanisms ?? [])] };
  },
  refuse: (_request, errorCode, { session }) => ({ errorCode, mechanisms: [...(session?.mechanisms ?? [])] }),
};
