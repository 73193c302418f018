import type { AnyType, Type } from "./type.js";

/** Types inferred from schemas. Nothing here exists at run time. */

/** The fields of a struct, in the order of the wire. */
export type Fields = { readonly [name: string]: AnyType };

/** What reading a struct gives: every field, absent ones with their default. */
export type Shape<F extends Fields> = {
  [K in keyof F]: F[K] extends Type<infer Out, infer _In, infer _O> ? Out : never;
};

/** What writing a field takes. */
export type Accepted<T> = T extends Type<infer _Out, infer In, infer _O> ? In : never;

/** What writing a struct takes: fields with a default, of some versions only or tagged may be left out. */
export type Init<F extends Fields> = {
  readonly [K in keyof F as F[K]["optional"] extends true ? never : K]: Accepted<F[K]>;
} & {
  readonly [K in keyof F as F[K]["optional"] extends true ? K : never]?: Accepted<F[K]> | undefined;
};
