/** Speaks TLS over a stream that is connected already, whoever made it. */
import type { Duplex } from "node:stream";
import type { ConnectionOptions, SecureContext } from "node:tls";
import type { Logger } from "../runtime/index.js";
import { SecureContexts } from "./secure-contexts.js";
import type { TlsOptions } from "./tls-options.js";

export type StartTls = (stream: Duplex, host: string, signal: AbortSignal) => Promise<Duplex>;

export function createStartTls(options: TlsOptions, logger: Logger): StartTls {
  const contexts = new SecureContexts(options, logger);
  return async (stream, host, signal) => {
    // Loaded when the first connection wants it: most programs never do, and it is a third of the client's start-up.
    const { connect } = await import("node:tls");
    const settings = await connectionOptions(options, contexts);
    return handshake(connect, stream, host, settings, signal);
  };
}

async function connectionOptions(options: TlsOptions, contexts: SecureContexts): Promise<ConnectionOptions> {
  const { sslContext, sslCheckHostname = true } = options;
  const anyHost: ConnectionOptions = sslCheckHostname ? {} : { checkServerIdentity: () => undefined };
  if (sslContext === undefined) return { secureContext: await contexts.get(), ...anyHost };
  if (isSecureContext(sslContext)) return { secureContext: sslContext, ...anyHost };
  return { minVersion: "TLSv1.2", ...anyHost, ...sslContext };
}

function isSecureContext(value: SecureContext | ConnectionOptions): value is SecureContext {
  return "context" in value;
}

function handshake(
  connect: typeof import("node:tls").connect,
  stream: Duplex,
  host: string,
  settings: ConnectionOptions,
  signal: AbortSignal,
): Promise<Duplex> {
  // A fully qualified name may end in a dot; no certificate does.
  const name = host.replace(/\.$/, "");
  const target =
    process.getBuiltinModule("node:net").isIP(name) === 0 ? { servername: name, host: name } : { host: name };
  return new Promise((resolve, reject) => {
    const secure = connect({ ...target, ...settings, socket: stream });
    const settle = (finish: () => void) => {
      signal.removeEventListener("abort", onAbort);
      secure.off("error", onError);
      secure.off("close", onClose);
      finish();
    };
    const fail = (error: unknown) =>
      settle(() => {
        secure.on("error", () => {}); // what comes after the first error has nobody to tell
        secure.destroy();
        stream.destroy();
        reject(error);
      });
    const onAbort = () => fail(signal.reason);
    const onError = (error: Error) => fail(error);
    const onClose = () =>
      fail(new Error("Client network socket disconnected before secure TLS connection was established"));
    if (signal.aborted) return onAbort();
    signal.addEventListener("abort", onAbort);
    secure.on("error", onError);
    secure.on("close", onClose);
    secure.once("secureConnect", () => settle(() => resolve(secure)));
  });
}
