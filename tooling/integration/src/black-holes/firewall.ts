/** Packets that are dropped without a word: no RST, no ICMP. Only to be used inside a namespace. */
import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";

/** Nothing that goes to this port or comes from it arrives. Returns what lifts it. */
export function dropPort(port: number): () => void {
  return drop([
    ["--dport", String(port)],
    ["--sport", String(port)],
  ]);
}

/** The connections to this port that exist now are dead, and neither end is told; new ones work. */
export function dropConnectionsTo(port: number): { count: number; lift: () => void } {
  const clients = clientPorts(port);
  const matches = clients.flatMap((client) => [
    ["--sport", String(client), "--dport", String(port)],
    ["--sport", String(port), "--dport", String(client)],
  ]);
  return { count: clients.length, lift: drop(matches) };
}

function drop(matches: readonly string[][]): () => void {
  const rules = matches.map((match) => ["INPUT", "-p", "tcp", ...match, "-j", "DROP"]);
  for (const rule of rules) execFileSync("iptables", ["-A", ...rule]);
  return () => {
    for (const rule of rules) execFileSync("iptables", ["-D", ...rule]);
  };
}

/** From the kernel's table: "sl local_address rem_address st …", addresses in hexadecimal, state 01 is established. */
function clientPorts(port: number): number[] {
  const lines = readFileSync("/proc/net/tcp", "utf8").trim().split("\n").slice(1);
  const portOf = (address = ""): number => Number.parseInt(address.split(":")[1] ?? "", 16);
  return lines
    .map((line) => line.trim().split(/\s+/))
    .filter(([, , remote, state]) => portOf(remote) === port && state === "01")
    .map(([, local]) => portOf(local));
}
