import { expect, test } from 'vitest';
import { kindRows, rootsByKind } from '../../../../renderer/panels/Roots/root-kinds.ts';

const group = (key: string, shallowBytes: number) => ({
  key,
  count: 2,
  shallowBytes,
  retainedBytes: shallowBytes,
});

test('groups by keeper become roots by kind, greatest first', () => {
  const byKind = rootsByKind([
    group('module app.store', 10),
    group('frame main()', 500),
    group('module a module with spaces', 700),
    group('(unreachable)', 1),
    group('c-held', 3),
  ]);
  expect(kindRows(byKind)).toEqual([
    { kind: 'module', name: null, key: null, roots: 2, count: 4, shallowBytes: 710, retainedBytes: 710 },
    { kind: 'frame', name: null, key: null, roots: 1, count: 2, shallowBytes: 500, retainedBytes: 500 },
    { kind: 'c-held', name: null, key: null, roots: 1, count: 2, shallowBytes: 3, retainedBytes: 3 },
    { kind: 'unreachable', name: null, key: null, roots: 1, count: 2, shallowBytes: 1, retainedBytes: 1 },
  ]);
  expect(byKind.get('module')?.map(({ name, key }) => [name, key])).toEqual([
    ['a module with spaces', 'module a module with spaces'],
    ['app.store', 'module app.store'],
  ]);
});
