/** Which faults a request or a connection meets. */
import type { AnyApi } from "@k/protocol";
import type { ConnectionFate, ConnectionInterceptor, NewConnection } from "./connection-faults.js";
import type { Exchange, Interceptor, Outcome } from "./exchange.js";
import { always, type Schedule } from "./schedules.js";

export interface InterceptOptions {
  /** Only on these brokers. */
  readonly broker?: number | readonly number[];
  /** Only when this says so; it is asked for each request (or connection) that fits otherwise. */
  readonly when?: Schedule;
}

/** A fault that is in place. */
export interface Interception {
  /** How many requests or connections fitted, whether or not the schedule let the fault happen. */
  readonly seen: number;
  /** How many the fault happened to. */
  readonly hits: number;
  /** Takes the fault away; a request that is in it stays in it. */
  remove(): void;
}

export class FaultRegistry {
  readonly #random: () => number;
  #requestRules: readonly Rule<RequestRule>[] = [];
  #connectionRules: readonly Rule<ConnectionInterceptor>[] = [];

  constructor(random: () => number) {
    this.#random = random;
  }

  addForRequests<A extends AnyApi>(
    api: A | "any",
    interceptor: Interceptor<A>,
    options: InterceptOptions,
  ): Interception {
    checkApi(api);
    checkInterceptor(interceptor);
    const apiKey = api === "any" ? undefined : api.key;
    // A rule for an API only ever meets exchanges of that API.
    const rule = new Rule({ apiKey, interceptor: interceptor as unknown as Interceptor }, options);
    this.#requestRules = [...this.#requestRules, rule];
    return interception(rule, () => {
      this.#requestRules = this.#requestRules.filter((other) => other !== rule);
    });
  }

  addForConnections(interceptor: ConnectionInterceptor, options: InterceptOptions): Interception {
    checkInterceptor(interceptor);
    const rule = new Rule(interceptor, options);
    this.#connectionRules = [...this.#connectionRules, rule];
    return interception(rule, () => {
      this.#connectionRules = this.#connectionRules.filter((other) => other !== rule);
    });
  }

  clear(): void {
    this.#requestRules = [];
    this.#connectionRules = [];
  }

  /** The faults that happen to this request, the one added first outermost. Counts it. */
  forRequest(apiKey: number, brokerId: number): readonly Interceptor[] {
    if (this.#requestRules.length === 0) return NOTHING;
    return this.#requestRules
      .filter(({ what }) => what.apiKey === undefined || what.apiKey === apiKey)
      .filter((rule) => rule.strikes(brokerId, this.#random))
      .map(({ what }) => what.interceptor);
  }

  /** Everything that happens to this connection, taken together. */
  forConnection(connection: NewConnection): ConnectionFate {
    const fates = this.#connectionRules
      .filter((rule) => rule.strikes(connection.brokerId, this.#random))
      .map(({ what }) => what(connection));
    return Object.assign({}, ...fates) as ConnectionFate;
  }
}

/** Runs the work inside the interceptors. */
export function intercepted(
  interceptors: readonly Interceptor[],
  exchange: Exchange,
  work: () => Promise<Outcome<AnyApi>>,
): Promise<Outcome<AnyApi>> {
  const run = async (index: number): Promise<Outcome<AnyApi>> => {
    const interceptor = interceptors[index];
    return interceptor === undefined ? work() : interceptor(exchange, () => run(index + 1));
  };
  return run(0);
}

const NOTHING: readonly Interceptor[] = [];

interface RequestRule {
  readonly apiKey: number | undefined;
  readonly interceptor: Interceptor;
}

class Rule<What> {
  readonly what: What;
  seen = 0;
  hits = 0;
  readonly #brokers: readonly number[] | undefined;
  readonly #when: Schedule;

  constructor(what: What, { broker, when = always() }: InterceptOptions) {
    this.what = what;
    this.#brokers = typeof broker === "number" ? [broker] : broker;
    this.#when = when;
  }

  /** Counts, and decides. */
  strikes(brokerId: number, random: () => number): boolean {
    if (this.#brokers !== undefined && !this.#brokers.includes(brokerId)) return false;
    this.seen++;
    if (!this.#when({ count: this.seen, random })) return false;
    this.hits++;
    return true;
  }
}

function interception(rule: Rule<unknown>, remove: () => void): Interception {
  return {
    get seen() {
      return rule.seen;
    },
    get hits() {
      return rule.hits;
    },
    remove,
  };
}

// A fault that never strikes is a test that proves nothing: in plain JavaScript these mistakes are easily made.

function checkApi(api: unknown): void {
  const hasKey = typeof api === "object" && api !== null && "key" in api && typeof api.key === "number";
  if (api === "any" || hasKey) return;
  throw new TypeError(`intercept takes an API of @k/protocol, such as Produce, or "any", not ${String(api)}`);
}

function checkInterceptor(interceptor: unknown): void {
  if (typeof interceptor === "function") return;
  throw new TypeError(`what a fault does is a function, such as failWith(code), not ${String(interceptor)}`);
}
