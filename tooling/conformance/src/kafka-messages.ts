import { type ChildProcessWithoutNullStreams, spawn } from "node:child_process";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { classPath, type KafkaVersion } from "./fetch-kafka-clients.js";

/** Kafka's own message classes of one version, in a Java process: see java/KafkaMessages.java. */
export class KafkaMessages {
  readonly #java: ChildProcessWithoutNullStreams;
  readonly #waiting: { resolve(bytes: Buffer): void; reject(error: Error): void }[] = [];
  #complaints = "";

  constructor(version: KafkaVersion) {
    const source = fileURLToPath(new URL("../java/KafkaMessages.java", import.meta.url));
    this.#java = spawn("java", ["-Xmx256m", "-cp", classPath(version), source]);
    this.#java.stderr.on("data", (text) => {
      this.#complaints += text;
    });
    createInterface({ input: this.#java.stdout }).on("line", (line) => this.#settle(line));
    this.#java.on("close", (code) => {
      for (const { reject } of this.#waiting.splice(0)) reject(new Error(`java ended (${code}): ${this.#complaints}`));
    });
  }

  /** The bytes that Kafka writes for a message given as JSON. */
  encode(name: string, version: number, json: string): Promise<Buffer> {
    return this.#ask(`encode ${name} ${version} ${json}`);
  }

  /** The bytes that Kafka writes after it has read a message from bytes. */
  decode(name: string, version: number, bytes: Uint8Array): Promise<Buffer> {
    return this.#ask(`decode ${name} ${version} ${Buffer.from(bytes).toString("base64")}`);
  }

  close(): void {
    this.#java.stdin.end();
  }

  #ask(question: string): Promise<Buffer> {
    return new Promise((resolve, reject) => {
      this.#waiting.push({ resolve, reject });
      this.#java.stdin.write(`${question}\n`);
    });
  }

  #settle(line: string): void {
    const { resolve, reject } = this.#waiting.shift()!;
    if (line.startsWith("error ")) reject(new Error(line.slice(6)));
    else resolve(Buffer.from(line, "base64"));
  }
}
