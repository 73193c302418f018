/** Network namespaces: a loopback of one's own, on which packets can be dropped without anybody else noticing. */
import { execFileSync, spawn } from "node:child_process";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";

/** The namespace is gone with its last process. Who is not root becomes it inside, where the kernel allows that. */
const enter = ["--net", ...(process.getuid?.() === 0 ? [] : ["--map-root-user"])];
const loopbackUp = 'ip link set lo up && exec "$0" "$@"';

/** @returns why packets cannot be dropped here; undefined: they can */
export function whyNoNamespaces(): string | undefined {
  const trial = "ip link set lo up && iptables -A INPUT -p tcp --dport 1 -j DROP";
  try {
    execFileSync("unshare", [...enter, "sh", "-c", trial], { stdio: "pipe", timeout: 10_000 });
    return undefined;
  } catch (error) {
    const said = String((error as { stderr?: unknown }).stderr ?? "").trim() || (error as Error).message;
    return `no network namespace with iptables here: ${said.split("\n")[0]}`;
  }
}

/**
 * Runs a program of this folder in a namespace of its own and passes on each line that it prints.
 * Rejects when it ends otherwise than well.
 */
export async function runInNamespace(program: string, onLine: (line: string) => void): Promise<void> {
  const here = (name: string): string => fileURLToPath(new URL(name, import.meta.url));
  // Inside the workspace, so that the program finds the packages.
  const bundled = here(`../../dist/${program}.mjs`);
  await build({
    entryPoints: [here(`./${program}.ts`)],
    ...{ outfile: bundled, bundle: true, platform: "node", format: "esm", packages: "external", logLevel: "warning" },
  });
  const child = spawn("unshare", [...enter, "sh", "-c", loopbackUp, process.execPath, bundled], {
    stdio: ["ignore", "pipe", "pipe"],
  });
  let stderr = "";
  child.stderr.on("data", (text) => {
    stderr += text;
  });
  createInterface(child.stdout).on("line", onLine);
  const code = await new Promise((resolve) => child.once("close", resolve));
  if (code !== 0) throw new Error(`${program} ended with ${code}: ${stderr.slice(-2_000)}`);
}
