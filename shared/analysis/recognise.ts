import { formatCount } from '../base/numbers-to-text.ts';
import { VALUE_TYPES } from './identity-columns.ts';
import type { IdentityColumns, OwnIdentity } from './identity-columns.ts';
import { emptyBits, NodeSet } from './node-set.ts';
import { inSlices } from './work-context.ts';
import type { WorkContext } from './work-context.ts';

/** Which of a snapshot's objects are in another snapshot too. */
export interface Recognised {
  /** Why objects of the two cannot be told to be the same; null when they can. */
  readonly reason: string | null;
  /** What a reader must know to trust it; null for nothing. */
  readonly note: string | null;
  /** Own nodes that the other snapshot has; none where there is a reason. */
  readonly survived: NodeSet;
  readonly other: IdentityColumns;
}

/** Sizes that make a value of another length another object. */
export const FIXED_LENGTH: ReadonlySet<string> = new Set(['tuple', 'frozenset']);
/** Always on the heap, made when modules are loaded, kept as long as those are: they stay where they are. */
const STAYING: ReadonlySet<string> = new Set(['function', 'module']);
/** Less than this share of them at their old places: another process. */
const LEAST_STAYING = 0.5;
/** V8 gives out an id once: of the ids that two snapshots of one process have in common nearly all name one thing. */
const LEAST_ALIKE = 0.9;
const NO_TYPE = 0xffff_ffff;
const PHASE = 'Recognising objects';

interface Tally {
  /** Ids that both have. */
  sharedIds: number;
  /** Those of them with one type, and one content where it is known. */
  alike: number;
  /** Objects of types that stay, here and there and in both. */
  stayingHere: number;
  stayingThere: number;
  stayingBoth: number;
}

/**
 * Own objects that another snapshot has under the same id and with the same type, and for values with the same content
 * where that is known. An address that was given to another object of the same type in between cannot be told from one
 * that stayed. By walking both in the order of ids: O(N of both). Throws HeapError `cancelled`.
 */
export function recognise(
  nodeCount: number,
  { columns: own, nodeAt }: OwnIdentity,
  other: IdentityColumns,
  context: WorkContext,
): Recognised {
  const unlike = unlikeProcesses(own, other);
  const none = NodeSet.ofSorted(nodeCount, new Uint32Array(0));
  if (unlike !== null) return { reason: unlike, note: null, survived: none, other };
  const bits = emptyBits(nodeCount);
  const tally = walkBoth(own, other, context, (row) => {
    const node = nodeAt[row];
    bits[node >> 3] |= 1 << (node & 7);
  });
  const reason = elsewhere(own, tally);
  if (reason !== null) return { reason, note: null, survived: none, other };
  return { reason: null, note: doubtOf(own), survived: NodeSet.ofBits(nodeCount, bits), other };
}

/** What the two say of their processes that cannot be of one; null for nothing. */
function unlikeProcesses({ process: a }: IdentityColumns, { process: b }: IdentityColumns): string | null {
  if (a.format !== b.format) return `One is a ${b.format} file, the other a ${a.format} file.`;
  if (a.pid !== null && b.pid !== null && a.pid !== b.pid)
    return `They are of two processes, ${b.pid} and ${a.pid}.`;
  if (a.python !== null && b.python !== null && a.python !== b.python)
    return 'They are of two versions of Python.';
  if (a.argv.join('\0') !== b.argv.join('\0')) return 'They are of programs with different command lines.';
  return null;
}

/** Why ids do not mean the same in both, by what lies under them; null when they do. */
function elsewhere({ process }: IdentityColumns, tally: Tally): string | null {
  if (process.language === 'javascript') {
    if (tally.alike >= LEAST_ALIKE * tally.sharedIds) return null;
    return `Of ${formatCount(tally.sharedIds)} ids that are in both only ${formatCount(tally.alike)} are of objects of one type: these are two processes.`;
  }
  const staying = Math.min(tally.stayingHere, tally.stayingThere);
  if (tally.stayingBoth >= LEAST_STAYING * staying) return null;
  return `Only ${formatCount(tally.stayingBoth)} of ${formatCount(staying)} functions and modules are at one address in both: these are two processes.`;
}

