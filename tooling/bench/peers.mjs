/** Installs the peers into folders of their own, outside the workspaces. */
import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { fileURLToPath } from "node:url";

const folder = (name) => fileURLToPath(new URL(`./${name}`, import.meta.url));

export function installPeers() {
  if (existsSync(`${folder("peers")}/node_modules`)) return;
  console.error("installing the peers (npm ci in tooling/bench/peers)");
  npm(["ci", "--loglevel=error"], folder("peers"));
}

/** Compiled here against the system's libraries, because the prebuilt binary and the static build both need more of the network than npm. */
export function installNativePeer() {
  console.error("compiling librdkafka's binding (npm ci in tooling/bench/peers-native)");
  try {
    npm(["ci", "--loglevel=error"], folder("peers-native"), { CKJS_LINKING: "dynamic" });
  } catch (error) {
    const libraries = "libsasl2-dev libzstd-dev liblz4-dev libcurl4-openssl-dev libssl-dev zlib1g-dev";
    throw new Error(`${error.message}; on Debian it needs g++ make python3 ${libraries}`);
  }
}

function npm(args, cwd, env = {}) {
  const { status } = spawnSync("npm", args, { cwd, env: { ...process.env, ...env }, stdio: ["ignore", 2, 2] });
  if (status !== 0) throw new Error(`npm ${args[0]} in ${cwd} failed with exit code ${status}`);
}
