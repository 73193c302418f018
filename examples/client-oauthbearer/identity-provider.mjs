/** An identity provider with one client: checks its secret, and hands out unsecured tokens. For the example only. */
import { createServer } from "node:http";

export async function startIdentityProvider({ clientId, clientSecret }) {
  const expected = `Basic ${Buffer.from([clientId, clientSecret].map(encodeURIComponent).join(":").replaceAll("%20", "+")).toString("base64")}`;
  const issuedFor = [];
  const server = createServer((request, response) => {
    const known = request.headers.authorization === expected;
    response.writeHead(known ? 200 : 401, { "content-type": "application/json" });
    response.end(JSON.stringify(known ? grant(clientId) : { error: "invalid_client" }));
    if (known) issuedFor.push(clientId);
  });
  await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    tokenEndpointUrl: `http://127.0.0.1:${server.address().port}/token`,
    issuedFor,
    close: () => {
      server.closeAllConnections();
      return new Promise((resolve) => server.close(resolve));
    },
  };
}

function grant(subject) {
  const now = Math.floor(Date.now() / 1_000);
  const parts = [{ alg: "none" }, { sub: subject, iat: now, exp: now + 3_600 }];
  const token = parts.map((part) => Buffer.from(JSON.stringify(part)).toString("base64url")).join(".");
  return { access_token: `${token}.`, token_type: "Bearer", expires_in: 3_600 };
}
