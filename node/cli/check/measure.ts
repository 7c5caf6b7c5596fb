import {
  formatBytes,
  formatBytesDelta,
  formatCount,
  formatCountDelta,
  formatExactBytes,
  formatPercent,
} from '../../../shared/base/numbers-to-text.ts';
import type { ObjectSet } from '../../../shared/protocol/object-set.ts';
import type { ObjectId, TypeRow, TypesPage } from '../../../shared/protocol/rows.ts';
import { plural, typeText } from '../cells.ts';
import type { OpenHeap } from '../heaps.ts';
import { askPages } from '../rows-of-pages.ts';
import { type CheckRule, type Limit, RULE_FORMS } from './check-rules.ts';
import { type TypicalObject, typicalObject } from './typical-object.ts';

/** A type that has a part in what a rule about all objects found. */
export interface TypePart {
  readonly type: string;
  readonly count: number;
  readonly shallowBytes: number;
}

/** A finding above the limit. */
export interface FindingPart {
  readonly kind: string;
  readonly title: string;
  readonly bytes: number;
  readonly words: string;
  readonly holder: { readonly id: ObjectId; readonly type: string };
}

/** What came of one rule. */
export interface RuleResult {
  readonly rule: CheckRule;
  readonly passed: boolean;
  /** In the rule's unit: objects or bytes; for growth the difference. */
  readonly found: number;
  /** The greatest that passes, in the same unit. */
  readonly limit: number;
  /** What was found and allowed, in words. */
  readonly message: string;
  /** Of a failed rule: an object to look at first. */
  readonly typical: TypicalObject | null;
  /** Of a failed rule about all objects: types with the greatest part, changes where it is about growth. */
  readonly types: readonly TypePart[];
  /** Of a failed `no-findings-over`. */
  readonly findings: readonly FindingPart[];
}

const TYPES_SHOWN = 3;
const FINDINGS_SHOWN = 10;
/** Texts that an engine accepts to search types by are bounded. */
const MAX_FILTER = 500;

/** What rules are measured on. */
export interface Measured {
  readonly heap: OpenHeap;
  /** Not null when a rule compares. */
  readonly baseline: OpenHeap | null;
}

const NOTHING_TO_BLAME = { typical: null, types: [], findings: [] };

/** Measures one rule. Throws CommandError about the file that cannot be asked. */
export async function measureRule(rule: CheckRule, measured: Measured): Promise<RuleResult> {
  const numbers = await numbersOf(rule, measured);
  const limit = amountOf(rule.limit, numbers.before ?? 0);
  const found = numbers.now - (numbers.before ?? 0);
  const passed = found <= limit;
  const message = messageOf(rule, numbers, found, limit);
  const parts = passed ? NOTHING_TO_BLAME : await blame(rule, measured, limit);
  return { rule, passed, found, limit, message, ...parts };
}

interface Numbers {
  readonly now: number;
  /** null for rules that do not compare. */
  readonly before: number | null;
  /** False for a type that the snapshot does not have. */
  readonly exists: boolean;
}

function amountOf(limit: Limit, before: number): number {
  return limit.kind === 'amount' ? limit.amount : Math.floor(limit.share * before);
}

async function numbersOf({ name, type }: CheckRule, { heap, baseline }: Measured): Promise<Numbers> {
  if (name === 'no-findings-over') {
    const { findings } = await heap.call('findings', { limit: 1, minBytes: 1 });
    return { now: findings.at(0)?.bytes ?? 0, before: null, exists: true };
  }
  if (type === null) {
    const before = RULE_FORMS[name].grows && baseline !== null ? wholeNumber(name, baseline) : null;
    return { now: wholeNumber(name, heap), before, exists: true };
  }
  const row = await typeRow(heap, type);
  const now = row === null ? 0 : typeNumber(name, row);
  if (!RULE_FORMS[name].grows || baseline === null) return { now, before: null, exists: row !== null };
  return { now, before: (await typeRow(baseline, type))?.count ?? 0, exists: row !== null };
}

function wholeNumber(name: CheckRule['name'], { info }: OpenHeap): number {
  if (name === 'max-unreachable') return info.unreachable.objects;
  // Garbage is there or not by chance: growth is of what is kept alive.
  return name === 'max-total' ? info.shallowBytes : info.shallowBytes - info.unreachable.shallowBytes;
}

function typeNumber(name: CheckRule['name'], row: TypeRow): number {
  if (name === 'max-shallow') return row.shallowBytes;
  return name === 'max-retained' ? (row.retainedBytes ?? 0) : row.count;
}

/** The row of a type by its whole name; null when the snapshot has no object of it. O(types). */
async function typeRow(heap: OpenHeap, type: string): Promise<TypeRow | null> {
  const sort = { by: 'shallow', descending: true } as const;
  // Between slashes it would be taken for a regular expression.
  const filter = type.startsWith('/') ? '' : type.slice(0, MAX_FILTER);
  const pages = await askPages<TypesPage>((window) => heap.call('types', { ...window, sort, filter }), null);
  for await (const rows of pages.rows) {
    const row = rows.find((candidate) => candidate.type === type);
    if (row !== undefined) return row;
  }
  return null;
}

