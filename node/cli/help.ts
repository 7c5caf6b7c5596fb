import type { OptionSpec } from './arguments.ts';
import type { Command } from './command.ts';

const HELP_OPTION: OptionSpec = { name: 'help', short: 'h', does: 'Print this help' };
const VERSION_OPTION: OptionSpec = { name: 'version', does: 'Print the version' };

function optionSyntax({ name, short, value }: OptionSpec): string {
  const dashes = short === undefined ? `    --${name}` : `-${short}, --${name}`;
  return value === undefined ? dashes : `${dashes} ${value}`;
}

function twoColumns(rows: readonly (readonly [string, string])[]): string[] {
  const width = Math.max(...rows.map(([left]) => left.length));
  return rows.map(([left, right]) => `  ${left.padEnd(width)}  ${right}`);
}

const OPERAND_SYNTAX = {
  one: (name: string) => name,
  many: (name: string) => `[${name}…]`,
  rest: (name: string) => `${name} …`,
} as const;

function operandSyntax(command: Command): string {
  return command.operands.map(({ name, count }) => OPERAND_SYNTAX[count](name)).join(' ');
}

/** `backref types FILE [options]`. Where a program's own words end the line the options stand before it. */
export function usageOf(command: Command): string {
  const operands = operandSyntax(command);
  const options = command.options.length > 0 ? '[options]' : '';
  const hasRest = command.operands.some(({ count }) => count === 'rest');
  const parts = ['backref', command.name, ...(hasRest ? [options, operands] : [operands, options])];
  return parts.filter((part) => part !== '').join(' ');
}

/** All that `backref COMMAND --help` prints, with the last line end. */
export function commandHelp(command: Command): string {
  const options = [...command.options, HELP_OPTION];
  const lines = [
    `${command.summary}.`,
    ...(command.description ?? []),
    '',
    `Usage: ${usageOf(command)}`,
    '',
    'Options:',
    ...twoColumns(options.map((option) => [optionSyntax(option), option.does])),
    '',
    'Examples:',
    ...command.examples.map((example) => `  backref ${example}`),
  ];
  return `${lines.join('\n')}\n`;
}

/** All that `backref --help` prints, with the last line end. `opening` is the command without a name. */
export function generalHelp(commands: readonly Command[], opening: Command): string {
  const syntax = (command: Command): string => `${command.name} ${operandSyntax(command)}`.trim();
  const lines = [
    'Backref: who keeps an object alive, from one snapshot of a Python or V8 heap.',
    '',
    'Usage:',
    ...twoColumns([
      [usageOf(opening), opening.summary],
      ['backref COMMAND …', 'Answer on the command line'],
    ]),
    '',
    'Commands:',
    ...twoColumns(commands.map((command) => [syntax(command), command.summary])),
    '',
    'Options:',
    ...twoColumns(
      [HELP_OPTION, VERSION_OPTION, ...opening.options].map((option) => [optionSyntax(option), option.does]),
    ),
    '',
    'backref COMMAND --help tells the options of a command. Snapshots: .backref, .heapsnapshot, .pyheap, meliae .json, also inside gzip or zstd.',
  ];
  return `${lines.join('\n')}\n`;
}
