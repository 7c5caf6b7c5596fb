import { describe, expect, test } from 'vitest';
import { MAX_SET_DEPTH, MAX_SET_PARTS } from '../../../../shared/protocol/object-set.ts';
import type { ObjectSet } from '../../../../shared/protocol/object-set.ts';
import { OBJECT_SET_SCHEMA } from '../../../../shared/protocol/object-set-schema.ts';
import { parseObjectSet } from '../../../../shared/protocol/parse-object-set.ts';

const all: ObjectSet = { kind: 'all' };

const sets: readonly ObjectSet[] = [
  all,
  { kind: 'unreachable' },
  { kind: 'type', type: 'dict' },
  { kind: 'ids', ids: ['0x1'] },
  { kind: 'text', set: all, text: 'x' },
  { kind: 'where', set: all, query: 'len > 1' },
  { kind: 'and', left: all, right: all },
  { kind: 'or', left: all, right: all },
  { kind: 'minus', left: all, right: all },
  { kind: 'retained', of: all },
  { kind: 'referrers', of: all },
  { kind: 'referents', of: all },
  { kind: 'dominated-by', id: '0x1' },
  { kind: 'new-since', before: '1' },
  { kind: 'survived', before: '1' },
  { kind: 'freed-by', after: '1' },
  { kind: 'group', of: all, by: 'owner', key: 'dict' },
];

const noSets = [
  '',
  '{',
  '7',
  'null',
  '[]',
  '{}',
  '{"kind":"some"}',
  '{"kind":"type"}',
  '{"kind":"type","type":7}',
  '{"kind":"ids","ids":"0x1"}',
  '{"kind":"ids","ids":[7]}',
  '{"kind":"text","text":"x"}',
  '{"kind":"where","set":{"kind":"all"}}',
  '{"kind":"retained"}',
  '{"kind":"retained","of":{"kind":"retained"}}',
  '{"kind":"and","left":{"kind":"all"}}',
  '{"kind":"dominated-by"}',
  '{"kind":"new-since"}',
  '{"kind":"freed-by","before":"1"}',
  '{"kind":"group","of":{"kind":"all"},"by":"colour","key":"red"}',
];

function nested(depth: number): ObjectSet {
  return Array.from({ length: depth - 1 }).reduce<ObjectSet>((of) => ({ kind: 'retained', of }), all);
}

describe('a set in a text', () => {
  test.each(sets)('%j is read as the engine reads it', (set) => {
    expect(parseObjectSet(JSON.stringify(set))).toEqual(OBJECT_SET_SCHEMA.parse(set));
  });

  test.each(noSets)('%s is none, for the engine neither', (text) => {
    expect(parseObjectSet(text)).toBeNull();
    let value: unknown;
    try {
      value = JSON.parse(text);
    } catch {
      return;
    }
    expect(OBJECT_SET_SCHEMA.safeParse(value).success).toBe(false);
  });

  test('depth and size end where the engine’s end', () => {
    expect(parseObjectSet(JSON.stringify(nested(MAX_SET_DEPTH)))).not.toBeNull();
    expect(parseObjectSet(JSON.stringify(nested(MAX_SET_DEPTH + 1)))).toBeNull();
    const wide = (depth: number): ObjectSet =>
      depth === 0 ? all : { kind: 'or', left: wide(depth - 1), right: wide(depth - 1) };
    expect(2 ** 7 - 1).toBeGreaterThan(MAX_SET_PARTS);
    expect(parseObjectSet(JSON.stringify(wide(5)))).not.toBeNull();
    expect(parseObjectSet(JSON.stringify(wide(6)))).toBeNull();
  });

  test('a text of thousands of levels is refused, not followed', () => {
    const text = '{"kind":"retained","of":'.repeat(3000) + '{"kind":"all"}' + '}'.repeat(3000);
    expect(parseObjectSet(text)).toBeNull();
  });
});
