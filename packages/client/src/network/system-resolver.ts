import type { Resolver } from "./resolve.js";

/** The resolver of the operating system, so that /etc/hosts and nsswitch.conf count. */
export const systemResolver: Resolver = {
  async lookup(host) {
    const { lookup } = await import("node:dns/promises");
    // `verbatim`: the system knows best whether IPv6 or IPv4 comes first.
    const found = await lookup(host, { all: true, verbatim: true });
    return [...new Set(found.map(({ address }) => address))];
  },
  async canonicalName(address) {
    const { reverse } = await import("node:dns/promises");
    const [name] = await reverse(address);
    return name ?? address;
  },
};
