import { expect, test } from 'vitest';
import { setInWords } from '../../../../renderer/lists/set-in-words.ts';
import type { ObjectSet } from '../../../../shared/protocol/object-set.ts';

const orders: ObjectSet = { kind: 'type', type: 'app.Order' };
const garbage: ObjectSet = { kind: 'unreachable' };

const cases: readonly (readonly [ObjectSet, string])[] = [
  [{ kind: 'all' }, 'all objects'],
  [orders, 'instances of app.Order'],
  [{ kind: 'ids', ids: ['0x1'] }, 'object 0x1'],
  [{ kind: 'ids', ids: ['0x1', '0x2'] }, '2 objects'],
  [{ kind: 'text', set: orders, text: 'anna' }, 'instances of app.Order with “anna”'],
  [{ kind: 'where', set: { kind: 'all' }, query: 'len > 100' }, 'objects where len > 100'],
  [{ kind: 'where', set: garbage, query: 'len > 100' }, 'unreachable objects where len > 100'],
  [
    { kind: 'retained', of: { kind: 'or', left: orders, right: garbage } },
    'retained set of (instances of app.Order or unreachable objects)',
  ],
  [{ kind: 'minus', left: orders, right: garbage }, 'instances of app.Order without unreachable objects'],
  [{ kind: 'and', left: orders, right: garbage }, 'instances of app.Order and also unreachable objects'],
  [{ kind: 'referrers', of: orders }, 'referrers of instances of app.Order'],
  [{ kind: 'referents', of: orders }, 'referents of instances of app.Order'],
  [{ kind: 'dominated-by', id: '0x1' }, 'object 0x1 and all that it holds alone'],
  [{ kind: 'new-since', before: 's1' }, 'objects made since the snapshot before'],
  [{ kind: 'survived', before: 's1' }, 'objects of the snapshot before that are still there'],
  [{ kind: 'freed-by', after: 's2' }, 'objects freed by the snapshot after'],
  [{ kind: 'group', of: orders, by: 'size', key: '48' }, 'size 48 of instances of app.Order'],
];

test.each(cases)('%j reads %s', (set, words) => {
  expect(setInWords(set)).toBe(words);
});

test('what comes from the snapshot cannot turn or hide the words', () => {
  expect(setInWords({ kind: 'type', type: 'a\u202eb\n' })).not.toMatch(/[\u202e\n]/);
});
