import { parseArgs } from 'node:util';
import { visibleText } from '../../shared/base/visible-text.ts';
import { UsageError } from './command-errors.ts';

export interface OptionSpec {
  /** Without dashes. */
  readonly name: string;
  readonly short?: string;
  /** Name of the value in usage (`N`); absent for a flag. */
  readonly value?: string;
  /** For --help, without a full stop. */
  readonly does: string;
  /** May be given several times; else the last one counts. */
  readonly repeats?: true;
  /** Whatever stands behind its value belongs to the `rest`: `-m MODULE ARGUMENT…`. */
  readonly endsOptions?: true;
}

export interface OperandSpec {
  /** As in usage: `FILE`. */
  readonly name: string;
  /**
   * `many` stands last and may be none. `rest` stands alone: the first word that is no option, and all words behind it
   * as they are, dashes too; may be none.
   */
  readonly count: 'one' | 'many' | 'rest';
}

/** True for a flag, a list for an option that repeats. */
type Value = string | true | string[];

/** What was given on the command line, checked against the command's options. */
export class Arguments {
  readonly operands: readonly string[];
  readonly #values: ReadonlyMap<string, Value>;

  constructor(operands: readonly string[], values: ReadonlyMap<string, Value>) {
    this.operands = operands;
    this.#values = values;
  }

  /** The operand at `index`, which the specification says is there. */
  operand(index: number): string {
    return this.operands[index] ?? '';
  }

  flag(name: string): boolean {
    return this.#values.get(name) === true;
  }

  text(name: string): string | null {
    const value = this.#values.get(name);
    return typeof value === 'string' ? value : null;
  }

  /** The values of an option that repeats, as they were given. */
  texts(name: string): readonly string[] {
    const value = this.#values.get(name);
    return Array.isArray(value) ? value : [];
  }

  /** A whole number from `min` to `max`, or null when not given. Throws UsageError. */
  wholeNumber(name: string, min: number, max: number): number | null {
    const text = this.text(name);
    if (text === null) return null;
    const value = /^\d{1,15}$/.test(text) ? Number(text) : Number.NaN;
    if (value >= min && value <= max) return value;
    const range = max === Number.MAX_SAFE_INTEGER ? `${min} or more` : `from ${min} to ${max}`;
    throw new UsageError(`--${name} must be a whole number ${range}, not ${quoted(text)}`);
  }

  /** One of `choices`, or null when not given. Throws UsageError. */
  choice<Choice extends string>(name: string, choices: readonly Choice[]): Choice | null {
    const text = this.text(name);
    if (text === null) return null;
    const found = choices.find((choice) => choice === text);
    if (found !== undefined) return found;
    throw new UsageError(`--${name} must be one of ${choices.join(', ')}, not ${quoted(text)}`);
  }
}

function quoted(text: string): string {
  return `"${visibleText(text, 60)}"`;
}

/** The option that a word such as `--name`, `--name=value`, `-n` or `-nvalue` is, and whether its value is in it. */
function optionIn(
  word: string,
  options: readonly OptionSpec[],
): { readonly option: OptionSpec; readonly hasValue: boolean } | null {
  const isLong = word.startsWith('--');
  const name = isLong ? word.slice(2).split('=', 1)[0] : word.charAt(1);
  const option = options.find((candidate) => (isLong ? candidate.name : candidate.short) === name);
  if (option === undefined) return null;
  return { option, hasValue: isLong ? word.includes('=') : word.length > 2 };
}

/**
 * The words for a command itself, in which alone its options are looked for, and those behind them. With a `rest`
 * operand that begins at the first word that is no option, or behind an option that ends them; else at `--`. O(words).
 */
export function splitWords(
  words: readonly string[],
  options: readonly OptionSpec[],
  operands: readonly OperandSpec[],
): { readonly own: readonly string[]; readonly rest: readonly string[] } {
  const cut = (end: number, skipped: number) => ({
    own: words.slice(0, end),
    rest: words.slice(end + skipped),
  });
  if (!operands.some(({ count }) => count === 'rest')) {
    const end = words.indexOf('--');
    return end < 0 ? { own: words, rest: [] } : cut(end, 1);
  }
  for (let index = 0; index < words.length; index++) {
    const word = words[index] as string;
    if (word === '--') return cut(index, 1);
    if (word === '-' || !word.startsWith('-')) return cut(index, 0);
    const found = optionIn(word, options);
    if (found?.option.value !== undefined && !found.hasValue) index++;
    if (found?.option.endsOptions === true) return cut(index + 1, 0);
  }
  return { own: words, rest: [] };
}

/**
 * Checks command-line words against what a command takes. Options may stand anywhere, `--name=value` or
 * `--name value`, but before a `rest`; after `--` all are operands. Throws UsageError with a clear sentence.
 */
export function parseArguments(
  words: readonly string[],
  options: readonly OptionSpec[],
  operands: readonly OperandSpec[],
): Arguments {
  const config = Object.fromEntries(
    options.map(({ name, short, value }) => [
      name,
      {
        type: value === undefined ? ('boolean' as const) : ('string' as const),
        ...(short === undefined ? {} : { short }),
      },
    ]),
  );
  const { own, rest } = splitWords(words, options, operands);
  const { tokens } = parseArgs({
    args: [...own],
    options: config,
    strict: false,
    tokens: true,
    allowPositionals: true,
  });
  const values = new Map<string, Value>();
  const given: string[] = [];
  for (const token of tokens) {
    if (token.kind === 'positional') given.push(token.value);
    else if (token.kind === 'option') setOption(values, options, token);
  }
  given.push(...rest);
  checkOperands(given, operands);
  return new Arguments(given, values);
}

function setOption(
  values: Map<string, Value>,
  options: readonly OptionSpec[],
  token: { readonly name: string; readonly rawName: string; readonly value?: string | undefined },
): void {
  const option = options.find((candidate) => candidate.name === token.name);
  if (option === undefined) throw new UsageError(`There is no option ${visibleText(token.rawName, 60)}`);
  if (option.value === undefined) {
    if (token.value !== undefined) throw new UsageError(`--${option.name} takes no value`);
    values.set(option.name, true);
    return;
  }
  if (token.value === undefined)
    throw new UsageError(`--${option.name} needs a value: --${option.name} ${option.value}`);
  const before = values.get(option.name);
  if (option.repeats !== true) values.set(option.name, token.value);
  else values.set(option.name, [...(Array.isArray(before) ? before : []), token.value]);
}

function checkOperands(given: readonly string[], operands: readonly OperandSpec[]): void {
  const needed = operands.filter((operand) => operand.count === 'one');
  const missing = needed.slice(given.length);
  if (missing.length > 0)
    throw new UsageError(`${missing.map((operand) => operand.name).join(' and ')} missing`);
  if (given.length > needed.length && needed.length === operands.length) {
    throw new UsageError(`Too many arguments: ${quoted(given[needed.length] as string)}`);
  }
}
