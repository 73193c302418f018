import { execFileSync } from "node:child_process";
import { createHash, createHmac, pbkdf2Sync } from "node:crypto";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { connect as connectTls } from "node:tls";
import { DevCluster, type ListenerOptions, type SaslOptions } from "@k/dev-broker";
import { ErrorCode, Metadata, SaslAuthenticate, SaslHandshake } from "@k/protocol";
import { afterEach, describe, expect, test } from "vitest";
import { RawClient } from "./raw-client.js";

let cluster: DevCluster;
afterEach(() => cluster?.close());

let nowMs = 1_000_000;

async function start(sasl: SaslOptions): Promise<RawClient> {
  const listeners: ListenerOptions[] = [{ securityProtocol: "SASL_PLAINTEXT", sasl }];
  cluster = await DevCluster.start({ transport: "memory", listeners, wallClockMs: () => nowMs });
  return RawClient.to(cluster);
}

const authenticate = (client: RawClient, token: string) =>
  client.send(SaslAuthenticate, 2, { authBytes: Buffer.from(token) });
const handshake = (client: RawClient, mechanism: string, version = 1) =>
  client.send(SaslHandshake, version, { mechanism });
const text = (bytes: Uint8Array) => Buffer.from(bytes).toString();

describe("SASL", () => {
  test("nothing but SASL and ApiVersions before authentication", async () => {
    const client = await start({ users: { alice: "secret" } });
    void client.send(Metadata, 9, { topics: [] });
    await client.closed;
  });

  test("PLAIN lets the right password in", async () => {
    const client = await start({ users: { alice: "secret" } });
    expect(await handshake(client, "PLAIN")).toMatchObject({ errorCode: 0 });
    expect(await authenticate(client, "\0alice\0secret")).toMatchObject({ errorCode: 0, sessionLifetimeMs: 0n });
    expect((await client.send(Metadata, 9, { topics: [] })).brokers).toHaveLength(1);
  });

  test.each(["\0alice\0wrong", "\0bob\0secret", "\0toString\0x", "bob\0alice\0secret", "alice", ""])(
    "PLAIN refuses %j and hangs up",
    async (token) => {
      const client = await start({ users: { alice: "secret" } });
      await handshake(client, "PLAIN");
      expect(await authenticate(client, token)).toMatchObject({ errorCode: ErrorCode.SASL_AUTHENTICATION_FAILED });
      await client.closed;
    },
  );

  test("bare tokens after SaslHandshake 0", async () => {
    const client = await start({ users: { alice: "secret" } });
    await handshake(client, "PLAIN", 0);
    client.chunks.length = 0;
    const token = Buffer.from("\0alice\0secret");
    client.write(Buffer.concat([Buffer.from([0, 0, 0, token.length]), token]));
    await new Promise((resolve) => setImmediate(resolve));
    expect(Buffer.concat(client.chunks)).toEqual(Buffer.from([0, 0, 0, 0]));
  });

  test("a mechanism that is not offered", async () => {
    const client = await start({ users: {}, mechanisms: ["SCRAM-SHA-256"] });
    expect(await handshake(client, "PLAIN")).toEqual({
      errorCode: ErrorCode.UNSUPPORTED_SASL_MECHANISM,
      mechanisms: ["SCRAM-SHA-256"],
    });
    await client.closed;
  });

  test.each([
    ["SCRAM-SHA-256", "sha256", 32],
    ["SCRAM-SHA-512", "sha512", 64],
  ])("%s proves both sides", async (mechanism, hash, length) => {
    const client = await start({ users: { "a,b=c": "pencil" } });
    await handshake(client, mechanism);
    const bare = "n=a=2Cb=3Dc,r=nonce";
    const first = text((await authenticate(client, `n,,${bare}`)).authBytes);
    const [, nonce, salt, iterations] = /^r=(nonce[^,]+),s=([^,]+),i=(\d+)$/.exec(first)!;
    const salted = pbkdf2Sync("pencil", Buffer.from(salt!, "base64"), Number(iterations), length, hash);
    const hmac = (key: Buffer, data: string) => createHmac(hash, key).update(data).digest();
    const clientKey = hmac(salted, "Client Key");
    const message = `${bare},${first},c=biws,r=${nonce}`;
    const signature = hmac(createHash(hash).update(clientKey).digest(), message);
    const proof = Buffer.from(clientKey.map((byte, i) => byte ^ signature[i]!)).toString("base64");
    const last = await authenticate(client, `c=biws,r=${nonce},p=${proof}`);
    expect(text(last.authBytes)).toBe(`v=${hmac(hmac(salted, "Server Key"), message).toString("base64")}`);
    expect((await client.send(Metadata, 9, { topics: [] })).brokers).toHaveLength(1);
  });

  test("SCRAM refuses a wrong proof", async () => {
    const client = await start({ users: { alice: "secret" } });
    await handshake(client, "SCRAM-SHA-256");
    const first = text((await authenticate(client, "n,,n=alice,r=x")).authBytes);
    const proof = Buffer.alloc(32).toString("base64");
    const answer = await authenticate(client, `c=biws,r=${/r=([^,]+)/.exec(first)![1]},p=${proof}`);
    expect(answer.errorCode).toBe(ErrorCode.SASL_AUTHENTICATION_FAILED);
  });

  const jwt = (claims: object) =>
    [{ alg: "none" }, claims]
      .map((part) => Buffer.from(JSON.stringify(part)).toString("base64url"))
      .join(".")
      .concat(".");

  test("OAUTHBEARER takes unsecured tokens that are still good", async () => {
    const client = await start({ maxReauthMs: 60_000 });
    await handshake(client, "OAUTHBEARER");
    const token = jwt({ sub: "carol", exp: nowMs / 1000 + 30 });
    expect(await authenticate(client, `n,,\u0001auth=Bearer ${token}\u0001\u0001`)).toMatchObject({
      errorCode: 0,
      sessionLifetimeMs: 30_000n,
    });
  });

  test("OAUTHBEARER tells what is wrong in JSON, and fails after the client took note", async () => {
    const client = await start({});
    await handshake(client, "OAUTHBEARER");
    const token = jwt({ sub: "carol", exp: nowMs / 1000 - 1 });
    const challenge = await authenticate(client, `n,,\u0001auth=Bearer ${token}\u0001\u0001`);
    expect(JSON.parse(text(challenge.authBytes))).toEqual({ status: "invalid_token" });
    expect(await authenticate(client, "\u0001")).toMatchObject({ errorCode: ErrorCode.SASL_AUTHENTICATION_FAILED });
  });

  test("a session that is over closes at the next request, unless it was renewed", async () => {
    const client = await start({ users: { alice: "secret" }, maxReauthMs: 1000 });
    const login = async () => {
      await handshake(client, "PLAIN");
      return authenticate(client, "\0alice\0secret");
    };
    expect(await login()).toMatchObject({ errorCode: 0, sessionLifetimeMs: 1000n });
    nowMs += 900;
    expect(await login()).toMatchObject({ errorCode: 0 });
    nowMs += 900;
    await client.send(Metadata, 9, { topics: [] });
    nowMs += 100;
    void client.send(Metadata, 9, { topics: [] });
    await client.closed;
  });

  test("renewal as somebody else is refused", async () => {
    const client = await start({ users: { alice: "secret", bob: "secret" } });
    await handshake(client, "PLAIN");
    await authenticate(client, "\0alice\0secret");
    await handshake(client, "PLAIN");
    expect(await authenticate(client, "\0bob\0secret")).toMatchObject({
      errorCode: ErrorCode.SASL_AUTHENTICATION_FAILED,
    });
  });
});

