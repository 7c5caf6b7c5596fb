import { visibleText } from '../base/visible-text.ts';

/*
 * The query language of sets: `type = "app.Order" and retained > 1MB and not preview ~ "test"`. Grammar and meaning
 * stand in docs/sets.md. The parser is here, where both a window (to mark mistakes while somebody types) and the engine
 * can use it.
 */

export const TEXT_FIELDS = ['type', 'owner', 'module', 'package', 'id', 'preview', 'role'] as const;
export const NUMBER_FIELDS = [
  'shallow',
  'retained',
  'len',
  'refcount',
  'distance',
  'referrers',
  'referents',
] as const;
export const YES_FIELDS = ['reachable', 'unreachable', 'root'] as const;

export type TextField = (typeof TEXT_FIELDS)[number];
export type NumberField = (typeof NUMBER_FIELDS)[number];
export type YesField = (typeof YES_FIELDS)[number];
export type TextComparison = '=' | '!=' | '~' | '!~';
export type NumberComparison = '=' | '!=' | '<' | '<=' | '>' | '>=';

/** A query as a tree. */
export type ObjectQuery =
  | { readonly op: 'and' | 'or'; readonly parts: readonly ObjectQuery[] }
  | { readonly op: 'not'; readonly part: ObjectQuery }
  | {
      readonly op: 'text';
      readonly field: TextField;
      readonly compare: TextComparison;
      readonly value: string;
    }
  | {
      readonly op: 'number';
      readonly field: NumberField;
      readonly compare: NumberComparison;
      readonly value: number;
    }
  | { readonly op: 'yes'; readonly field: YesField };

/** What is wrong with a query and where. */
export interface QueryMistake {
  /** One sentence, which names the column. */
  readonly message: string;
  /** From 1, in UTF-16 units. */
  readonly column: number;
}

export type ParsedQuery = { readonly query: ObjectQuery } | { readonly error: QueryMistake };

/** Greatest depth of parentheses and `not`. */
const MAX_DEPTH = 40;

/** The tree of a query, or the first mistake in it. O(length). */
export function parseObjectQuery(text: string): ParsedQuery {
  try {
    return { query: new Parser(text).whole() };
  } catch (error) {
    if (error instanceof Mistake) return { error: { message: error.message, column: error.column } };
    throw error;
  }
}

class Mistake extends Error {
  readonly column: number;

  constructor(what: string, at: number) {
    super(`Column ${at + 1}: ${visibleText(what, 300)}`);
    this.column = at + 1;
  }
}

interface Token {
  readonly kind: 'word' | 'number' | 'text' | 'sign' | 'end';
  readonly text: string;
  /** Where it starts, from 0. */
  readonly at: number;
}

const UNITS: Readonly<Record<string, number | undefined>> = {
  b: 1,
  kb: 1e3,
  mb: 1e6,
  gb: 1e9,
  tb: 1e12,
  kib: 2 ** 10,
  mib: 2 ** 20,
  gib: 2 ** 30,
  tib: 2 ** 40,
  k: 1e3,
  m: 1e6,
  g: 1e9,
};

/** Bytes (or pieces) in one of a unit such as `kB`, `MiB` or `k`, in either case; undefined for no unit. O(1). */
export function unitFactor(unit: string): number | undefined {
  return Object.hasOwn(UNITS, unit.toLowerCase()) ? UNITS[unit.toLowerCase()] : undefined;
}

const SPACE = /[\s]*/uy;
const WORD = /[\p{L}_][\p{L}\p{N}_]*/uy;
const NUMBER = /\d[\d_,]*(?:\.\d+)?/uy;
const SIGN = /!=|!~|<=|>=|==|[=~<>()]/uy;

class Parser {
  private readonly text: string;
  private position = 0;
  private depth = 0;
  private token: Token;

  constructor(text: string) {
    this.text = text;
    this.token = this.read();
  }

  whole(): ObjectQuery {
    if (this.atEnd()) throw new Mistake('a condition is missing, such as retained > 1MB', this.token.at);
    const query = this.any();
    if (!this.atEnd())
      throw new Mistake(`${named(this.token)} should be "and", "or" or the end`, this.token.at);
    return query;
  }

  private any(): ObjectQuery {
    return this.chain('or', () => this.chain('and', () => this.condition()));
  }

  private chain(word: 'and' | 'or', part: () => ObjectQuery): ObjectQuery {
    const first = part();
    const parts = [first];
    while (this.isWord(word)) {
      this.next();
      parts.push(part());
    }
    return parts.length === 1 ? first : { op: word, parts };
  }

