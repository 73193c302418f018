/** A transactional producer in a process of its own, which can be killed and stopped like one. */
import { type ChildProcessByStdio, spawn } from "node:child_process";
import { createInterface } from "node:readline";
import type { Readable, Writable } from "node:stream";
import { fileURLToPath } from "node:url";

const program = fileURLToPath(new URL("../fixtures/transactional-client.js", import.meta.url));

export class RemoteProducer {
  readonly #child: ChildProcessByStdio<Writable, Readable, null>;
  readonly #answers: AsyncIterator<string>;

  constructor(options: {
    readonly bootstrapServers: string;
    readonly topic: string;
    readonly transactionalId: string;
    readonly transactionTimeoutMs: number;
  }) {
    this.#child = spawn(process.execPath, [program, JSON.stringify(options)], { stdio: ["pipe", "pipe", "inherit"] });
    this.#answers = createInterface({ input: this.#child.stdout })[Symbol.asyncIterator]();
  }

  /**
   * One call of the producer, e.g. `init`, `begin`, `send some text`, `flush`, `commit`, `abort`, `close`.
   * @returns "ok", or the name of the error
   */
  async call(command: string): Promise<string> {
    this.#child.stdin.write(`${command}\n`);
    const { value, done } = await this.#answers.next();
    if (done) throw new Error(`the process ended before it answered ${command}`);
    return value;
  }

  /** Until one is not "ok". @returns the last answer */
  async calls(...commands: readonly string[]): Promise<string> {
    let answer = "ok";
    for (const command of commands) {
      answer = await this.call(command);
      if (answer !== "ok") break;
    }
    return answer;
  }

  /** SIGKILL: no goodbye to the brokers. */
  async kill(): Promise<void> {
    if (this.#child.exitCode !== null || this.#child.signalCode !== null) return;
    const ended = new Promise((resolve) => this.#child.once("exit", resolve));
    this.#child.kill("SIGKILL");
    await ended;
  }

  pause(): void {
    this.#child.kill("SIGSTOP");
  }

  resume(): void {
    this.#child.kill("SIGCONT");
  }
}
