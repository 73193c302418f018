import type { FieldCodec, Target } from "./codec.js";
import type { Fields } from "./infer.js";
import { parseVersions, type Versions } from "./versions.js";

const NO_ATTRIBUTES: Attributes = {};

/**
 * An immutable description of a field: its type and, added by the modifiers, when and how it is on the wire.
 * `Out` is what reading gives, `In` what writing takes, `Optional` whether writing may leave it out.
 */
export class Type<Out, In = Out, Optional extends boolean = false> {
  /** For inference only; never present at run time. */
  declare readonly optional: Optional;
  readonly kind: Kind;
  readonly attributes: Attributes;
  /** What an absent field reads as. A function, because arrays and structs are made anew for each reader. */
  readonly fallback: () => Out;
  /** Whether a value is the default, which may be left out where a version (or a tag) allows it. */
  readonly isDefault: (value: In) => boolean;
  readonly compile: (target: Target) => FieldCodec<Out, In>;

  constructor(definition: Definition<Out, In>, attributes: Attributes = definition.attributes ?? NO_ATTRIBUTES) {
    this.kind = definition.kind;
    this.attributes = attributes;
    this.fallback = definition.fallback;
    this.isDefault = definition.isDefault;
    this.compile = definition.compile;
  }

  /** The message versions that have this field; without it, all. */
  versions(versions: Versions): Type<Out, In, true> {
    parseVersions(versions);
    return this.#with({ versions });
  }

  /** May be null, at these versions or at all. The default stays what it was: see `default(null)`. */
  nullable(nullable: Versions = "0+"): Type<Out | null, In | null, Optional> {
    parseVersions(nullable);
    return this.#with({ nullable });
  }

  /** Travels among the tagged fields, and only when it is not the default. */
  tag(tag: number, tagged?: Versions): Type<Out, In, true> {
    return this.#with({ tag, ...(tagged === undefined ? {} : { tagged }) });
  }

  /** May be dropped silently at versions that cannot carry it; without it a value other than the default is an error. */
  ignorable(): Type<Out, In, Optional> {
    return this.#with({ ignorable: true });
  }

  /** What an absent field means; without it 0, false, "", empty or the zero uuid. */
  default(fallback: Out & (null | number | bigint | string | boolean)): Type<Out, In, true> {
    const { kind, compile } = this;
    const isDefault = (value: In) => (value as unknown) === fallback;
    const attributes = { ...this.attributes, default: fallback };
    return new Type<Out, In, true>({ kind, compile, fallback: () => fallback, isDefault, attributes });
  }

  /** Keeps the length prefixes of versions that are not flexible, everywhere (the client id of request headers). */
  neverFlexible(): Type<Out, In, Optional> {
    return this.#with({ neverFlexible: true });
  }

  // biome-ignore lint/suspicious/noExplicitAny: each modifier states the exact result type.
  #with(added: Attributes): any {
    return new Type(this, { ...this.attributes, ...added });
  }
}

/** What a type is made of, for whoever walks a schema. */
export type Kind =
  | { readonly name: string }
  | { readonly name: "array"; readonly element: AnyType }
  | { readonly name: "struct"; readonly fields: Fields };

export interface Attributes {
  readonly versions?: Versions;
  readonly nullable?: Versions;
  readonly tag?: number;
  /** The versions at which the field is tagged; without it, all that have it. */
  readonly tagged?: Versions;
  readonly ignorable?: boolean;
  readonly neverFlexible?: boolean;
  /** Present only where the schema states one. */
  readonly default?: null | number | bigint | string | boolean;
}

export interface Definition<Out, In> {
  readonly kind: Kind;
  readonly attributes?: Attributes;
  readonly fallback: () => Out;
  readonly isDefault: (value: In) => boolean;
  readonly compile: (target: Target) => FieldCodec<Out, In>;
}

// biome-ignore lint/suspicious/noExplicitAny: a schema is a bag of otherwise unrelated types.
export type AnyType = Type<any, any, boolean>;
