import { existsSync } from 'node:fs';
import { visibleText } from '../../shared/base/visible-text.ts';
import { type OptionSpec, parseArguments, splitWords } from './arguments.ts';
import { ClosedOutput, errorLine, UsageError } from './command-errors.ts';
import type { Command, CommandContext } from './command.ts';
import { COMMANDS, OPENING } from './commands.ts';
import { commandHelp, generalHelp, usageOf } from './help.ts';
import { nearNames } from './near-names.ts';

export const EXIT_FAILED = 1;
export const EXIT_USAGE = 2;

const GENERAL_OPTIONS: readonly OptionSpec[] = [
  { name: 'help', short: 'h', does: '' },
  { name: 'version', short: 'V', does: '' },
];

/** Options of any command that take the word behind them: `--port 80`. */
const VALUED_OPTIONS: ReadonlySet<string> = new Set(
  [OPENING, ...COMMANDS]
    .flatMap(({ options }) => options)
    .filter(({ value }) => value !== undefined)
    .flatMap(({ name, short }) => [`--${name}`, ...(short === undefined ? [] : [`-${short}`])]),
);

/** Where the first word stands that is neither an option nor an option's value; −1 when there is none. */
function firstOperand(words: readonly string[]): number {
  return words.findIndex(
    (word, index) => !word.startsWith('-') && !(index > 0 && VALUED_OPTIONS.has(words[index - 1] as string)),
  );
}

/** The command that the words name, and the words without its name. */
function chooseCommand(words: readonly string[]): { command: Command; rest: readonly string[] } {
  const index = firstOperand(words);
  const name = index < 0 ? '' : (words[index] as string);
  const command = COMMANDS.find((candidate) => candidate.name === name);
  if (command === undefined) return { command: OPENING, rest: words };
  return { command, rest: words.toSpliced(index, 1) };
}

/** A word without a dot or slash that is no file was meant as a command. */
function refuseUnknownCommand(words: readonly string[]): void {
  const index = firstOperand(words);
  const first = words[index] ?? '';
  if (index < 0 || /[./\\]/.test(first) || existsSync(first)) return;
  const names = COMMANDS.map((command) => command.name);
  const near = nearNames(first, names, 1).at(0);
  const hint = near === undefined ? `The commands are: ${names.join(', ')}` : `Did you mean ${near}?`;
  throw new UsageError(`There is no command or file "${visibleText(first, 60)}". ${hint}`);
}

async function runChosen(
  command: Command,
  words: readonly string[],
  context: CommandContext,
  version: string,
): Promise<number> {
  const options = [...command.options, ...GENERAL_OPTIONS];
  const { own: plain } = splitWords(words, options, command.operands);
  if (plain.includes('--help') || plain.includes('-h')) {
    await context.terminal.out(command === OPENING ? generalHelp(COMMANDS, OPENING) : commandHelp(command));
    return 0;
  }
  if (plain.includes('--version') || plain.includes('-V')) {
    await context.terminal.out(`backref ${version}\n`);
    return 0;
  }
  if (command === OPENING) refuseUnknownCommand(plain);
  const args = parseArguments(words, options, command.operands);
  return await command.run(args, context);
}

/**
 * Runs the command line `words` (without node and script) and resolves with the exit code: 0, 1 after an error, 2
 * after wrong usage. Never rejects: errors have become one line on stderr.
 */
export async function runCli(
  words: readonly string[],
  context: CommandContext,
  version: string,
): Promise<number> {
  const { command, rest } = chooseCommand(words);
  try {
    return await runChosen(command, rest, context, version);
  } catch (error) {
    if (error instanceof ClosedOutput) return 0;
    context.terminal.passing(null);
    context.terminal.err(`${errorLine(error)}\n`);
    if (!(error instanceof UsageError)) return EXIT_FAILED;
    const help = command === OPENING ? 'backref --help' : `backref ${command.name} --help`;
    context.terminal.err(`Usage: ${usageOf(command)}\n${help} tells more.\n`);
    return EXIT_USAGE;
  } finally {
    await context.heaps.close().catch(() => undefined);
  }
}
