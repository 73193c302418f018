/** Opens what a command reads: a file by name, or standard input for `-`. */

import { createReadStream } from "node:fs";
import { open } from "node:fs/promises";
import type { Readable } from "node:stream";
import { UsageError } from "../usage-error.js";

export interface Input {
  /** `standard input` or the file's name, for messages. */
  readonly name: string;
  /** Undefined for pipes. */
  readonly sizeInBytes: number | undefined;
  readonly stream: AsyncIterable<Buffer>;
}

/** @throws {UsageError} when the file cannot be opened: nothing was done yet. */
export async function openInput(file: string, stdin: Readable): Promise<Input> {
  if (file === "-") return { name: "standard input", sizeInBytes: undefined, stream: stdin };
  try {
    const handle = await open(file, "r");
    const stats = await handle.stat();
    if (stats.isDirectory()) {
      await handle.close();
      throw new UsageError(`${file} is a directory`);
    }
    const stream = createReadStream(file, { fd: handle, highWaterMark: 256 * 1024 });
    return { name: file, sizeInBytes: stats.isFile() ? stats.size : undefined, stream };
  } catch (error) {
    if (error instanceof UsageError) throw error;
    throw new UsageError(`cannot read ${file}: ${(error as Error).message}`, { cause: error });
  }
}
