/** Which interceptors a request meets. */
import type { AnyApi } from "@k/protocol";
import type { Exchange, Interceptor, Outcome } from "./exchange.js";
import { always, type Schedule } from "./schedules.js";

export interface InterceptOptions {
  /** Only on these brokers. */
  readonly broker?: number | readonly number[];
  /** Only when this says so; it is asked for each request that fits otherwise. */
  readonly when?: Schedule;
}

/** A fault that is in place. */
export interface Interception {
  /** How many requests fitted, whether or not the schedule let the fault happen. */
  readonly seen: number;
  /** How many requests the fault happened to. */
  readonly hits: number;
  /** Takes the fault away; a request that is in it stays in it. */
  remove(): void;
}

interface Rule {
  readonly apiKey: number | undefined;
  readonly brokers: readonly number[] | undefined;
  readonly when: Schedule;
  readonly interceptor: Interceptor;
  seen: number;
  hits: number;
}

export class FaultRegistry {
  readonly #random: () => number;
  #rules: readonly Rule[] = [];

  constructor(random: () => number) {
    this.#random = random;
  }

  add<A extends AnyApi>(api: A | "any", interceptor: Interceptor<A>, options: InterceptOptions = {}): Interception {
    const { broker, when = always() } = options;
    const rule: Rule = {
      apiKey: api === "any" ? undefined : api.key,
      brokers: typeof broker === "number" ? [broker] : broker,
      when,
      // A rule for an API only ever meets exchanges of that API.
      interceptor: interceptor as unknown as Interceptor,
      seen: 0,
      hits: 0,
    };
    this.#rules = [...this.#rules, rule];
    return {
      get seen() {
        return rule.seen;
      },
      get hits() {
        return rule.hits;
      },
      remove: () => {
        this.#rules = this.#rules.filter((other) => other !== rule);
      },
    };
  }

  clear(): void {
    this.#rules = [];
  }

  /** The faults that happen to this request, the one added first outermost. Counts it. */
  match(apiKey: number, brokerId: number): readonly Interceptor[] {
    if (this.#rules.length === 0) return NOTHING;
    const matching: Interceptor[] = [];
    for (const rule of this.#rules) {
      if (rule.apiKey !== undefined && rule.apiKey !== apiKey) continue;
      if (rule.brokers !== undefined && !rule.brokers.includes(brokerId)) continue;
      rule.seen++;
      if (!rule.when({ count: rule.seen, random: this.#random })) continue;
      rule.hits++;
      matching.push(rule.interceptor);
    }
    return matching;
  }
}

const NOTHING: readonly Interceptor[] = [];

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
