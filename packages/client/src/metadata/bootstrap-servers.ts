/** Reads the list of servers to start from, in all the forms in which people write it. */
import { KafkaConfigurationError } from "../errors.js";

export interface BootstrapServer {
  readonly host: string;
  readonly port: number;
}

const DEFAULT_PORT = 9092;

/** `"a:9092,b"`, `["a", "[::1]:9093", "::1"]`; a protocol in front (`SASL_SSL://a:9092`) is ignored. */
export function parseBootstrapServers(servers: string | readonly string[]): readonly BootstrapServer[] {
  const list = (typeof servers === "string" ? [servers] : servers).flatMap((entry) => {
    if (typeof entry !== "string") throw invalid(entry, "is not a string");
    return entry.split(",").map((part) => part.trim());
  });
  const parsed = list.filter((entry) => entry !== "").map(parseServer);
  if (parsed.length === 0)
    throw new KafkaConfigurationError("bootstrapServers is empty: name at least one, as host:port");
  const unique = new Map(parsed.map((server) => [`${server.host}|${server.port}`, server]));
  return [...unique.values()];
}

function parseServer(entry: string): BootstrapServer {
  const place = entry.replace(/^[A-Za-z_]+:\/\//, "");
  const bracketed = /^\[([^\]]+)\](?::(\d+))?$/.exec(place);
  if (bracketed) return { host: bracketed[1]!, port: parsePort(bracketed[2], entry) };
  // More than one colon and no brackets: an IPv6 address without a port.
  if (/^[0-9a-fA-F:.%]+$/.test(place) && place.split(":").length > 2) return { host: place, port: DEFAULT_PORT };
  const plain = /^([^:/\s]+)(?::([^:]*))?$/.exec(place);
  if (!plain) throw invalid(entry, "is not host:port");
  return { host: plain[1]!, port: parsePort(plain[2], entry) };
}

function parsePort(text: string | undefined, entry: string): number {
  if (text === undefined) return DEFAULT_PORT;
  const port = Number(text);
  if (!/^\d+$/.test(text) || port < 1 || port > 65_535) throw invalid(entry, "has no valid port");
  return port;
}

function invalid(entry: unknown, problem: string): KafkaConfigurationError {
  return new KafkaConfigurationError(`bootstrapServers: ${JSON.stringify(entry)} ${problem}`);
}
