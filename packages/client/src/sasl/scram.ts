/** RFC 5802 and 7677: proves that both sides know the password without sending it. */
import { AuthenticationError } from "../errors.js";
import { revealSecret, type SaslMechanism, type Secret } from "./mechanism.js";

export interface ScramOptions {
  readonly hash: "SHA-256" | "SHA-512";
  readonly username: string;
  readonly password: Secret;
  /** The name is a delegation token's id and the password its HMAC (KIP-48). */
  readonly isDelegationToken?: boolean;
  /** A nonce of printable characters without commas. */
  readonly nonce?: () => string;
}

/** Loaded when somebody logs in, not with the package. */
const nodeCrypto = () => process.getBuiltinModule("node:crypto");

/** RFC 7677 and Kafka: fewer make the password too easy to guess for whoever listens in. */
const MIN_ITERATIONS = 4_096;
/** More only keeps a thread busy: a second or so of hashing here. */
const MAX_ITERATIONS = 1_000_000;

// No channel binding, which Kafka does not have, and no authorization id.
const GS2_HEADER = "n,,";

export function scram(options: ScramOptions): SaslMechanism {
  const { username, nonce = randomNonce } = options;
  const extension = options.isDelegationToken ? ",tokenauth=true" : "";
  return {
    name: `SCRAM-${options.hash}`,
    begin: () => {
      const clientNonce = nonce();
      const clientFirstBare = `n=${escapeName(username)},r=${clientNonce}${extension}`;
      let serverSignature: Buffer | undefined;
      return async (challenge) => {
        if (challenge === null) return encode(GS2_HEADER + clientFirstBare);
        const message = Buffer.from(challenge).toString("utf8");
        if (serverSignature !== undefined) {
          verifyServer(message, serverSignature);
          return null;
        }
        const first = parseServerFirst(message, clientNonce);
        const proof = await prove(options, await revealSecret(options.password), first, clientFirstBare, message);
        serverSignature = proof.serverSignature;
        return encode(proof.clientFinal);
      };
    },
  };
}

/** In a name a comma would end the attribute and an equals sign start an escape. */
function escapeName(name: string): string {
  return name.replace(/=/g, "=3D").replace(/,/g, "=2C");
}

interface ServerFirst {
  readonly nonce: string;
  readonly salt: Buffer;
  readonly iterations: number;
}

function parseServerFirst(message: string, clientNonce: string): ServerFirst {
  const { r: nonce, s: salt, i: iterations, m: mandatory, e: error } = parseAttributes(message);
  if (error !== undefined) throw failure(`the broker refuses: ${error}`);
  if (mandatory !== undefined) throw failure("the broker demands an extension that is not known here");
  if (nonce === undefined || !nonce.startsWith(clientNonce) || nonce === clientNonce) {
    throw failure("the broker's nonce does not continue ours: somebody may be in between");
  }
  const count = Number(iterations);
  if (salt === undefined || salt === "" || !Number.isInteger(count))
    throw failure("the broker's first message is malformed");
  if (count < MIN_ITERATIONS) throw failure(`${count} iterations are too few to be safe: at least ${MIN_ITERATIONS}`);
  if (count > MAX_ITERATIONS) throw failure(`${count} iterations are more than the ${MAX_ITERATIONS} allowed here`);
  return { nonce, salt: Buffer.from(salt, "base64"), iterations: count };
}

async function prove(
  { hash }: ScramOptions,
  password: string,
  { nonce, salt, iterations }: ServerFirst,
  clientFirstBare: string,
  serverFirst: string,
): Promise<{ readonly clientFinal: string; readonly serverSignature: Buffer }> {
  const algorithm = hash === "SHA-256" ? "sha256" : "sha512";
  const { createHash, createHmac, pbkdf2 } = nodeCrypto();
  const hmac = (key: Buffer, text: string) => createHmac(algorithm, key).update(text).digest();
  // Kafka hashes the password's bytes as they are: no SASLprep.
  const saltedPassword = await process.getBuiltinModule("node:util").promisify(pbkdf2)(
    password,
    salt,
    iterations,
    hash === "SHA-256" ? 32 : 64,
    algorithm,
  );
  const clientKey = hmac(saltedPassword, "Client Key");
  const storedKey = createHash(algorithm).update(clientKey).digest();
  const clientFinalBare = `c=${Buffer.from(GS2_HEADER).toString("base64")},r=${nonce}`;
  const authMessage = `${clientFirstBare},${serverFirst},${clientFinalBare}`;
  const clientSignature = hmac(storedKey, authMessage);
  const proof = clientKey.map((byte, i) => byte ^ clientSignature[i]!);
  return {
    clientFinal: `${clientFinalBare},p=${Buffer.from(proof).toString("base64")}`,
    serverSignature: hmac(hmac(saltedPassword, "Server Key"), authMessage),
  };
}

/** A broker that does not know the password either must not be believed. */
function verifyServer(message: string, expected: Buffer): void {
  const { v: signature, e: error } = parseAttributes(message);
  if (error !== undefined) throw failure(`the broker refuses: ${error}`);
  const given = Buffer.from(signature ?? "", "base64");
  if (given.length !== expected.length || !nodeCrypto().timingSafeEqual(given, expected)) {
    throw failure("the broker could not prove that it knows the password: it may not be the broker it claims to be");
  }
}

function parseAttributes(message: string): Readonly<Record<string, string | undefined>> {
  return Object.fromEntries(message.split(",").map((part) => [part.slice(0, 1), part.slice(2)]));
}

function randomNonce(): string {
  return nodeCrypto().randomBytes(24).toString("base64url");
}

function encode(text: string): Uint8Array {
  return new TextEncoder().encode(text);
}

function failure(message: string): AuthenticationError {
  return new AuthenticationError(`SCRAM: ${message}`, { code: "SASL_AUTHENTICATION_FAILED" });
}