function messageOf(rule: CheckRule, numbers: Numbers, found: number, limit: number): string {
  const { unit, grows } = RULE_FORMS[rule.name];
  const tell = tellerOf(unit, grows, [found, limit]);
  const growth = grows ? growthText(tellerOf(unit, false, []), numbers) : '';
  const allowed = rule.limit.kind === 'share' ? `${rule.limitText} (${tell(limit)})` : tell(limit);
  const missing = numbers.exists ? '' : '; the snapshot has no object of that type';
  const objects = unit === 'objects' ? ` ${plural(Math.abs(found), 'object')}` : '';
  return `${subjectOf(rule)} ${tell(found)}${objects}${growth}, limit ${allowed}${missing}`;
}

/** Numbers as texts; bytes to the last one where rounded they would look equal and are not. */
function tellerOf(
  unit: 'objects' | 'bytes',
  signed: boolean,
  compared: readonly number[],
): (amount: number) => string {
  if (unit === 'objects') return signed ? formatCountDelta : formatCount;
  const texts = new Set(compared.map(formatBytes));
  if (texts.size < new Set(compared).size)
    return (amount) => `${signed && amount > 0 ? '+' : ''}${formatExactBytes(amount)}`;
  return signed ? formatBytesDelta : formatBytes;
}

function growthText(tell: (amount: number) => string, { now, before }: Numbers): string {
  const was = before ?? 0;
  const share = was > 0 ? `${now > was ? '+' : ''}${formatPercent((now - was) / was)}, ` : '';
  return ` (${share}from ${tell(was)} to ${tell(now)})`;
}

const SUBJECTS: Readonly<Record<CheckRule['name'], (type: string) => string>> = {
  'max-total': () => 'All objects:',
  'max-growth': () => 'Reachable objects:',
  'max-unreachable': () => 'Unreachable:',
  'no-findings-over': () => 'Greatest finding:',
  'max-type': (type) => `${type}:`,
  'max-type-growth': (type) => `${type}:`,
  'max-shallow': (type) => `${type}: shallow`,
  'max-retained': (type) => `${type}: retains`,
};

function subjectOf({ name, type }: CheckRule): string {
  return SUBJECTS[name](type === null ? '' : typeText(type));
}

/** What a failed rule is about: types, and an object that stands for the others. */
async function blame(
  { name, type }: CheckRule,
  measured: Measured,
  limit: number,
): Promise<Pick<RuleResult, 'typical' | 'types' | 'findings'>> {
  const { heap } = measured;
  if (name === 'no-findings-over') return { ...NOTHING_TO_BLAME, findings: await findingsOver(heap, limit) };
  const order = name === 'max-shallow' ? 'shallow' : name === 'max-retained' ? 'retained' : 'count';
  if (type !== null) {
    const typical = await typicalObject(heap, { kind: 'type', type }, order);
    return { ...NOTHING_TO_BLAME, typical };
  }
  const types = await greatestTypes(name, measured);
  const greatest = types.at(0);
  // What is unreachable has no path.
  if (greatest === undefined || name === 'max-unreachable') return { ...NOTHING_TO_BLAME, types };
  const set: ObjectSet = { kind: 'type', type: greatest.type };
  return { ...NOTHING_TO_BLAME, typical: await typicalObject(heap, set, 'shallow'), types };
}

async function findingsOver(heap: OpenHeap, limit: number): Promise<FindingPart[]> {
  // The question that numbersOf asks: a limit as threshold would tell others, whose members alone are over it.
  const { findings } = await heap.call('findings', { limit: FINDINGS_SHOWN, minBytes: 1 });
  const over = findings.filter(({ bytes }) => bytes > limit);
  return over.map(({ kind, title, bytes, words, holder }) => ({ kind, title, bytes, words, holder }));
}

async function greatestTypes(name: CheckRule['name'], { heap, baseline }: Measured): Promise<TypePart[]> {
  const first = { offset: 0, limit: TYPES_SHOWN };
  const sort = { by: 'shallow', descending: true } as const;
  if (name === 'max-growth' && baseline !== null) {
    const { rows } = await heap.call('diff', { ...first, before: baseline.snapshot });
    return rows
      .filter((row) => row.shallowDelta > 0)
      .map((row) => ({ type: row.type, count: row.countDelta, shallowBytes: row.shallowDelta }));
  }
  if (name === 'max-unreachable') {
    const set: ObjectSet = { kind: 'unreachable' };
    const { rows } = await heap.call('group', {
      ...first,
      set,
      by: 'type',
      sort: { by: 'count', descending: true },
    });
    return rows.map(({ key, count, shallowBytes }) => ({ type: key, count, shallowBytes }));
  }
  const { rows } = await heap.call('types', { ...first, sort, filter: '' });
  return rows.map(({ type, count, shallowBytes }) => ({ type, count, shallowBytes }));
}
