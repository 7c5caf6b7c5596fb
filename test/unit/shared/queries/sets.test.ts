import { describe, expect, test } from 'vitest';
import { analyseHeap } from '../../../../shared/analysis/heap-analysis.ts';
import { UNWATCHED } from '../../../../shared/analysis/work-context.ts';
import type { ObjectSet } from '../../../../shared/protocol/object-set.ts';
import { ALL, askAbout } from '../../../fixtures/ask.ts';
import { graphFromText, longChain, randomGraph, seededRandom } from '../../../fixtures/graph-from-text.ts';
import { bytesOf } from '../../../fixtures/naive-analysis.ts';
import { NaiveSets, randomPythonHeap, randomSet } from '../../../fixtures/naive-sets.ts';

const BY_ID = { by: 'id', descending: false } as const;
const SHAPE = { nodes: 40, degree: 2, weakShare: 0.15, roots: 3, types: 4 };

describe('any expression of a random heap', () => {
  const heaps = [
    ...[1, 2, 3, 4].map((seed) => randomGraph(seed, SHAPE)),
    ...[5, 6, 7].map((seed) => randomGraph(seed, { ...SHAPE, degree: 1, roots: 1 })),
    ...[8, 9, 10].map((seed) => randomPythonHeap(seed, 30)),
  ];

  test.each(heaps.map((graph, index) => ({ graph, index })))(
    'heap $index: has the objects that its definition says, and exactly its retained bytes',
    ({ graph, index }) => {
      const ask = askAbout(graph);
      const naive = new NaiveSets(graph);
      const random = seededRandom(index + 100);
      for (let round = 0; round < 60; round++) {
        const set = randomSet(random, graph, 1 + (round % 4));
        const wanted = naive.find(set);
        const found = ask('set-objects', { ...ALL, set, sort: BY_ID }).rows.map(({ id }) => graph.nodeOf(id));
        expect(new Set(found), JSON.stringify(set)).toEqual(wanted);
        const goes = naive.retained(wanted);
        expect(ask('set-summary', { set }), JSON.stringify(set)).toEqual({
          count: wanted.size,
          shallowBytes: bytesOf(graph, wanted),
          retainedCount: goes.size,
          retainedBytes: bytesOf(graph, goes),
          missingIds: 0,
        });
      }
    },
  );

  test('one object as a set retains what the object retains, garbage too', () => {
    for (const graph of heaps) {
      const ask = askAbout(graph);
      const { retainedBytesOf } = analyseHeap(graph, UNWATCHED);
      for (let node = 1; node < graph.nodeCount; node++) {
        const set = { kind: 'ids', ids: [graph.idOf(node)] } as const;
        expect(ask('set-summary', { set }).retainedBytes).toBe(retainedBytesOf[node]);
      }
    }
  });
});

const SHOP = graphFromText(`
  app    module  50 root=module:app id=0x1 -> .cache cache, .last o2
  cache  dict   200 len=3 -> key k1, [k1] o1, key k2, [k2] o2, key k3, [k3] o3
  k1     str     51 text='one'
  k2     str     52 text='two'
  k3     str     53 text='three'
  o1     app.Order 40 refs=1 text='Order(1)' -> .item i1, .shared s
  o2     app.Order 40 refs=2 text='Order(2)' -> .item i2, .shared s
  o3     app.sub.Order 44 refs=1 text='Order(3)' -> .item i2
  i1     app.Item 10
  i2     app.Item 20
  s      list  300 len=0
  sub    module  60 root=module:app.sub
  lost   app.Order 40 text='Order(9)' -> .item i3
  i3     app.Item 30
`);
const ask = askAbout(SHOP);
const names = (set: ObjectSet): string[] =>
  ask('set-objects', { ...ALL, set, sort: BY_ID })
    .rows.map(({ id }) => SHOP.name(SHOP.nodeOf(id)))
    .sort();
const where = (query: string, set: ObjectSet = { kind: 'all' }): string[] =>
  names({ kind: 'where', set, query });

