import { expect, test } from 'vitest';
import { growthTotals, listedGrowth } from '../../../../renderer/panels/Growth/growth-rows.ts';

const row = (type: string, before: number, after: number, retainedDelta: number | null = 0) => ({
  type,
  countBefore: before,
  countAfter: after,
  countDelta: after - before,
  shallowDelta: (after - before) * 10,
  retainedDelta,
});
const rows = [row('b', 1, 5, null), row('a', 1, 5, 7), row('Order', 9, 3, -2)];

test('rows are sorted as asked, equal ones by name, unknown ones last', () => {
  const by = (key: 'count' | 'name' | 'retained', descending: boolean): string[] =>
    listedGrowth(rows, { sort: { by: key, descending }, filter: '' }).map((each) => each.type);
  expect(by('count', true)).toEqual(['a', 'b', 'Order']);
  expect(by('count', false)).toEqual(['Order', 'a', 'b']);
  expect(by('retained', true)).toEqual(['a', 'Order', 'b']);
  expect(by('name', false)).toEqual(['Order', 'a', 'b']);
});

test('the filter does not mind case', () => {
  expect(listedGrowth(rows, { sort: { by: 'name', descending: false }, filter: 'ORD' })).toHaveLength(1);
});

test('totals are sums of what is listed', () => {
  expect(growthTotals(rows)).toEqual({ before: 11, after: 13, count: 2, shallow: 20 });
});