describe("TLS", () => {
  const folder = mkdtempSync(join(tmpdir(), "dev-broker-tls-"));
  const make = (name: string) => {
    const [keyFile, certFile] = [join(folder, `${name}.key`), join(folder, `${name}.crt`)];
    execFileSync(
      "openssl",
      [
        "req",
        "-x509",
        "-newkey",
        "ec",
        "-pkeyopt",
        "ec_paramgen_curve:prime256v1",
        "-nodes",
        "-days",
        "2",
        "-subj",
        `/CN=${name}`,
        "-addext",
        "subjectAltName=DNS:localhost",
        "-keyout",
        keyFile,
        "-out",
        certFile,
      ],
      { stdio: "ignore" },
    );
    return { key: readFileSync(keyFile), cert: readFileSync(certFile) };
  };
  const [broker, other] = [make("broker"), make("other")];
  rmSync(folder, { recursive: true });

  const listeners = (more = {}): ListenerOptions[] => [{ securityProtocol: "SSL", tls: { ...broker, ...more } }];
  const dial = (options: object) => {
    const { host, port } = cluster.brokers[0]!;
    return new RawClient(connectTls({ socket: cluster.connect({ host, port }), servername: "localhost", ...options }));
  };

  test.each(["memory", "tcp"] as const)("speaks Kafka inside TLS over %s", async (transport) => {
    cluster = await DevCluster.start({ transport, listeners: listeners() });
    const { host, port } = cluster.brokers[0]!;
    const client =
      transport === "memory"
        ? dial({ ca: broker.cert })
        : new RawClient(connectTls({ host, port, ca: broker.cert, servername: "localhost" }));
    expect((await client.send(Metadata, 9, { topics: [] })).brokers).toHaveLength(1);
    client.close();
  });

  test("a client that does not know the authority sees its own error", async () => {
    cluster = await DevCluster.start({ transport: "memory", listeners: listeners() });
    const client = dial({ ca: other.cert });
    const error = await new Promise<NodeJS.ErrnoException>((resolve) => client.stream.on("error", resolve));
    expect(error.code).toBe("DEPTH_ZERO_SELF_SIGNED_CERT");
  });

  test("a listener that wants client certificates turns others away", async () => {
    cluster = await DevCluster.start({
      transport: "memory",
      listeners: listeners({ requestCert: true, ca: other.cert }),
    });
    const stranger = dial({ ca: broker.cert });
    void stranger.send(Metadata, 9, { topics: [] });
    await stranger.closed;
    const friend = dial({ ca: broker.cert, ...other });
    expect((await friend.send(Metadata, 9, { topics: [] })).brokers).toHaveLength(1);
  });

  test("certificates can be changed while it runs", async () => {
    cluster = await DevCluster.start({ transport: "memory", listeners: listeners() });
    cluster.brokers[0]!.setTls("SSL", other);
    const client = dial({ ca: other.cert });
    expect((await client.send(Metadata, 9, { topics: [] })).brokers).toHaveLength(1);
  });

  test("SASL inside TLS, beside a plaintext listener; Metadata names the addresses of the listener asked", async () => {
    cluster = await DevCluster.start({
      transport: "memory",
      listeners: [
        { securityProtocol: "PLAINTEXT" },
        { securityProtocol: "SASL_SSL", host: "localhost", tls: broker, sasl: { users: { alice: "secret" } } },
      ],
    });
    const secure = cluster.brokers[0]!.endpoint("SASL_SSL");
    const client = new RawClient(
      connectTls({ socket: cluster.connect(secure), servername: "localhost", ca: broker.cert }),
    );
    await handshake(client, "PLAIN");
    await authenticate(client, "\0alice\0secret");
    const { brokers } = await client.send(Metadata, 9, { topics: [] });
    expect(brokers[0]).toMatchObject(secure);
    expect((await RawClient.to(cluster).send(Metadata, 9, { topics: [] })).brokers[0]).toMatchObject({
      port: cluster.brokers[0]!.port,
    });
  });
});
