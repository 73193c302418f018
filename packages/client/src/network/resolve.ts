/** Names to addresses. The resolver is passed in; which address is next is decided here. */

/** All addresses of a host, both families, in the order in which to try them. */
export interface Resolver {
  lookup(host: string): Promise<readonly string[]>;
  /** The canonical name of an address, for `clientDnsLookup: "resolve_canonical_bootstrap_servers_only"`. */
  canonicalName(address: string): Promise<string>;
}

/** For a custom `connect`: names go to it as they are, since a proxy resolves them where it stands. */
export const unresolved: Resolver = {
  lookup: async (host) => [host],
  canonicalName: async (address) => address,
};

/** Remembers which address of a host was tried last, so that each try starts with the next one. */
export class HostAddresses {
  readonly #resolver: Resolver;
  #lastTried: string | undefined;

  constructor(resolver: Resolver) {
    this.#resolver = resolver;
  }

  /** Asks the resolver anew each time: addresses change while a client runs. */
  async inOrder(host: string): Promise<readonly string[]> {
    const addresses = await this.#resolver.lookup(host);
    const last = this.#lastTried === undefined ? -1 : addresses.indexOf(this.#lastTried);
    return [...addresses.slice(last + 1), ...addresses.slice(0, last + 1)];
  }

  tried(address: string): void {
    this.#lastTried = address;
  }

  /** An address that works is tried first the next time as well. */
  worked(): void {
    this.#lastTried = undefined;
  }
}
