import { expect, test } from 'vitest';
import { MAX_PAGE } from '../../../../shared/protocol/engine-api.ts';
import { fetchAllRows } from '../../../../renderer/data/use-all-rows.ts';
import { makeFakeHost, pageOf } from '../../../fixtures/fake-host.ts';

const rows = Array.from({ length: MAX_PAGE * 2 + 5 }, (_, index) => ({
  type: `T${String(index)}`,
  countBefore: 0,
  countAfter: index,
  countDelta: index,
  shallowDelta: 0,
  retainedDelta: null,
}));

test('all rows come, page after page, in order', async () => {
  const host = makeFakeHost({ diff: (params) => ({ ...pageOf(rows, params), note: null }) });
  expect(await fetchAllRows(host, 's', 'diff', { before: 'b' }, {})).toEqual(rows);
  expect(host.calls.map((call) => (call.params as { offset: number }).offset)).toEqual([
    0,
    MAX_PAGE,
    2 * MAX_PAGE,
  ]);
});

test('an engine that promises more rows than it gives does not hold the window', async () => {
  const host = makeFakeHost({
    diff: ({ offset }) => ({ total: 10, offset, rows: rows.slice(offset, 3), note: null }),
  });
  expect(await fetchAllRows(host, 's', 'diff', { before: 'b' }, {})).toHaveLength(3);
});
