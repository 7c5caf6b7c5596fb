import { describe, expect, test } from 'vitest';
import { ENGINE_SCHEMAS } from '../../../../shared/protocol/engine-schemas.ts';
import { OBJECT_SET_SCHEMA } from '../../../../shared/protocol/object-set-schema.ts';
import type { ObjectSet } from '../../../../shared/protocol/object-set.ts';

const reason = (value: unknown): string => {
  const parsed = OBJECT_SET_SCHEMA.safeParse(value);
  if (parsed.success) throw new Error('accepted');
  return parsed.error.issues.map(({ message }) => message).join(' ');
};

describe('set expressions', () => {
  test('every kind is taken as it is', () => {
    const all: ObjectSet = { kind: 'all' };
    const sets: ObjectSet[] = [
      all,
      { kind: 'type', type: 'dict' },
      { kind: 'ids', ids: ['0x1'] },
      { kind: 'unreachable' },
      { kind: 'text', set: all, text: 'x' },
      { kind: 'where', set: all, query: 'len > 3' },
      {
        kind: 'and',
        left: all,
        right: { kind: 'minus', left: all, right: { kind: 'or', left: all, right: all } },
      },
      { kind: 'retained', of: { kind: 'referrers', of: { kind: 'referents', of: all } } },
      { kind: 'dominated-by', id: '0x1' },
      { kind: 'group', of: all, by: 'owner', key: 'dict of app.Order' },
    ];
    for (const set of sets) expect(OBJECT_SET_SCHEMA.parse(set)).toEqual(set);
  });

  test.each([
    [null],
    ['all'],
    [{ kind: 'everything' }],
    [{ kind: 'all', more: 1 }],
    [{ kind: 'ids', ids: new Array(1001).fill('0x1') }],
    [{ kind: 'retained' }],
    [{ kind: 'group', of: { kind: 'all' }, by: 'colour', key: 'red' }],
  ])('%j is refused', (set) => {
    expect(OBJECT_SET_SCHEMA.safeParse(set).success).toBe(false);
  });

  test('a query that cannot be understood is refused with its column', () => {
    expect(reason({ kind: 'where', set: { kind: 'all' }, query: 'len > many' })).toContain('Column 7');
  });

  test('neither depth nor width is without bounds, and depth costs no stack', () => {
    let deep: unknown = { kind: 'all' };
    for (let level = 0; level < 100_000; level++) deep = { kind: 'retained', of: deep };
    expect(reason(deep)).toContain('at most 24 expressions deep');
    let wide: unknown = { kind: 'all' };
    for (let level = 0; level < 7; level++) wide = { kind: 'or', left: wide, right: wide };
    expect(reason(wide)).toContain('at most 100 expressions');
  });

  test('methods about sets check them', () => {
    const sort = { by: 'count', descending: true };
    const group = { offset: 0, limit: 10, by: 'owner', sort };
    expect(ENGINE_SCHEMAS.group.safeParse({ ...group, set: { kind: 'all' } }).success).toBe(true);
    expect(ENGINE_SCHEMAS.group.safeParse({ ...group, set: { kind: 'any' } }).success).toBe(false);
    expect(ENGINE_SCHEMAS['set-summary'].safeParse({ set: { kind: 'any' } }).success).toBe(false);
  });
});