  private condition(): ObjectQuery {
    const opens = this.token;
    if (++this.depth > MAX_DEPTH)
      throw new Mistake(`at most ${MAX_DEPTH} parentheses inside each other`, opens.at);
    let query: ObjectQuery;
    if (this.isWord('not')) {
      this.next();
      query = { op: 'not', part: this.condition() };
    } else if (this.isSign('(')) {
      this.next();
      query = this.any();
      if (!this.isSign(')'))
        throw new Mistake(
          `${named(this.token)} should be ")", for the "(" in column ${opens.at + 1}`,
          this.token.at,
        );
      this.next();
    } else query = this.comparison();
    this.depth--;
    return query;
  }

  private comparison(): ObjectQuery {
    const { kind, text, at } = this.token;
    if (kind !== 'word') throw new Mistake(`${named(this.token)} should be a field: ${FIELDS}`, at);
    this.next();
    const yes = member(YES_FIELDS, text);
    if (yes !== null) return { op: 'yes', field: yes };
    const textField = member(TEXT_FIELDS, text);
    if (textField !== null) {
      const compare = this.compare(textField, ['=', '!=', '~', '!~']);
      return { op: 'text', field: textField, compare, value: this.textValue(textField) };
    }
    const numberField = member(NUMBER_FIELDS, text);
    if (numberField === null) throw new Mistake(`"${text}" is no field. There are ${FIELDS}`, at);
    const compare = this.compare(numberField, ['=', '!=', '<', '<=', '>', '>=']);
    return { op: 'number', field: numberField, compare, value: this.numberValue(numberField) };
  }

  private compare<C extends string>(field: string, allowed: readonly C[]): C {
    const { kind, text, at } = this.token;
    const found = kind === 'sign' ? member(allowed, text === '==' ? '=' : text) : null;
    if (found === null)
      throw new Mistake(`${named(this.token)} should be one of ${allowed.join(' ')} after ${field}`, at);
    this.next();
    return found;
  }

  private textValue(field: string): string {
    const { kind, text, at } = this.token;
    if (kind !== 'text')
      throw new Mistake(`${named(this.token)} should be a text in quotes for ${field}`, at);
    this.next();
    return text;
  }

  private numberValue(field: string): number {
    const { kind, text, at } = this.token;
    if (kind !== 'number')
      throw new Mistake(`${named(this.token)} should be a number for ${field}, such as 100 or 1MB`, at);
    this.next();
    const value = Number(text.replaceAll(/[_,]/gu, ''));
    const unit = this.token;
    // A unit follows at once or after a space; `and` is none.
    const factor = unit.kind === 'word' ? unitFactor(unit.text) : undefined;
    if (factor === undefined) return value;
    this.next();
    return value * factor;
  }

  private atEnd(): boolean {
    return this.token.kind === 'end';
  }

  private isWord(word: string): boolean {
    return this.token.kind === 'word' && this.token.text.toLowerCase() === word;
  }

  private isSign(sign: string): boolean {
    return this.token.kind === 'sign' && this.token.text === sign;
  }

  private next(): void {
    this.token = this.read();
  }

  private read(): Token {
    this.match(SPACE);
    const at = this.position;
    if (at >= this.text.length) return { kind: 'end', text: '', at };
    const word = this.match(WORD);
    if (word !== null) return { kind: 'word', text: word, at };
    const number = this.match(NUMBER);
    if (number !== null) return { kind: 'number', text: number, at };
    const sign = this.match(SIGN);
    if (sign !== null) return { kind: 'sign', text: sign, at };
    const quote = this.text.charAt(at);
    if (quote === '"' || quote === "'") return { kind: 'text', text: this.quoted(quote), at };
    throw new Mistake(`"${String.fromCodePoint(this.text.codePointAt(at) ?? 0)}" means nothing here`, at);
  }

  private match(pattern: RegExp): string | null {
    pattern.lastIndex = this.position;
    const found = pattern.exec(this.text)?.[0] ?? null;
    if (found !== null) this.position += found.length;
    return found;
  }

  /** What stands in quotes; a backslash takes the next character as it is. */
  private quoted(quote: string): string {
    const opens = this.position;
    let value = '';
    for (let at = opens + 1; at < this.text.length; at++) {
      const character = this.text.charAt(at);
      if (character === quote) {
        this.position = at + 1;
        return value;
      }
      if (character === '\\' && at + 1 < this.text.length) value += this.text.charAt(++at);
      else value += character;
    }
    throw new Mistake(`the text that starts here has no closing ${quote}`, opens);
  }
}

const FIELDS = [...TEXT_FIELDS, ...NUMBER_FIELDS, ...YES_FIELDS].join(', ');

function member<Name extends string>(names: readonly Name[], text: string): Name | null {
  const lower = text.toLowerCase();
  return names.find((name) => name === lower) ?? null;
}

function named({ kind, text }: Token): string {
  if (kind === 'end') return 'the end';
  return kind === 'text' ? `the text "${text}"` : `"${text}"`;
}
