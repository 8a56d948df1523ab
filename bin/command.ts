import { type ParseArgsConfig, parseArgs } from 'node:util';

/** Something that the operator can mend; its message is all that is shown. */
export class CommandError extends Error {
  override readonly name = 'CommandError';
}

type Options = NonNullable<ParseArgsConfig['options']>;

/** What stands behind the name of a command, read by its own options. */
export interface CommandArguments {
  readonly values: Readonly<Record<string, string | boolean | undefined>>;
  readonly positionals: readonly string[];
}

/** One command of the `sekisho` tool: a file in `bin/commands/`, and a line in `bin/cli.ts`. */
export interface Command {
  /** One line for the list of commands. */
  readonly summary: string;
  /** What follows the name: `FILE [--dry-run]`. */
  readonly usage: string;
  readonly positionals: { readonly min: number; readonly max: number };
  readonly options: Options;
  /** Returns the exit code. */
  run(args: CommandArguments): Promise<number>;
}

/** @throws {CommandError} when an option is unknown or a file is missing or one too many. */
export function readArguments(command: Command, args: readonly string[]): CommandArguments {
  const { min, max } = command.positionals;
  const { values, positionals } = parse(command, args);
  if (positionals.length < min || positionals.length > max) throw new CommandError('The number of arguments is wrong.');
  return { values: values as CommandArguments['values'], positionals };
}

function parse(command: Command, args: readonly string[]): ReturnType<typeof parseArgs> {
  try {
    return parseArgs({ args: [...args], options: command.options, allowPositionals: true });
  } catch (error) {
    throw new CommandError(error instanceof Error ? error.message : 'The arguments cannot be read.');
  }
}
