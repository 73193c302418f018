/** `ktool dump`: what is in a log segment, a fetched buffer, or bytes on the command line. */

import { Readable } from "node:stream";
import { Command, Option } from "commander";
import { ExitCode } from "../exit-codes.js";
import { type Input, openInput, parseBase64, parseHex } from "../input/index.js";
import { InterruptedError, untilInterrupted } from "../interruption.js";
import { colorsFor, type Output } from "../output/index.js";
import { type DumpFormat, dumpSegment, jsonFormat, textFormat } from "../segment/index.js";
import { UsageError } from "../usage-error.js";
import type { Session } from "./session.js";

interface DumpOptions {
  readonly hex?: string;
  readonly base64?: string;
  readonly deep?: boolean;
  readonly headerBytes?: boolean;
  readonly allowPartial?: boolean;
  readonly format: "text" | "json";
}

export function dumpCommand(session: Session): Command {
  return new Command("dump")
    .description("Show the batches (and records) of log segments or raw record buffers, and check them.")
    .argument("[files...]", "segments (*.log) or raw record bytes; - is standard input")
    .option("--hex <digits>", "dump these bytes; spaces and # comments are skipped")
    .option("--base64 <text>", "dump these bytes")
    .option("--deep", "show each record, decompressing where needed")
    .option("--header-bytes", "show the bytes of each batch header beside its fields (text only)")
    .option("--allow-partial", "the input may end in the middle of a batch, as fetch responses do")
    .addOption(new Option("--format <format>", "for people or for programs").choices(["text", "json"]).default("text"))
    .addHelpText(
      "after",
      "\nExits with 1 when something is damaged, and names the byte where the damaged batch begins.",
    )
    .action(async (files: readonly string[], options: DumpOptions) => {
      session.exitCode = await dump(files, options, session);
    });
}

async function dump(files: readonly string[], options: DumpOptions, session: Session): Promise<ExitCode> {
  const { interrupted, stdin } = session.terminal;
  const inputs = [...literalInputs(options), ...files.map((file) => () => openInput(file, stdin))];
  if (inputs.length === 0) throw new UsageError("nothing to dump: name a file, -, --hex or --base64");
  let problems = 0;
  for (const open of inputs) {
    const input = await open();
    const dumped = dumpSegment(input.stream, {
      deep: options.deep === true,
      format: reporting(input.name, formatFor(input.name, options, session), session.stderr),
      allowPartial: options.allowPartial === true,
      pace: async () => {
        if (interrupted.aborted) throw new InterruptedError();
        if (session.stdout.isFull) await session.stdout.flush();
      },
    });
    problems += (await untilInterrupted(dumped, interrupted)).problems;
  }
  await session.stderr.flush();
  return problems === 0 ? ExitCode.done : ExitCode.failed;
}

/** The bytes given on the command line, as inputs beside the files. */
function literalInputs({ hex, base64 }: DumpOptions): (() => Promise<Input>)[] {
  const literals = [
    ...(hex === undefined ? [] : [{ name: "--hex", bytes: parseHex(hex) }]),
    ...(base64 === undefined ? [] : [{ name: "--base64", bytes: parseBase64(base64) }]),
  ];
  return literals.map(({ name, bytes }) => async () => ({
    name,
    sizeInBytes: bytes.length,
    stream: Readable.from([bytes]),
  }));
}

function formatFor(name: string, options: DumpOptions, { stdout }: Session): DumpFormat {
  if (options.format === "json") return jsonFormat(name, stdout);
  return textFormat(name, { output: stdout, colors: colorsFor(stdout), headerBytes: options.headerBytes === true });
}

/** Problems go to standard error as well: the dump itself may be on its way into a file. */
function reporting(name: string, format: DumpFormat, stderr: Output): DumpFormat {
  return {
    ...format,
    problem(message, position) {
      format.problem(message, position);
      stderr.line(`ktool: ${name}: corrupt at byte ${position}: ${message}`);
    },
  };
}
