import { createHash, createHmac, pbkdf2Sync } from "node:crypto";
import { expect, test } from "vitest";
import { AuthenticationError } from "../errors.js";
import type { SaslExchange } from "./index.js";
import { scram } from "./index.js";

const context = { host: "broker", port: 9092 };
const text = (token: Uint8Array | null) => Buffer.from(token!).toString();
const bytes = (message: string) => Buffer.from(message);

async function begin(options: Partial<Parameters<typeof scram>[0]> = {}): Promise<SaslExchange> {
  const nonce = () => "rOprNGfwEbeRWgbNEkqO";
  return scram({ hash: "SHA-256", username: "user", password: "pencil", nonce, ...options }).begin(context);
}

// RFC 7677, section 3.
const serverFirst = "r=rOprNGfwEbeRWgbNEkqO%hvYDpWUa2RaTCAfuxFIlj)hNlF$k0,s=W22ZaJ0SNY7soEsUEjb6gQ==,i=4096";
const clientFinal =
  "c=biws,r=rOprNGfwEbeRWgbNEkqO%hvYDpWUa2RaTCAfuxFIlj)hNlF$k0,p=dHzbZapWIk4jUhN+Ute9ytag9zjfMHgsqmmiz7AndVQ=";
const serverFinal = "v=6rriTRBi23WpRR/wtup+mMhUZUn/dB5nLTJRsjl95G4=";

test("the exchange of RFC 7677", async () => {
  const exchange = await begin();
  expect(text(await exchange(null))).toBe("n,,n=user,r=rOprNGfwEbeRWgbNEkqO");
  expect(text(await exchange(bytes(serverFirst)))).toBe(clientFinal);
  expect(await exchange(bytes(serverFinal))).toBeNull();
});

test("SHA-512 gives a proof that a server with the stored key accepts", async () => {
  const exchange = await begin({ hash: "SHA-512" });
  await exchange(null);
  const final = text(await exchange(bytes(serverFirst)));
  const [, bare, proof] = /^(.*),p=(.*)$/.exec(final)!;
  const salted = pbkdf2Sync("pencil", Buffer.from("W22ZaJ0SNY7soEsUEjb6gQ==", "base64"), 4096, 64, "sha512");
  const hmac = (key: Buffer, data: string) => createHmac("sha512", key).update(data).digest();
  const stored = createHash("sha512").update(hmac(salted, "Client Key")).digest();
  const signature = hmac(stored, `n=user,r=rOprNGfwEbeRWgbNEkqO,${serverFirst},${bare}`);
  const key = Buffer.from(proof!, "base64").map((byte, i) => byte ^ signature[i]!);
  expect(createHash("sha512").update(key).digest()).toEqual(stored);
});

test("a broker that does not know the password is not believed", async () => {
  const exchange = await begin();
  await exchange(null);
  await exchange(bytes(serverFirst));
  const forged = `v=${Buffer.alloc(32).toString("base64")}`;
  await expect(exchange(bytes(forged))).rejects.toThrow("could not prove that it knows the password");
});

test.each([
  ["an empty final message", ""],
  ["a final message without a signature", "x=1"],
  ["an error", "e=other-error"],
])("%s is no proof", async (_, message) => {
  const exchange = await begin();
  await exchange(null);
  await exchange(bytes(serverFirst));
  await expect(exchange(bytes(message))).rejects.toBeInstanceOf(AuthenticationError);
});

test.each([
  ["too few iterations", "r=rOprNGfwEbeRWgbNEkqOx,s=W22Z,i=4095", /4095 iterations are too few/],
  ["too many iterations", "r=rOprNGfwEbeRWgbNEkqOx,s=W22Z,i=2147483647", /2147483647 iterations are more/],
  ["iterations that are no number", "r=rOprNGfwEbeRWgbNEkqOx,s=W22Z,i=many", /malformed/],
  ["no salt", "r=rOprNGfwEbeRWgbNEkqOx,s=,i=4096", /malformed/],
  ["another nonce", "r=somebodyElse,s=W22Z,i=4096", /nonce does not continue ours/],
  ["our own nonce sent back", "r=rOprNGfwEbeRWgbNEkqO,s=W22Z,i=4096", /nonce does not continue ours/],
  ["an unknown demand", "m=ext,r=rOprNGfwEbeRWgbNEkqOx,s=W22Z,i=4096", /extension that is not known/],
  ["an error", "e=unknown-user", /refuses: unknown-user/],
])("a first message with %s is refused", async (_, message, error) => {
  const exchange = await begin();
  await exchange(null);
  await expect(exchange(bytes(message))).rejects.toThrow(error);
});

test("commas and equals signs in names are escaped", async () => {
  const exchange = await begin({ username: "a=b,c" });
  expect(text(await exchange(null))).toBe("n,,n=a=3Db=2Cc,r=rOprNGfwEbeRWgbNEkqO");
});

test("a delegation token says that it is one", async () => {
  const exchange = await begin({ isDelegationToken: true });
  expect(text(await exchange(null))).toBe("n,,n=user,r=rOprNGfwEbeRWgbNEkqO,tokenauth=true");
});

test("each exchange has a nonce of its own", async () => {
  const mechanism = scram({ hash: "SHA-256", username: "u", password: "p" });
  const nonces = await Promise.all([0, 1].map(async () => text(await (await mechanism.begin(context))(null))));
  expect(nonces[0]).not.toBe(nonces[1]);
  expect(nonces[0]).toMatch(/^n,,n=u,r=[\w-]{32}$/);
});

test("the password may come from elsewhere, and is asked for each time", async () => {
  const passwords = ["wrong", "pencil"];
  const proofs: string[] = [];
  for (let i = 0; i < 2; i++) {
    const exchange = await begin({ password: async () => passwords[i]! });
    await exchange(null);
    proofs.push(text(await exchange(bytes(serverFirst))));
  }
  expect(proofs[0]).not.toBe(clientFinal);
  expect(proofs[1]).toBe(clientFinal);
});
