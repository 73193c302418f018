/** `clientDnsLookup: "resolve_canonical_bootstrap_servers_only"`: one server for each address, by its canonical name. */
import type { Endpoint } from "./endpoint.js";
import type { Resolver } from "./resolve.js";

/** Kerberos and TLS want the name of the one machine, where an alias may stand for a whole cluster. */
export async function canonicalEndpoints(
  endpoints: readonly Endpoint[],
  resolver: Resolver,
): Promise<readonly Endpoint[]> {
  const expanded = await Promise.all(
    endpoints.map(async ({ host, port }) => {
      const addresses = await resolver.lookup(host);
      const names = await Promise.all(addresses.map((address) => resolver.canonicalName(address)));
      return [...new Set(names)].map((name) => ({ host: name, port }));
    }),
  );
  return expanded.flat();
}
