import { createRequire } from "node:module";
import { expect, test } from "vitest";
import { AuthenticationError, KafkaConfigurationError } from "../errors.js";
import { authenticate, gssapi, type KerberosClient, type SaslTransport } from "./index.js";

/** A Kerberos library that only takes notes. */
function fakeKerberos(offer: readonly number[]) {
  const calls: string[] = [];
  const state = { complete: false };
  const client: KerberosClient = {
    username: "client@TEST.LOCAL",
    get contextComplete() {
      return state.complete;
    },
    async step(challenge) {
      calls.push(`step ${challenge}`);
      if (challenge === "") return Buffer.from("first").toString("base64");
      state.complete = true;
      return null;
    },
    async unwrap(challenge) {
      calls.push(`unwrap ${challenge}`);
      return Buffer.from(offer).toString("base64");
    },
    async wrap(answer) {
      return Buffer.from(`wrapped:${Buffer.from(answer, "base64").toString("latin1")}`).toString("base64");
    },
  };
  const services: string[] = [];
  const load = async () => ({
    initializeClient: async (service: string) => {
      services.push(service);
      return client;
    },
  });
  return { load, calls, services };
}

function transport(answers: readonly string[]): SaslTransport & { tokens: string[] } {
  const tokens: string[] = [];
  return {
    tokens,
    handshake: async () => ({ errorCode: 0, mechanisms: ["GSSAPI"] }),
    exchange: async (token) => {
      tokens.push(Buffer.from(token).toString("latin1"));
      return {
        errorCode: 0,
        errorMessage: null,
        challenge: Buffer.from(answers[tokens.length - 1] ?? ""),
        sessionLifetimeMs: 0,
      };
    },
  };
}

const context = { host: "broker.example", port: 9092 };

test("context tokens, an empty one, then the answer to the offer of security layers: none, and who we are", async () => {
  const kerberos = fakeKerberos([7, 0, 16, 0]);
  const broker = transport(["second", "offer", ""]);
  await authenticate(broker, gssapi({ serviceName: "kafka", load: kerberos.load }), context);
  expect(kerberos.services).toEqual(["kafka@broker.example"]);
  expect(broker.tokens).toEqual(["first", "", "wrapped:\x01\0\0\0client@TEST.LOCAL"]);
});

test("a broker that insists on a security layer is refused", async () => {
  const kerberos = fakeKerberos([6, 0, 16, 0]);
  const broker = transport(["second", "offer", ""]);
  const attempt = authenticate(broker, gssapi({ serviceName: "kafka", load: kerberos.load }), context);
  await expect(attempt).rejects.toThrow("insists on a security layer");
});

test("the host of the principal can be given", async () => {
  const kerberos = fakeKerberos([1, 0, 0, 0]);
  const mechanism = gssapi({ serviceName: "kafka", domainName: "cluster.example", load: kerberos.load });
  await authenticate(transport(["second", "offer", ""]), mechanism, context);
  expect(kerberos.services).toEqual(["kafka@cluster.example"]);
});

test("without a ticket the error says where to look", async () => {
  const load = async () => ({
    initializeClient: async (): Promise<KerberosClient> => {
      throw new Error("No credentials cache found");
    },
  });
  const attempt = authenticate(transport([]), gssapi({ serviceName: "kafka", load }), context);
  await expect(attempt).rejects.toBeInstanceOf(AuthenticationError);
  await expect(attempt).rejects.toThrow(/No credentials cache found.*klist/);
});

test.skipIf(isInstalled("kerberos"))("without the package `kerberos` the error names it", async () => {
  const attempt = authenticate(transport([]), gssapi({ serviceName: "kafka" }), context);
  await expect(attempt).rejects.toBeInstanceOf(KafkaConfigurationError);
  await expect(attempt).rejects.toThrow("npm install kerberos");
});

function isInstalled(name: string): boolean {
  try {
    createRequire(import.meta.url).resolve(name);
    return true;
  } catch {
    return false;
  }
}