describe('sets with texts', () => {
  test('text looks at ids and previews in either case', () => {
    expect(names({ kind: 'text', set: { kind: 'all' }, text: 'ORDER(' })).toEqual(['lost', 'o1', 'o2', 'o3']);
    expect(names({ kind: 'text', set: { kind: 'type', type: 'str' }, text: 'wo' })).toEqual(['k2']);
  });

  test('fields of a query', () => {
    expect(where('type = "app.Order" and refcount > 1')).toEqual(['o2']);
    expect(where('type ~ "ORDER"')).toEqual(['lost', 'o1', 'o2', 'o3']);
    expect(where('type !~ "app" and not (type = "str" or type = "list")')).toEqual(['app', 'cache', 'sub']);
    expect(where('module = "app.sub"')).toEqual(['o3']);
    expect(where('package = "app" and shallow < 20')).toEqual(['i1']);
    expect(where('preview = "two"')).toEqual(['k2']);
    expect(where('len >= 3')).toEqual(['cache']);
    expect(where('len = 0')).toEqual(['s']);
    expect(where('len != 3 and role = "container"')).toEqual(['s']);
    expect(where('unreachable')).toEqual(['i3', 'lost']);
    expect(where('root')).toEqual(['app', 'sub']);
    expect(where('distance = 2')).toEqual(['cache', 'o2']);
    expect(where('id = "0x1"')).toEqual(['app']);
    expect(where('shallow >= 0.3kB')).toEqual(['s']);
    expect(where('referrers = 2')).toEqual(['i2', 'o2', 's']);
    expect(where('referents = 0 and type = "app.Item"')).toEqual(['i1', 'i2', 'i3']);
    expect(where('retained > 300 and type != "module"')).toEqual(['cache']);
    expect(where("owner = 'dict (no owner)'")).toEqual(['cache']);
  });

  test('ids that are not there are counted, types that are not there are said', () => {
    const set: ObjectSet = {
      kind: 'or',
      left: { kind: 'ids', ids: ['0x1', '0xdead'] },
      right: { kind: 'unreachable' },
    };
    expect(ask('set-summary', { set })).toMatchObject({ count: 3, missingIds: 1 });
    expect(() => ask('set-summary', { set: { kind: 'type', type: 'app.Ordr' } })).toThrow('No type app.Ordr');
    expect(() => ask('set-summary', { set: { kind: 'dominated-by', id: '0xdead' } })).toThrow(
      'No object 0xdead',
    );
  });

  test('two holders together retain what neither does alone', () => {
    const both: ObjectSet = { kind: 'ids', ids: [SHOP.id('o1'), SHOP.id('o2')] };
    expect(names({ kind: 'retained', of: both })).toEqual(['i1', 'o1', 'o2', 's']);
  });

  test('pages and sorts as instances do', () => {
    const page = ask('set-objects', {
      ...{ offset: 1, limit: 2, set: { kind: 'where', set: { kind: 'all' }, query: 'type ~ "item"' } },
      sort: { by: 'shallow', descending: true },
    });
    expect(page).toMatchObject({
      total: 3,
      totals: { count: 3, shallowBytes: 60 },
      max: { shallowBytes: 30 },
    });
    expect(page.rows.map(({ shallowBytes }) => shallowBytes)).toEqual([20, 10]);
  });
});

test('a long list is no deep recursion', () => {
  const chain = longChain(300_000);
  const set: ObjectSet = { kind: 'ids', ids: ['0x2'] };
  expect(askAbout(chain)('set-summary', { set })).toMatchObject({ retainedCount: 299_999 });
});

test('work on a set can be cancelled', () => {
  const watch = { report: () => undefined, cancel: { cancelled: true } };
  expect(() =>
    askAbout(SHOP)('set-summary', { set: { kind: 'retained', of: { kind: 'all' } } }, watch),
  ).toThrow('Cancelled');
});
