/** What the option table says of one option. Validation, `producer.properties` files and docs/options.md all read it. */
import type { ValueKind } from "./value-kind.js";

export interface Option {
  readonly value: ValueKind;
  /** Absent: none, and what its absence means stands in `summary`. */
  readonly default?: string | number | boolean;
  /** Who validates and uses it: the producer itself, or the client under it. `both`: checked here, handed on. */
  readonly owner: "producer" | "client" | "both";
  readonly summary: string;
  /** Kafka's dotted name, as it stands in a producer.properties file. */
  readonly kafka?: string;
  /** kafka-python's default; its name is ours in snake_case. Absent: it has no such option. */
  readonly seed?: string;
  /** The Java producer's default, under `kafka`. */
  readonly java?: string;
  readonly librdkafka?: { readonly name: string; readonly default: string };
  /** What other clients call it, for "did you mean". */
  readonly alsoCalled?: readonly string[];
}
