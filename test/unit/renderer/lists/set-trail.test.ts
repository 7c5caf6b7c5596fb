import { expect, test } from 'vitest';
import { setTrail } from '../../../../renderer/lists/set-trail.ts';
import type { ObjectSet } from '../../../../shared/protocol/object-set.ts';

const orders: ObjectSet = { kind: 'type', type: 'app.Order' };

test('the steps of a set lead from what it began with to itself', () => {
  const large: ObjectSet = { kind: 'where', set: orders, query: 'len > 1' };
  const group: ObjectSet = { kind: 'group', of: large, by: 'owner', key: 'dict of app.Order' };
  const retained: ObjectSet = { kind: 'retained', of: group };
  const found: ObjectSet = { kind: 'text', set: retained, text: 'anna' };
  expect(setTrail(found)).toEqual([
    { words: 'instances of app.Order', set: orders },
    { words: 'where len > 1', set: large },
    { words: 'owner: dict of app.Order', set: group },
    { words: 'retained set', set: retained },
    { words: 'with “anna”', set: found },
  ]);
});

test('a set made of two is where a trail begins', () => {
  const both: ObjectSet = { kind: 'and', left: orders, right: { kind: 'unreachable' } };
  expect(setTrail({ kind: 'referrers', of: both }).map(({ words }) => words)).toEqual([
    'instances of app.Order and also unreachable objects',
    'referrers',
  ]);
});
