/**
 * SCRAM-SHA-256 and -512 (RFC 5802): the client proves that it knows the password, and the server that it does too.
 *
 *     client first   n,,n=user,r=clientNonce[,tokenauth=true]
 *     server first   r=clientNonce+serverNonce,s=salt,i=iterations
 *     client final   c=biws,r=nonce,p=proof
 *     server final   v=signature
 */
import { createHash, createHmac, pbkdf2Sync, timingSafeEqual } from "node:crypto";
import { failure, type SaslCredentials, type SaslEnvironment, type SaslExchange, type SaslStep } from "./mechanism.js";

export type ScramHash = "sha256" | "sha512";

const ITERATIONS = 4096;

export function scram(hash: ScramHash, credentials: SaslCredentials, environment: SaslEnvironment): SaslExchange {
  let verify: ((final: string) => SaslStep) | undefined;
  return {
    respond(token) {
      const text = Buffer.from(token).toString("utf8");
      if (verify !== undefined) return verify(text);
      const first = readFirst(text);
      if (first === undefined) return failure("Invalid SCRAM client first message");
      const known = first.tokenAuth ? credentials.delegationTokens : credentials.users;
      // Kafka ends the exchange here as well: an unknown name and a wrong password look alike.
      if (known === undefined || !Object.hasOwn(known, first.name)) return failure(INVALID_CREDENTIALS);
      const salt = randomBytes(environment.random, 16);
      const nonce = first.nonce + randomBytes(environment.random, 18).toString("base64url");
      const serverFirst = `r=${nonce},s=${salt.toString("base64")},i=${ITERATIONS}`;
      const saltedPassword = pbkdf2Sync(known[first.name]!, salt, ITERATIONS, HASH_BYTES[hash], hash);
      verify = (final) =>
        checkProof(final, {
          hash,
          saltedPassword,
          nonce,
          name: first.name,
          transcript: `${first.bare},${serverFirst}`,
        });
      return { kind: "challenge", token: Buffer.from(serverFirst) };
    },
  };
}

const INVALID_CREDENTIALS =
  "Authentication failed during authentication due to invalid credentials with SASL mechanism SCRAM";
const HASH_BYTES: Readonly<Record<ScramHash, number>> = { sha256: 32, sha512: 64 };

interface ClientFirst {
  readonly bare: string;
  readonly name: string;
  readonly nonce: string;
  readonly tokenAuth: boolean;
}

function readFirst(text: string): ClientFirst | undefined {
  const match = /^[ny](?:,a=[^,]*)?,(?:a=[^,]*)?,?(n=([^,]*),r=([^,]+)((?:,.*)?))$/.exec(text);
  if (match === null) return undefined;
  const [, bare, name, nonce, extensions] = match as unknown as [string, string, string, string, string];
  // RFC 5802: "," and "=" in names travel as =2C and =3D, and no other "=" may stand there.
  if (/=(?!2C|3D)/.test(name)) return undefined;
  const plainName = name.replaceAll("=2C", ",").replaceAll("=3D", "=");
  return { bare, name: plainName, nonce, tokenAuth: extensions.split(",").includes("tokenauth=true") };
}

interface Proof {
  readonly hash: ScramHash;
  readonly saltedPassword: Buffer;
  readonly nonce: string;
  readonly name: string;
  /** Client first (bare) and server first. */
  readonly transcript: string;
}

function checkProof(final: string, { hash, saltedPassword, nonce, name, transcript }: Proof): SaslStep {
  const match = /^(c=[^,]*,r=([^,]*)),p=([^,]*)$/.exec(final);
  // Kafka looks at the end only, and has to: librdkafka (2.0) sends its own part of the nonce twice.
  if (match === null || !match[2]!.endsWith(nonce)) return failure("Invalid SCRAM client final message");
  const authMessage = `${transcript},${match[1]}`;
  const hmac = (key: Buffer, data: string): Buffer => createHmac(hash, key).update(data).digest();
  const storedKey = createHash(hash).update(hmac(saltedPassword, "Client Key")).digest();
  const clientSignature = hmac(storedKey, authMessage);
  const proof = Buffer.from(match[3]!, "base64");
  if (proof.length !== clientSignature.length) return failure(INVALID_CREDENTIALS);
  // ClientProof = ClientKey XOR ClientSignature
  const clientKey = proof.map((byte, i) => byte ^ clientSignature[i]!);
  if (!timingSafeEqual(createHash(hash).update(clientKey).digest(), storedKey)) return failure(INVALID_CREDENTIALS);
  const signature = hmac(hmac(saltedPassword, "Server Key"), authMessage);
  return { kind: "success", token: Buffer.from(`v=${signature.toString("base64")}`), principal: name };
}

function randomBytes(random: () => number, count: number): Buffer {
  return Buffer.from(Array.from({ length: count }, () => Math.floor(random() * 256)));
}
