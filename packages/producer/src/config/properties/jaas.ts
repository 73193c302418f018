/** Reads the text of `sasl.jaas.config`: `com.example.Module required name="value" other=value;` */
import { UnmappableProperty } from "./property-mapper.js";

export interface JaasConfig {
  readonly module: string;
  readonly options: ReadonlyMap<string, string>;
}

/** One login module, as Kafka allows. The errors say nothing of what was read: there is a password in it. */
export function parseJaas(text: string): JaasConfig {
  const header = /^\s*(?<module>[\w.$]+)\s+(?:required|requisite|sufficient|optional)(?=[\s;])/i.exec(text);
  if (header === null) throw new UnmappableProperty('expected the form Module required name="value";');
  const options = new Map<string, string>();
  // name="value with \" in it" or name=value
  const option = /\s*(?<name>[\w.]+)\s*=\s*(?:"(?<quoted>(?:[^"\\]|\\.)*)"|(?<bare>[^\s";]+))/y;
  option.lastIndex = header[0].length;
  let end = option.lastIndex;
  for (let match = option.exec(text); match !== null; match = option.exec(text)) {
    const { name, quoted, bare } = match.groups!;
    options.set(name!, quoted === undefined ? bare! : quoted.replace(/\\(.)/g, "$1"));
    end = option.lastIndex;
  }
  if (!/^\s*;\s*$/.test(text.slice(end))) {
    throw new UnmappableProperty(`cannot be read from character ${end} on; it must end with a semicolon`);
  }
  return { module: header.groups!.module!, options };
}
