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

/** Remembers which address of a host to try first: the one that worked, else the one after the last that did not. */
export class HostAddresses {
  readonly #resolver: Resolver;
  #lastTried: string | undefined;
  #good: string | undefined;

  constructor(resolver: Resolver) {
    this.#resolver = resolver;
  }

  /** Asks the resolver anew each time: addresses change while a client runs. */
  async inOrder(host: string): Promise<readonly string[]> {
    const addresses = await this.#resolver.lookup(host);
    const good = this.#good === undefined ? -1 : addresses.indexOf(this.#good);
    const last = this.#lastTried === undefined ? -1 : addresses.indexOf(this.#lastTried);
    const first = good >= 0 ? good : (last + 1) % Math.max(1, addresses.length);
    return [...addresses.slice(first), ...addresses.slice(0, first)];
  }

  tried(address: string): void {
    this.#lastTried = address;
    this.#good = undefined;
  }

  /** The one tried last is the first choice of the next time. */
  worked(): void {
    this.#good = this.#lastTried;
  }
}
