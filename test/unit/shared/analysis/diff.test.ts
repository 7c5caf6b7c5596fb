import { describe, expect, test } from 'vitest';
import { diffTotals } from '../../../../shared/analysis/diff.ts';
import type { NamedTotals } from '../../../../shared/analysis/diff.ts';

type Row = readonly [name: string, count: number, shallow: number, retained: number];

const totals = (...rows: Row[]): NamedTotals => ({
  names: rows.map(([name]) => name),
  note: null,
  count: Float64Array.from(rows, ([, count]) => count),
  shallowBytes: Float64Array.from(rows, ([, , shallow]) => shallow),
  retainedBytes: Float64Array.from(rows, ([, , , retained]) => retained),
});

describe('comparing type tables', () => {
  test('new, gone, grown and shrunk types, most gained first; unchanged ones are no news', () => {
    const before = totals(
      ['same', 3, 30, 30],
      ['gone', 2, 20, 25],
      ['grown', 1, 10, 100],
      ['shrunk', 9, 90, 90],
    );
    const after = totals(
      ['new', 4, 40, 44],
      ['same', 3, 30, 30],
      ['grown', 11, 110, 100],
      ['shrunk', 8, 80, 80],
    );
    expect(diffTotals(before, after)).toEqual([
      { name: 'grown', countBefore: 1, countAfter: 11, countDelta: 10, shallowDelta: 100, retainedDelta: 0 },
      { name: 'new', countBefore: 0, countAfter: 4, countDelta: 4, shallowDelta: 40, retainedDelta: 44 },
      {
        name: 'shrunk',
        countBefore: 9,
        countAfter: 8,
        countDelta: -1,
        shallowDelta: -10,
        retainedDelta: -10,
      },
      { name: 'gone', countBefore: 2, countAfter: 0, countDelta: -2, shallowDelta: -20, retainedDelta: -25 },
    ]);
  });

  test('a type that holds more with equal objects has changed', () => {
    expect(diffTotals(totals(['A', 1, 1, 10]), totals(['A', 1, 1, 20]))).toEqual([
      { name: 'A', countBefore: 1, countAfter: 1, countDelta: 0, shallowDelta: 0, retainedDelta: 10 },
    ]);
  });

  test('backwards it has all signs turned', () => {
    const a = totals(['A', 5, 50, 60], ['B', 1, 10, 10]);
    const b = totals(['B', 2, 30, 40], ['C', 1, 1, 1]);
    const turned = diffTotals(b, a).map((row) => [
      row.name,
      -row.countDelta,
      -row.shallowDelta,
      -row.retainedDelta,
    ]);
    const straight = diffTotals(a, b).map((row) => [
      row.name,
      row.countDelta,
      row.shallowDelta,
      row.retainedDelta,
    ]);
    expect(turned.toSorted()).toEqual(straight.toSorted());
  });

  test('types are matched by name, whatever they are called', () => {
    const odd = totals(['__proto__', 1, 8, 8], ['constructor', 1, 8, 8]);
    expect(diffTotals(odd, odd)).toEqual([]);
    expect(diffTotals(totals(), odd).map(({ name }) => name)).toEqual(['__proto__', 'constructor']);
  });
});
