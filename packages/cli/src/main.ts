/** The command line → a command → an exit code. */

import { KafkaConfigurationError } from "@k/client";
import { Command, CommanderError } from "commander";
import {
  consumeCommand,
  devBrokerCommand,
  dumpCommand,
  produceCommand,
  roundTripCommand,
  type Session,
  topicsCommand,
} from "./commands/index.js";
import { ExitCode } from "./exit-codes.js";
import { InterruptedError } from "./interruption.js";
import { errorLine, errorStack, isBrokenPipe, Output } from "./output/index.js";
import type { Terminal } from "./terminal.js";
import { UsageError } from "./usage-error.js";
import { version } from "./version.js";

/**
 * Runs `ktool` with these arguments (without `node ktool` in front) and resolves with its exit code.
 * Never rejects: what goes wrong is one line on standard error, with `--debug` a stack trace.
 */
export async function main(argv: readonly string[], terminal: Terminal): Promise<ExitCode> {
  const stderr = new Output(terminal.stderr);
  const session = new RunningSession(terminal, stderr);
  try {
    await ktool(session).parseAsync(argv, { from: "user" });
    await session.stdout.flush();
    return session.exitCode;
  } catch (error) {
    const code = exitCodeOf(error);
    // Commander has said its own; a reader that went away is no failure.
    if (!(error instanceof CommanderError || error instanceof InterruptedError || isBrokenPipe(error))) {
      stderr.line(`ktool: ${session.debug ? errorStack(error) : errorLine(error)}`);
    }
    await session.stdout.flush().catch(() => {});
    await stderr.flush().catch(() => {});
    return code;
  }
}

function ktool(session: RunningSession): Command {
  const program = new Command("ktool")
    .description("Produce to Kafka, look at what is in it, and check it.")
    .version(version)
    .addHelpText("after", "\nExit codes: 0 done, 1 some records or checks failed, 2 wrong usage, 130 interrupted.");
  const commands = [
    produceCommand(session),
    consumeCommand(session),
    topicsCommand(session),
    dumpCommand(session),
    roundTripCommand(session),
    devBrokerCommand(session),
  ];
  for (const command of commands) program.addCommand(command);
  for (const command of withSubcommands(program)) {
    command.exitOverride().configureOutput({
      writeOut: (text) => session.terminal.stdout.write(text),
      writeErr: (text) => session.terminal.stderr.write(text),
    });
    if (command.commands.length === 0) command.option("--debug", "print errors with their stack traces");
  }
  program.hook("preAction", (_, action) => {
    session.debug = action.opts<{ debug?: boolean }>().debug === true;
  });
  return program;
}

const withSubcommands = (command: Command): Command[] => [command, ...command.commands.flatMap(withSubcommands)];

class RunningSession implements Session {
  readonly terminal: Terminal;
  readonly stdout: Output;
  readonly stderr: Output;
  exitCode: ExitCode = ExitCode.done;
  debug = false;

  constructor(terminal: Terminal, stderr: Output) {
    this.terminal = terminal;
    this.stdout = new Output(terminal.stdout);
    this.stderr = stderr;
  }
}

/** The one table from what went wrong to the exit code. */
function exitCodeOf(error: unknown): ExitCode {
  // Commander ends --help and --version with an error of exit code 0, everything else is wrong usage.
  if (error instanceof CommanderError) return error.exitCode === 0 ? ExitCode.done : ExitCode.usage;
  if (error instanceof UsageError || error instanceof KafkaConfigurationError) return ExitCode.usage;
  if (error instanceof InterruptedError) return ExitCode.interrupted;
  if (isBrokenPipe(error)) return ExitCode.done;
  return ExitCode.failed;
}