function doubtOf({ process }: IdentityColumns): string | null {
  return process.pid === null
    ? 'These files do not say of which process they are. If it was not the same one, new and freed mean nothing.'
    : null;
}

/** Calls `found` with each own row that the other has. */
function walkBoth(
  own: IdentityColumns,
  other: IdentityColumns,
  context: WorkContext,
  found: (row: number) => void,
): Tally {
  const typeThere = typesThere(own, other);
  const stays = own.typeNames.map((name) => STAYING.has(name));
  const ofContent = own.typeNames.map((name) => VALUE_TYPES.has(name) || FIXED_LENGTH.has(name));
  const tally: Tally = {
    ...{ sharedIds: 0, alike: 0, stayingHere: 0, stayingBoth: 0 },
    stayingThere: countTypes(other, STAYING),
  };
  const walkRun = (row: number, end: number, otherRow: number, otherEnd: number): void => {
    for (let at = otherRow; row < end; row++) {
      const type = own.type[row];
      if (stays[type]) tally.stayingHere++;
      while (at < otherEnd && other.low[at] < own.low[row]) at++;
      if (at === otherEnd || other.low[at] !== own.low[row]) continue;
      tally.sharedIds++;
      if (typeThere[type] !== other.type[at]) continue;
      if (ofContent[type] && differ(own.stamp[row], other.stamp[at])) continue;
      tally.alike++;
      if (stays[type]) tally.stayingBoth++;
      found(row);
    }
  };
  let there = 0;
  own.high.forEach((word, index) => {
    while (other.high[there] < word) there++;
    const isThere = other.high[there] === word;
    const [from, to] = isThere ? [other.highStart[there], other.highStart[there + 1]] : [0, 0];
    const start = own.highStart[index];
    let next = from;
    inSlices(context, PHASE, own.highStart[index + 1] - start, (first, last) => {
      next = firstFrom(other.low, own.low[start + first], next, to);
      walkRun(start + first, start + last, next, to);
    });
  });
  return tally;
}

function differ(a: number, b: number): boolean {
  return a !== 0 && b !== 0 && a !== b;
}

/** The other's number of each own type, NO_TYPE for none. */
function typesThere(own: IdentityColumns, other: IdentityColumns): Uint32Array {
  const numberOf = new Map(other.typeNames.map((name, type) => [name, type]));
  return Uint32Array.from(own.typeNames, (name) => numberOf.get(name) ?? NO_TYPE);
}

function countTypes({ type, typeNames }: IdentityColumns, names: ReadonlySet<string>): number {
  const counts = typeNames.map((name) => names.has(name));
  let count = 0;
  for (const each of type) if (counts[each]) count++;
  return count;
}

/** The first place in from…to, or `to`, at which ascending words are not less. O(log places). */
function firstFrom(words: ArrayLike<number>, word: number, from: number, to: number): number {
  let [least, end] = [from, to];
  while (least < end) {
    const middle = (least + end) >>> 1;
    if (words[middle] < word) least = middle + 1;
    else end = middle;
  }
  return least;
}

/**
 * len() of the object of an id in a snapshot; null where it has none or it is not known. For objects that can change.
 * O(log N).
 */
export function lengthIn(columns: IdentityColumns, low: number, high: number): number | null {
  const index = firstFrom(columns.high, high, 0, columns.high.length);
  if (columns.high[index] !== high) return null;
  const end = columns.highStart[index + 1];
  const row = firstFrom(columns.low, low, columns.highStart[index], end);
  if (row === end || columns.low[row] !== low || columns.stamp[row] === 0) return null;
  return columns.stamp[row] - 1;
}
