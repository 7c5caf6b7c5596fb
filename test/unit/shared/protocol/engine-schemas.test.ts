import { describe, expect, test } from 'vitest';
import { ROOT_KIND_NAMES } from '../../../../shared/graph/heap-graph.ts';
import type { EngineMethod } from '../../../../shared/protocol/engine-api.ts';
import { ENGINE_SCHEMAS } from '../../../../shared/protocol/engine-schemas.ts';

const accepts = (method: EngineMethod, params: unknown): boolean =>
  ENGINE_SCHEMAS[method].safeParse(params).success;
const page = { offset: 0, limit: 100 };
const id = '0x7f';
const graph = { id, direction: 'referrers', depth: 3, width: 10, onlyType: null, skip: 0 };
const series = {
  ...page,
  ...{ snapshots: ['s1', 's2'], by: 'type', filter: '', steady: false },
  sort: { by: 'shallow', descending: true },
};

describe('parameters of engine methods', () => {
  test.each<[EngineMethod, unknown]>([
    ['info', {}],
    ['types', { ...page, sort: { by: 'retained', descending: true }, filter: '' }],
    ['instances', { ...page, type: 'a.B', sort: { by: 'id', descending: false }, filter: 'x' }],
    ['object', { id }],
    ['references', { ...page, id, direction: 'referents' }],
    ['graph', graph],
    ['graph', { ...graph, onlyType: 'a.B', depth: 1, skip: 1_000_000 }],
    ['path', { id, to: null }],
    ['path', { id, to: 'c-held' }],
    ['diff', { ...page, before: 's1' }],
    ['diff', { ...page, before: 's1', by: 'path', identity: true }],
    ['identity', { other: 's1' }],
    ['held-by-old', { ...page, before: 's1', grown: true }],
    ['series', series],
    ['growing', { earlier: ['s1', 's2'], limit: 200, minBytes: null }],
    ['find', { text: 'x', limit: 20 }],
  ])('%s: good ones pass unchanged', (method, params) => {
    expect(ENGINE_SCHEMAS[method].parse(params)).toEqual(params);
  });

  test.each<[string, EngineMethod, unknown]>([
    ['nothing', 'object', undefined],
    ['a text', 'object', 'id'],
    ['no id', 'object', {}],
    ['an empty id', 'object', { id: '' }],
    ['an endless id', 'object', { id: 'x'.repeat(101) }],
    ['a key too many', 'object', { id, extra: 1 }],
    ['a page too long', 'diff', { offset: 0, limit: 1001, before: 's' }],
    ['a negative offset', 'diff', { offset: -1, limit: 10, before: 's' }],
    ['half a row', 'diff', { offset: 0.5, limit: 10, before: 's' }],
    ['groups that mean nothing elsewhere', 'diff', { ...page, before: 's', by: 'id' }],
    ['more paths than fit', 'held-by-old', { offset: 0, limit: 201, before: 's', grown: true }],
    ['nothing to compare with', 'growing', { earlier: [], limit: 20, minBytes: null }],
    ['one snapshot', 'series', { ...series, snapshots: ['s'] }],
    ['too many snapshots', 'series', { ...series, snapshots: Array<string>(65).fill('s') }],
    ['no number', 'diff', { offset: Number.NaN, limit: 10, before: 's' }],
    ['an unknown order', 'types', { ...page, sort: { by: 'size', descending: true }, filter: '' }],
    [
      'an endless filter',
      'types',
      { ...page, sort: { by: 'name', descending: true }, filter: 'x'.repeat(501) },
    ],
    ['depth 0', 'graph', { ...graph, depth: 0 }],
    ['depth 21', 'graph', { ...graph, depth: 21 }],
    ['width 201', 'graph', { ...graph, width: 201 }],
    ['another direction', 'graph', { ...graph, direction: 'up' }],
    ['another root kind', 'path', { id, to: 'planet' }],
    ['a search for nothing at all', 'find', { limit: 5 }],
  ])('%s is refused', (_, method, params) => {
    expect(accepts(method, params)).toBe(false);
  });

  test('every kind of root can be asked for', () => {
    for (const to of ROOT_KIND_NAMES) expect(accepts('path', { id, to })).toBe(true);
  });
});
