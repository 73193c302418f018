/** kcat: librdkafka, the C client, on the command line. */

import type { Peer, PlainRecord } from "./peer.js";
import { run, runs } from "./run.js";

export async function kcat(): Promise<Peer> {
  return {
    name: "kcat",
    missing: (await runs("kcat", ["-V"])) ? undefined : "kcat is not installed (Debian: apt install kafkacat)",
    codecs: ["none", "gzip", "snappy", "lz4", "zstd"],
    write,
    read,
  };
}

const KEY_END = "\u001f";

/** Headers are given once for all lines, so records with the same headers go together. -Z: empty is null. */
async function write(server: string, topic: string, codec: string, records: readonly PlainRecord[]): Promise<void> {
  for (const group of byEqualHeaders(records)) {
    const headers = group[0]!.headers.flatMap(([key, value]) => ["-H", `${key}=${value}`]);
    const lines = group.map(({ key, value }) => `${key ?? ""}${KEY_END}${value ?? ""}`);
    const args = ["-P", "-b", server, "-t", topic, "-p", "0", "-K", KEY_END, "-z", codec, "-Z", ...headers];
    await run("kcat", args, `${lines.join("\n")}\n`);
  }
}

/** Neighbours with the same headers. */
function byEqualHeaders(records: readonly PlainRecord[]): PlainRecord[][] {
  const groups: PlainRecord[][] = [];
  for (const record of records) {
    const last = groups.at(-1);
    if (last && JSON.stringify(last[0]!.headers) === JSON.stringify(record.headers)) last.push(record);
    else groups.push([record]);
  }
  return groups;
}

async function read(server: string, topic: string, count: number): Promise<PlainRecord[]> {
  const args = ["-C", "-b", server, "-t", topic, "-p", "0", "-o", "beginning", "-c", String(count), "-e", "-q", "-J"];
  const lines = (await run("kcat", args)).split("\n").filter((line) => line !== "");
  return lines.map((line) => {
    const { key, payload, headers = [] } = JSON.parse(line) as KcatMessage;
    const pairs = Array.from({ length: headers.length / 2 }, (_, i) => [headers[2 * i]!, headers[2 * i + 1]!] as const);
    return { key, value: payload, headers: pairs };
  });
}

interface KcatMessage {
  readonly key: string | null;
  readonly payload: string | null;
  /** Names and values by turns. */
  readonly headers?: readonly string[];
}
