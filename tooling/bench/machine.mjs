/** What the numbers were measured on. */
import { cpus, loadavg, release, totalmem, type } from "node:os";

export function machine() {
  const [{ model }] = cpus();
  const memory = `${Math.round(totalmem() / 2 ** 30)} GiB`;
  return `Node ${process.version}, ${cpus().length} × ${model.trim()}, ${memory}, ${type()} ${release()}`;
}

/** Whoever else works on the machine is in the numbers: the one-minute load average before the first run should be near 0. */
export function busyness() {
  const load = loadavg()[0];
  return `load average before: ${load.toFixed(1)}${load > 1 ? " (the machine was not idle: do not quote this)" : ""}`;
}
