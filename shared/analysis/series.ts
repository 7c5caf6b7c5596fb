import type { NamedTotals } from './diff.ts';

/** A type, or other group, over several snapshots: a value for each. */
export interface Series {
  readonly key: string;
  readonly count: readonly number[];
  readonly shallowBytes: readonly number[];
  readonly retainedBytes: readonly number[];
  readonly steady: boolean;
}

/** Groups of several snapshots by name, 0 where one has none of a group. O(groups · snapshots). */
export function seriesOf(totals: readonly NamedTotals[]): Series[] {
  const indexOf = totals.map(({ names }) => new Map(names.map((name, index) => [name, index])));
  const keys = new Set(totals.flatMap(({ names }) => names));
  return Array.from(keys, (key) => {
    const values = (column: 'count' | 'shallowBytes' | 'retainedBytes'): number[] =>
      totals.map((each, at) => {
        const index = indexOf[at].get(key);
        return index === undefined ? 0 : each[column][index];
      });
    const [count, shallowBytes] = [values('count'), values('shallowBytes')];
    const steady = neverFell(count) && neverFell(shallowBytes) && (grew(count) || grew(shallowBytes));
    return { key, count, shallowBytes, retainedBytes: values('retainedBytes'), steady };
  });
}

/** How much the last value is above the first. O(1). */
export function growthOf(values: readonly number[]): number {
  return (values.at(-1) ?? 0) - (values[0] ?? 0);
}

function neverFell(values: readonly number[]): boolean {
  return values.every((value, at) => at === 0 || value >= values[at - 1]);
}

function grew(values: readonly number[]): boolean {
  return growthOf(values) > 0;
}
