import { type FieldDescription, type MessageDescription, parseVersions, type Versions } from "@k/protocol/schema";
import { Reader } from "@k/protocol/wire";

/** The bytes of a message in hexadecimal, a line a field: `00 09  # topicData[0].name`. */
export function annotate(message: MessageDescription, version: number, bytes: Uint8Array): string {
  const page = new Page(bytes, version, within(version, message.flexible));
  page.struct("", message.fields);
  return page.lines.join("\n");
}

class Page {
  readonly lines: string[] = [];
  readonly #bytes: Uint8Array;
  readonly #reader: Reader;
  readonly #version: number;
  readonly #flexible: boolean;

  constructor(bytes: Uint8Array, version: number, flexible: boolean) {
    this.#bytes = bytes;
    this.#reader = new Reader(bytes);
    this.#version = version;
    this.#flexible = flexible;
  }

  struct(path: string, fields: readonly FieldDescription[]): void {
    const carried = fields.filter(({ versions }) => within(this.#version, versions));
    const isTagged = ({ tagged }: FieldDescription) => within(this.#version, tagged);
    for (const field of carried) if (!isTagged(field)) this.#field(join(path, field.name), field);
    if (this.#flexible) this.#tagged(path, carried.filter(isTagged));
  }

  #tagged(path: string, fields: readonly FieldDescription[]): void {
    const count = this.#line(join(path, "tagged fields"), (reader) => reader.unsignedVarint());
    for (let i = 0; i < count; i++) {
      const tag = this.#line(join(path, "tag"), (reader) => reader.unsignedVarint());
      this.#line(join(path, "size"), (reader) => reader.unsignedVarint());
      const field = fields.find((one) => one.tag === tag)!;
      this.#field(join(path, field.name), field);
    }
  }

  #field(path: string, field: FieldDescription): void {
    if (!field.type.startsWith("[]")) {
      this.#value(path, field);
      return;
    }
    const count = this.#length(`${path} count`, field, false);
    for (let i = 0; i < count; i++) this.#value(`${path}[${i}]`, field);
  }

  #value(path: string, field: FieldDescription): void {
    const type = field.type.replace("[]", "");
    const size = sizes[type];
    if (field.fields !== undefined) this.struct(path, field.fields);
    else if (size !== undefined) this.#line(path, (reader) => reader.skip(size));
    else {
      const length = this.#length(`${path} length`, field, type === "string");
      if (length > 0) this.#line(path, (reader) => reader.skip(length));
    }
  }

  #length(path: string, { neverFlexible }: FieldDescription, short: boolean): number {
    if (this.#flexible && !neverFlexible) return this.#line(path, (reader) => reader.unsignedVarint()) - 1;
    return this.#line(path, (reader) => (short ? reader.int16() : reader.int32()));
  }

  #line<T>(what: string, read: (reader: Reader) => T): T {
    const start = this.#reader.position;
    const value = read(this.#reader);
    const hex = [...this.#bytes.subarray(start, this.#reader.position)].map((byte) =>
      byte.toString(16).padStart(2, "0"),
    );
    this.lines.push(`${hex.join(" ")}  # ${what}`);
    return value;
  }
}

const sizes: Readonly<Record<string, number>> = { bool: 1, int8: 1, int16: 2, int32: 4, int64: 8, uuid: 16 };

function join(path: string, name: string): string {
  return path === "" ? name : `${path}.${name}`;
}

function within(version: number, versions: Versions | undefined): boolean {
  if (versions === undefined) return false;
  const { min, max } = parseVersions(versions);
  return version >= min && version <= max;
}
