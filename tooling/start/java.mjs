/** What a real Kafka needs: a JDK 17 or newer, and Maven to fetch Kafka's jars. */
import { execFile } from "node:child_process";
import { promisify } from "node:util";

export async function requireJava() {
  const need = "a real Kafka needs a JDK 17 or newer and Maven on the PATH";
  const java = await output("java", ["-version"]);
  if (java === undefined) throw new Error(`${need}: java was not found`);
  const version = Number(/version "(?:1\.)?(\d+)/.exec(java)?.[1]);
  if (!(version >= 17)) throw new Error(`${need}: java is ${java.split("\n")[0]}`);
  if ((await output("mvn", ["-v"])) === undefined) throw new Error(`${need}: mvn was not found`);
}

/** Standard output and error of a program, undefined where it does not run. */
async function output(command, args) {
  try {
    const { stdout, stderr } = await promisify(execFile)(command, args);
    return stdout + stderr;
  } catch {
    return undefined;
  }
}
