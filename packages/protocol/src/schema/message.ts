import { KafkaProtocolError, locate } from "../errors/index.js";
import type { Codec } from "./codec.js";
import type { Fields, Init, Shape } from "./infer.js";
import { struct } from "./struct.js";
import { parseVersions, type Versions } from "./versions.js";

/** A message: fields and the versions they come in. Requests, responses and the two headers are messages. */
export interface Message<F extends Fields> {
  /** `ProduceRequest`, as Kafka calls it. */
  readonly name: string;
  readonly versions: Versions;
  /** Absent if no version is flexible. */
  readonly flexible: Versions | undefined;
  readonly fields: F;
  /** Compiled when first asked for, then kept. */
  codec(version: number): Codec<Shape<F>, Init<F>>;
  isFlexible(version: number): boolean;
}

export interface MessageDefinition<F extends Fields> {
  readonly name: string;
  readonly versions: Versions;
  readonly flexible?: Versions | undefined;
  readonly fields: F;
}

export function message<F extends Fields>({ name, versions, flexible, fields }: MessageDefinition<F>): Message<F> {
  const range = parseVersions(versions);
  const flexibleRange = flexible === undefined ? undefined : parseVersions(flexible);
  const codecs = new Map<number, Codec<Shape<F>, Init<F>>>();
  const isFlexible = (version: number) =>
    flexibleRange !== undefined && version >= flexibleRange.min && version <= flexibleRange.max;

  const compile = (version: number): Codec<Shape<F>, Init<F>> => {
    if (!(Number.isInteger(version) && version >= range.min && version <= range.max)) {
      throw new KafkaProtocolError(`${name} has no version ${version} (it has ${versions})`, {
        code: "UNSUPPORTED_VERSION",
      });
    }
    const codec = struct(fields).compile({ version, flexible: isFlexible(version), nullable: false });
    return located(codec, `${name} v${version}`);
  };

  return {
    name,
    versions,
    flexible,
    fields,
    isFlexible,
    codec(version) {
      let codec = codecs.get(version);
      if (codec === undefined) {
        codec = compile(version);
        codecs.set(version, codec);
      }
      return codec;
    },
  };
}

/** Errors leave with the name of the message in front: `ProduceRequest v9, topicData[0].name: …`. */
function located<Out, In>(codec: Codec<Out, In>, message: string): Codec<Out, In> {
  return {
    write(writer, value) {
      try {
        codec.write(writer, value);
      } catch (error) {
        throw locate(error, { message });
      }
    },
    read(reader) {
      try {
        return codec.read(reader);
      } catch (error) {
        throw locate(error, { message });
      }
    },
  };
}
