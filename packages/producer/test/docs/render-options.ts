import { type Option, optionGroups } from "../../src/config/index.js";
import { code, table } from "./markdown.js";

/** A chapter for each group of options: the table, then what each of them means. */
export function renderOptions(): string {
  return Object.entries(optionGroups)
    .map(([title, group]) => {
      const options = Object.entries<Option>(group);
      const meanings = options.map(([name, { summary }]) => `- **${code(name)}**: ${summary}\n`).join("");
      return `## ${title}\n\n${table(HEADER, options.map(row))}\n${meanings}`;
    })
    .join("\n");
}

const HEADER = ["option", "type", "unit", "default", "kafka-python", "Java", "librdkafka"];

function row([name, { value, default: fallback, kafka = "", seed, java, librdkafka }]: [string, Option]): string[] {
  return [
    code(name),
    code(value.type),
    value.unit ?? "",
    fallback === undefined ? NONE : code(JSON.stringify(fallback)),
    seed === undefined ? NONE : code(seed),
    java === undefined ? NONE : elsewhere(kafka, java),
    librdkafka === undefined ? NONE : elsewhere(librdkafka.name, librdkafka.default),
  ];
}

const NONE = "–";

function elsewhere(name: string, fallback: string): string {
  return [name, fallback]
    .filter((part) => part !== "")
    .map(code)
    .join(": ");
}
