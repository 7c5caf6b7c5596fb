import { expect, test } from 'vitest';
import { createKeptSets } from '../../../../renderer/store/kept-sets.ts';

test('sets are kept by snapshot and name; one of the same name gives way', () => {
  const store = createKeptSets();
  const { keep, drop } = store.getState();
  keep('1', 'orders', { kind: 'type', type: 'app.Order' });
  keep('1', 'all', { kind: 'all' });
  keep('2', 'orders', { kind: 'unreachable' });
  keep('1', 'orders', { kind: 'type', type: 'app.Order2' });
  expect(store.getState().kept['1']).toEqual([
    { name: 'all', set: { kind: 'all' } },
    { name: 'orders', set: { kind: 'type', type: 'app.Order2' } },
  ]);
  drop('1', 'orders');
  drop('1', 'never kept');
  expect(store.getState().kept['1']?.map(({ name }) => name)).toEqual(['all']);
  expect(store.getState().kept['2']).toHaveLength(1);
});

test('queries are remembered once each, the last first, and not without end', () => {
  const store = createKeptSets();
  const { asked } = store.getState();
  for (const query of ['a', 'b', 'a']) asked(query);
  expect(store.getState().queries).toEqual(['a', 'b']);
  for (let index = 0; index < 50; index++) asked(`len > ${String(index)}`);
  expect(store.getState().queries.length).toBeLessThan(30);
  expect(store.getState().queries[0]).toBe('len > 49');
});
