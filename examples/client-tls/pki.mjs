/** A certificate authority of our own, and two certificates signed by it. */
import { generate } from "selfsigned";

export async function makePki() {
  const authority = await generate([{ name: "commonName", value: "Example CA" }], {
    algorithm: "sha256",
    keyType: "ec",
    curve: "P-256",
    extensions: [
      { name: "basicConstraints", cA: true, critical: true },
      { name: "keyUsage", keyCertSign: true, critical: true },
    ],
  });
  const ca = { key: authority.private, cert: authority.cert };
  return { ca: ca.cert, broker: await sign(ca, "localhost"), client: await sign(ca, "order-service") };
}

async function sign(ca, name) {
  const { cert, private: key } = await generate([{ name: "commonName", value: name }], {
    algorithm: "sha256",
    keyType: "ec",
    curve: "P-256",
    ca,
    extensions: [
      { name: "basicConstraints", cA: false },
      { name: "extKeyUsage", serverAuth: true, clientAuth: true },
      { name: "subjectAltName", altNames: [{ type: 2, value: name }] },
    ],
  });
  return { cert, key };
}
