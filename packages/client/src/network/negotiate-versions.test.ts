import { VirtualClock } from "@k/dev-broker";
import { ApiVersions, encodeResponse, Metadata, Produce } from "@k/protocol";
import { expect, test } from "vitest";
import {
  apiVersionsResponse,
  type Reply,
  ScriptedBroker,
  type ScriptedRequest,
} from "../../test/support/scripted-broker.js";
import { Connection } from "./connection.js";
import { negotiateVersions } from "./negotiate-versions.js";
import type { NodeApiVersions } from "./node-api-versions.js";

async function negotiate(
  script: (request: ScriptedRequest) => Reply,
): Promise<[Promise<NodeApiVersions>, ScriptedBroker]> {
  const broker = new ScriptedBroker(script);
  const config = {
    clock: new VirtualClock(),
    clientId: null,
    requestTimeoutMs: 1_000,
    receiveMessageMaxBytes: 1e6,
    connectionsMaxIdleMs: 0,
  };
  const connection = new Connection({ host: "b", port: 1 }, config, { onResponse: () => {}, onClosing: () => {} });
  connection.attach(await broker.connect(connection.endpoint, { signal: connection.signal } as never));
  connection.enter({ name: "versions" });
  const result = negotiateVersions(connection, { name: "k-client", version: "1.2.3" });
  result.catch(() => {});
  return [result, broker];
}

/** The answer of a broker that does not know the version: always in the form of v0 (KIP-511). */
function unsupported({ correlationId }: ScriptedRequest, apiKeys: object[] = []): Uint8Array {
  return Buffer.concat(encodeResponse(ApiVersions, 0, correlationId, { errorCode: 35, apiKeys } as never));
}

test("it asks with v4 and says who it is", async () => {
  const [result, broker] = await negotiate(() => undefined);
  expect((await result).source).toBe("negotiated");
  expect(broker.requests.map(({ version }) => version)).toEqual([4]);
  expect(broker.requests[0]!.body).toMatchObject({ clientSoftwareName: "k-client", clientSoftwareVersion: "1.2.3" });
});

test("a broker of 0.10 to 2.3 refuses with no range: it is asked again with v0", async () => {
  const [result, broker] = await negotiate((request) =>
    request.version > 0
      ? unsupported(request)
      : { errorCode: 0, apiKeys: [{ apiKey: 3, minVersion: 0, maxVersion: 2 }] },
  );
  expect((await result).find(Metadata)).toBe(2);
  expect(broker.requests.map(({ version }) => version)).toEqual([4, 0]);
});

test("a broker that tells its range is asked with its highest version", async () => {
  const [result, broker] = await negotiate((request) =>
    request.version > 3 ? unsupported(request, [{ apiKey: 18, minVersion: 0, maxVersion: 3 }]) : undefined,
  );
  await result;
  expect(broker.requests.map(({ version }) => version)).toEqual([4, 3]);
});

test("a broker that refuses every version, its own too, is given up on", async () => {
  const [result, broker] = await negotiate((request) =>
    unsupported(request, [{ apiKey: 18, minVersion: 0, maxVersion: request.version }]),
  );
  await expect(result).rejects.toThrow("the broker at b:1 does not say which versions it speaks");
  expect(broker.requests.map(({ version }) => version)).toEqual([4, 3, 2, 1, 0]);
});

test("any other error is a failed connection, with the broker's error as its cause", async () => {
  const [result] = await negotiate(() => ({ errorCode: 31, apiKeys: [] }));
  await expect(result).rejects.toMatchObject({ retriable: true, cause: { code: "CLUSTER_AUTHORIZATION_FAILED" } });
});

test("a broker that lists nothing is of no use", async () => {
  const [result] = await negotiate(() => ({ errorCode: 0, apiKeys: [] }));
  await expect(result).rejects.toThrow("lists no API at all");
});

test("an empty range is an API that is switched off", async () => {
  const [result] = await negotiate(() => apiVersionsResponse({ 0: [3, 2] }));
  expect((await result).find(Produce)).toBeUndefined();
});

test("finalized features are kept", async () => {
  const finalizedFeatures = [{ name: "transaction.version", maxVersionLevel: 2, minVersionLevel: 2 }];
  const [result] = await negotiate(() => ({ ...apiVersionsResponse(), finalizedFeaturesEpoch: 1n, finalizedFeatures }));
  expect((await result).finalizedFeatures.get("transaction.version")).toBe(2);
});
