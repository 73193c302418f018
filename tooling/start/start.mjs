/** `npm start`: installs and builds what is missing, then runs the demo with the arguments given. */
import { build } from "./build.mjs";
import { failWith } from "./fail.mjs";
import { install } from "./install.mjs";

try {
  await install();
  await build();
} catch (error) {
  failWith(error);
}
// In this process: standard input, signals and the exit code are the demo's own.
await import("./demo.mjs");
