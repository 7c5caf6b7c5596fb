import type { Arguments, OperandSpec, OptionSpec } from './arguments.ts';
import type { Heaps } from './heaps.ts';
import type { Desktop } from './desktop.ts';
import type { Processes } from './processes.ts';
import type { Terminal } from './terminal.ts';

/** What a command works with; tests give fakes. */
export interface CommandContext {
  readonly terminal: Terminal;
  readonly heaps: Heaps;
  readonly desktop: Desktop;
  readonly processes: Processes;
}

/** One subcommand: a file in node/cli/commands and a line in commands.ts. */
export interface Command {
  /** As typed; empty for what happens without a subcommand. */
  readonly name: string;
  readonly operands: readonly OperandSpec[];
  /** Beside --help, which all have. */
  readonly options: readonly OptionSpec[];
  /** One line for the list of commands, without a full stop. */
  readonly summary: string;
  /** More lines for the command's own help. */
  readonly description?: readonly string[];
  /** What follows `backref `. */
  readonly examples: readonly string[];
  /** Resolves with the exit code. */
  run(args: Arguments, context: CommandContext): Promise<number>;
}

export const JSON_OPTION: OptionSpec = { name: 'json', does: 'Print one JSON document and nothing else' };

export const FILE: OperandSpec = { name: 'FILE', count: 'one' };
