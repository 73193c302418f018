import type { Reader, Writer } from "../wire/index.js";

/** Writes and reads one type at one message version. */
export interface Codec<Out, In = Out> {
  write(writer: Writer, value: In): void;
  read(reader: Reader): Out;
}

/** A codec inside a message: it also knows what the rules about counts and defaults need. */
export interface FieldCodec<Out, In = Out> extends Codec<Out, In> {
  /** The fewest bytes a value takes: no array may claim more elements than fit into the bytes that are left. */
  readonly minSizeBytes: number;
}

/** The message version a schema is compiled for, and what that version implies. */
export interface Target {
  readonly version: number;
  /** Flexible versions use compact lengths and end each struct with tagged fields. */
  readonly flexible: boolean;
  /** Whether the field being compiled may be null at this version. */
  readonly nullable: boolean;
}
