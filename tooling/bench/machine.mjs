/** What the numbers were measured on. */
import { cpus, release, totalmem, type } from "node:os";

export function machine() {
  const [{ model }] = cpus();
  const memory = `${Math.round(totalmem() / 2 ** 30)} GiB`;
  return `Node ${process.version}, ${cpus().length} × ${model.trim()}, ${memory}, ${type()} ${release()}`;
}
