import { unitFactor } from '../../../shared/protocol/object-query.ts';
import { visibleText } from '../../../shared/base/visible-text.ts';
import type { Arguments, OptionSpec } from '../arguments.ts';
import { UsageError } from '../command-errors.ts';

/** What a rule limits: objects, bytes, or how much either has grown, for which a share of before will do as well. */
interface RuleForm {
  readonly unit: 'objects' | 'bytes';
  /** Whether it is about one type. */
  readonly ofType: boolean;
  /** Whether it compares with the baseline. */
  readonly grows: boolean;
  /** For --help, without a full stop. */
  readonly does: string;
}

/** Every rule, by the name that its option and its member in a rules file have. */
export const RULE_FORMS = {
  'max-total': {
    ...{ unit: 'bytes', ofType: false, grows: false },
    does: 'Shallow size of all objects',
  },
  'max-type': {
    ...{ unit: 'objects', ofType: true, grows: false },
    does: 'Objects of type T; may be given several times, as all with T',
  },
  'max-shallow': { ...{ unit: 'bytes', ofType: true, grows: false }, does: 'Shallow size of type T' },
  'max-retained': { ...{ unit: 'bytes', ofType: true, grows: false }, does: 'Retained size of type T' },
  'max-unreachable': {
    ...{ unit: 'objects', ofType: false, grows: false },
    does: 'Objects that no root reaches',
  },
  'no-findings-over': {
    ...{ unit: 'bytes', ofType: false, grows: false },
    does: 'No finding of more than SIZE, as `backref findings` tells them',
  },
  'max-growth': {
    ...{ unit: 'bytes', ofType: false, grows: true },
    does: 'Growth of the shallow size of all reachable objects over the baseline: 5% or 10MB',
  },
  'max-type-growth': {
    ...{ unit: 'objects', ofType: true, grows: true },
    does: 'Growth of the number of objects of type T over the baseline: 100 or 5%',
  },
} as const satisfies Readonly<Record<string, RuleForm>>;

export type RuleName = keyof typeof RULE_FORMS;
export const RULE_NAMES = Object.keys(RULE_FORMS) as RuleName[];

/** At most so many objects or bytes, or at most this share of what was there before. */
export type Limit =
  { readonly kind: 'amount'; readonly amount: number } | { readonly kind: 'share'; readonly share: number };

export interface CheckRule {
  readonly name: RuleName;
  /** The type's whole name; null for rules that are about all objects. */
  readonly type: string | null;
  readonly limit: Limit;
  /** The limit as it was written. */
  readonly limitText: string;
}

/** The options of the rules. */
export const RULE_OPTIONS: readonly OptionSpec[] = RULE_NAMES.map((name) => {
  const form = RULE_FORMS[name];
  const amount = form.unit === 'bytes' ? 'SIZE' : 'N';
  return form.ofType
    ? { name, value: `T=${amount}`, does: form.does, repeats: true as const }
    : { name, value: amount, does: form.does };
});

const AMOUNT = /^(\d[\d_,]*(?:\.\d+)?)\s*([a-z]*|%)$/i;

function limitOf(text: string, { unit, grows }: RuleForm): Limit | null {
  const match = AMOUNT.exec(text.trim());
  if (match === null) return null;
  const [, digits = '', suffix = ''] = match;
  const number = Number(digits.replaceAll(/[_,]/g, ''));
  if (suffix === '%') return grows ? { kind: 'share', share: number / 100 } : null;
  const factor = suffix === '' ? 1 : unit === 'bytes' ? unitFactor(suffix) : undefined;
  const amount = factor === undefined ? Number.NaN : number * factor;
  const isWhole = unit === 'bytes' || Number.isInteger(amount);
  return Number.isFinite(amount) && isWhole ? { kind: 'amount', amount } : null;
}

function limitExample({ unit, grows }: RuleForm): string {
  const amount = unit === 'bytes' ? 'a size such as 50MB' : 'a whole number such as 1000';
  return grows ? `${amount}, or a percentage such as 5%` : amount;
}

/** A rule from its parts as texts. Throws UsageError when the limit is none of this rule. */
export function ruleOf(name: RuleName, type: string | null, limitText: string): CheckRule {
  const limit = limitOf(limitText, RULE_FORMS[name]);
  if (limit !== null) return { name, type, limit, limitText: limitText.trim() };
  const about = type === null ? name : `${name} of ${visibleText(type, 60)}`;
  throw new UsageError(
    `${about}: "${visibleText(limitText, 40)}" should be ${limitExample(RULE_FORMS[name])}`,
  );
}

/** The rules that options give, in the order of the help. Throws UsageError. */
export function rulesOfArguments(args: Arguments): CheckRule[] {
  return RULE_NAMES.flatMap((name) => {
    if (RULE_FORMS[name].ofType) return args.texts(name).map((text) => typeRule(name, text));
    const text = args.text(name);
    return text === null ? [] : [ruleOf(name, null, text)];
  });
}

/** `app.Session=1000`; the last `=` separates, because generated classes have names with anything in them. */
function typeRule(name: RuleName, text: string): CheckRule {
  const at = text.lastIndexOf('=');
  if (at > 0) return ruleOf(name, text.slice(0, at), text.slice(at + 1));
  const { unit } = RULE_FORMS[name];
  const example = `app.Session=${unit === 'bytes' ? '50MB' : '1000'}`;
  throw new UsageError(`--${name} needs a type and a limit, as ${example}, not "${visibleText(text, 60)}"`);
}

/** How a rule is written on the command line, without dashes; names a test case. */
export function ruleText({ name, type, limitText }: CheckRule): string {
  return type === null ? `${name} ${limitText}` : `${name} ${type}=${limitText}`;
}
