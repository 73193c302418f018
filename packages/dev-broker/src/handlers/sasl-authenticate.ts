/** SaslAuthenticate, v0-v2: one token there, one back. v1 says how long the session lasts (KIP-368). */
import { ErrorCode, SaslAuthenticate } from "@k/protocol";
import type { Handler } from "./handler.js";

export const saslAuthenticate: Handler<typeof SaslAuthenticate> = {
  api: SaslAuthenticate,
  handle({ authBytes }, { session }) {
    if (session === undefined) return refused(ErrorCode.ILLEGAL_SASL_STATE, "this listener has no SASL");
    const { sessionLifetimeMs, ...result } = session.authenticate(authBytes);
    return { ...result, sessionLifetimeMs: BigInt(sessionLifetimeMs) };
  },
  refuse: (_request, errorCode) => refused(errorCode, "refused on purpose"),
};

const refused = (errorCode: number, errorMessage: string) => ({ errorCode, errorMessage, authBytes: new Uint8Array() });
