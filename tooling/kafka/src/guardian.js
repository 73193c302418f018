/**
 * Makes sure that nothing outlives this process, whatever ends it: a tiny shell waits at the other end of a pipe, and
 * when the pipe closes (exit, exception, Ctrl-C, even SIGKILL) it kills what it was told to watch. So no signal handlers
 * are needed, which would be in the way of a test runner's own.
 */
import { spawn } from "node:child_process";

const script = `
pids=; folders=
without() { kept=; for p in $pids; do [ "$p" = "$1" ] || kept="$kept $p"; done; pids=$kept; }
while read -r verb what; do
  case $verb in
    watch) pids="$pids $what" ;;
    release) without "$what" ;;
    remove) folders="$folders $what" ;;
  esac
done
[ -z "$pids" ] || kill -9 $pids 2>/dev/null
[ -z "$folders" ] || rm -rf $folders`;

/** @type {import("node:stream").Writable | undefined} */
let pipe;

/** @param {number} pid killed when this process ends */
export function watch(pid) {
  tell("watch", String(pid));
}

/** @param {number} pid ended by itself, so its number may soon be somebody else's */
export function release(pid) {
  tell("release", String(pid));
}

/** @param {string} folder deleted when this process ends (a path without spaces) */
export function removeAtEnd(folder) {
  tell("remove", folder);
}

/** @param {string} verb @param {string} what */
function tell(verb, what) {
  pipe ??= start();
  pipe.write(`${verb} ${what}\n`);
}

function start() {
  // Detached: Ctrl-C goes to a terminal's whole process group, and this one has to survive it.
  const shell = spawn("/bin/sh", ["-c", script], { stdio: ["pipe", "ignore", "ignore"], detached: true });
  shell.unref();
  // Typed as a plain stream; in truth a socket, which must not keep this process alive.
  /** @type {import("node:net").Socket} */ (/** @type {unknown} */ (shell.stdin)).unref();
  return shell.stdin;
}
