import { describe, expect, test } from 'vitest';
import { UNWATCHED } from '../../../../shared/analysis/work-context.ts';
import type { TypeSortKey } from '../../../../shared/protocol/engine-api.ts';
import { ALL, askAbout } from '../../../fixtures/ask.ts';
import { graphFromText, longChain, seededRandom } from '../../../fixtures/graph-from-text.ts';
import type { TextGraph } from '../../../fixtures/graph-from-text.ts';
import { SHOP, failure, shop } from '../../../fixtures/shop.ts';

const ask = askAbout(shop);
const byName = { by: 'name', descending: false } as const;
const typeNames = (filter: string): string[] =>
  ask('types', { ...ALL, sort: byName, filter }).rows.map(({ type }) => type);

describe('info', () => {
  test('counts objects, references between them, types, bytes, and what no root reaches', () => {
    expect(ask('info', {})).toMatchObject({
      format: 'text',
      objects: 12,
      references: 15,
      types: 9,
      shallowBytes: 100 + 400 + 88 + 48 + 64 + 48 + 40 + 40 + 60 + 500 + 1200,
      unreachable: { objects: 2, shallowBytes: 1200 },
      openedInMs: 7,
      language: 'python',
      process: null,
    });
  });

  test('names frames of threads by the ids of their objects', () => {
    const frame = { function: 'main', file: 'app.py', line: 3 };
    const process = {
      ...{ pid: 1, argv: [], python: null, platform: null, label: null, time: null, rssBytes: 5 },
      ...{ peakRssBytes: null, captureMethod: null, captureSeconds: null, gc: null, pymalloc: null },
      ...{ malloc: null, memory: null },
      threads: [
        {
          name: 'Main',
          ident: '7',
          frames: [
            { ...frame, node: 2 },
            { ...frame, node: 0xffff_ffff },
          ],
        },
      ],
      tracemalloc: false,
    };
    const info = askAbout(graphFromText(SHOP, { process }))('info', {});
    expect(info.process?.threads[0]?.frames).toEqual([
      { ...frame, id: shop.id('main') },
      { ...frame, id: null },
    ]);
  });

  test('an empty heap has nothing in it', () => {
    const empty = askAbout(graphFromText(''));
    expect(empty('info', {})).toMatchObject({ objects: 0, references: 0, types: 0, shallowBytes: 0 });
    expect(empty('types', { ...ALL, sort: byName, filter: '' })).toMatchObject({ total: 0, rows: [] });
    expect(empty('find', { text: 'x', limit: 5 }).rows).toEqual([]);
  });

  test('nodes that the graph says no table counts are in none, but hold what they hold', () => {
    const uncounted = new Uint8Array(2);
    uncounted[0] = 0b11 | (1 << shop.node('orders'));
    const asked = askAbout({ ...shop, uncounted });
    expect(asked('info', {}).objects).toBe(10);
    expect(asked('types', { ...ALL, sort: byName, filter: 'list' }).total).toBe(0);
    expect(asked('object', { id: shop.id('orders') }).shallowBytes).toBe(88);
    expect(
      failure(() =>
        asked('instances', { ...ALL, type: 'list', sort: { by: 'id', descending: false }, filter: '' }),
      ),
    ).toMatchObject({ code: 'not-found' });
  });
});

describe('types', () => {
  test('rows have counts and sizes, totals and greatest values are those of all rows that match', () => {
    const page = ask('types', {
      offset: 0,
      limit: 1,
      sort: { by: 'count', descending: true },
      filter: 'order',
    });
    expect(page).toEqual({
      total: 2,
      offset: 0,
      rows: [{ type: 'shop.Order', count: 3, shallowBytes: 160, retainedBytes: 200 }],
      totals: { types: 2, count: 4, shallowBytes: 1160 },
      max: { count: 3, shallowBytes: 1000, retainedBytes: 1200 },
    });
  });

  test.each<[TypeSortKey, string[]]>([
    ['count', ['shop.Order', 'shop.Customer']],
    ['shallow', ['other.Order', 'cext.Buffer']],
    ['retained', ['other.Order', 'cext.Buffer']],
    ['name', ['str', 'shop.module']],
  ])('sorted by %s, greatest first', (by, first) => {
    const { rows } = ask('types', { offset: 0, limit: 2, sort: { by, descending: true }, filter: '' });
    expect(rows.map(({ type }) => type)).toEqual(first);
  });

  test('pages follow each other without gap or repetition, equal values by name', () => {
    const sort = { by: 'count', descending: true } as const;
    const paged = [0, 2, 4, 6, 8].flatMap(
      (offset) => ask('types', { offset, limit: 2, sort, filter: '' }).rows,
    );
    expect(paged).toEqual(ask('types', { ...ALL, sort, filter: '' }).rows);
    expect(paged.slice(2).map(({ type }) => type)).toEqual(
      paged
        .slice(2)
        .map(({ type }) => type)
        .toSorted(),
    );
  });

  test('filtered by text without regard to case, or by a regular expression', () => {
    expect(typeNames('ORDER')).toEqual(['other.Order', 'shop.Order']);
    expect(typeNames('/^shop\\./')).toEqual(['shop.Customer', 'shop.Order', 'shop.module']);
    expect(typeNames('/order$|LIST/')).toEqual(['list', 'other.Order', 'shop.Order']);
    expect(typeNames('/(/')).toEqual([]);
    expect(typeNames('nothing')).toEqual([]);
  });
});

describe('instances', () => {
  const sort = { by: 'retained', descending: true } as const;

  test('rows of one type, sorted, with totals over all that match', () => {
    expect(ask('instances', { offset: 0, limit: 2, type: 'shop.Order', sort, filter: '' })).toEqual({
      total: 3,
      offset: 0,
      rows: [
        { id: shop.id('o3'), type: 'shop.Order', shallowBytes: 48, retainedBytes: 88, preview: 'Order(3)' },
        { id: shop.id('o2'), type: 'shop.Order', shallowBytes: 64, retainedBytes: 64, preview: 'Order(2)' },
      ],
      totals: { count: 3, shallowBytes: 160 },
      max: { shallowBytes: 64, retainedBytes: 88 },
    });
  });

  test('filtered by preview or by id', () => {
    const found = (filter: string): string[] =>
      ask('instances', { ...ALL, type: 'shop.Order', sort, filter }).rows.map(({ preview }) => preview);
    expect(found('ORDER(2')).toEqual(['Order(2)']);
    expect(found(shop.id('o1').toUpperCase())).toEqual(['Order(1)']);
    expect(found('zzz')).toEqual([]);
  });

  test.each(['id', 'shallow', 'retained', 'preview'] as const)(
    'ten thousand rows by %s: pages in both directions are the whole, in order',
    (by) => {
      const random = seededRandom(5);
      const lines = Array.from({ length: 10_000 }, (_, index) => {
        const text = `'v${Math.floor(random() * 5000)}'`;
        return `n${index} T ${Math.floor(random() * 300)} id=0x${(1_000_000 + Math.floor(random() * 2 ** 40)).toString(16)} text=${text}`;
      });
      const many = askAbout(graphFromText(lines.join('\n')));
      const read = (descending: boolean): (number | string)[] =>
        Array.from({ length: 10 }, (_, page) =>
          many('instances', {
            offset: page * 1000,
            limit: 1000,
            type: 'T',
            sort: { by, descending },
            filter: '',
          }),
        ).flatMap(({ rows }) =>
          rows.map((row) => {
            if (by === 'id') return Number(row.id);
            return by === 'preview' ? row.preview : by === 'shallow' ? row.shallowBytes : row.retainedBytes!;
          }),
        );
      const ascending = read(false);
      expect(ascending.length).toBe(10_000);
      const inOrder = (a: number | string, b: number | string): number => (a < b ? -1 : a > b ? 1 : 0);
      expect(ascending).toEqual(ascending.toSorted(inOrder));
      expect(read(true)).toEqual(ascending.toReversed());
    },
  );

  test('more rows than previews fit memory are sorted by how their previews begin', () => {
    const graph = longChain(260_000);
    const asked = askAbout({
      ...graph,
      previewOf: (node) => `${String((node * 7919) % 100_003).padStart(6, '0')} tail`,
    });
    const { rows } = asked('instances', {
      ...ALL,
      type: 'Link',
      sort: { by: 'preview', descending: false },
      filter: '',
    });
    expect(rows.map(({ preview }) => preview)).toEqual(rows.map(({ preview }) => preview).toSorted());
    expect(rows[0]!.preview).toBe('000000 tail');
  });

  test('an unknown type is named, with one that may be meant', () => {
    const message = (type: string): string =>
      failure(() => ask('instances', { ...ALL, type, sort, filter: '' })).message;
    expect(message('Order')).toBe('No type Order in this snapshot; there is shop.Order.');
    expect(message('SHOP.CUSTOMER')).toBe('No type SHOP.CUSTOMER in this snapshot; there is shop.Customer.');
    expect(message('app.Customer')).toBe('No type app.Customer in this snapshot; there is shop.Customer.');
    expect(message('Nothing\u202e')).toBe('No type Nothing\\u202e in this snapshot.');
  });

  test('a filter over many rows stops when cancelled', () => {
    const asked = askAbout(longChain(100_000));
    let looks = 0;
    const cancel = {
      get cancelled() {
        return ++looks > 5;
      },
    };
    const params = { ...ALL, type: 'Link', sort, filter: 'x' };
    expect(failure(() => asked('instances', params, { ...UNWATCHED, cancel })).code).toBe('cancelled');
    expect(asked('instances', params).total).toBe(100_000);
  });
});

describe('diff', () => {
  test('types that changed since another snapshot', () => {
    const before = graphFromText(
      SHOP.split('\n')
        .filter((line) => !/lost/.test(line))
        .join('\n'),
    );
    const asked = askAbout(shop, { before });
    expect(asked('diff', { ...ALL, before: 'before' })).toEqual({
      total: 2,
      offset: 0,
      note: null,
      rows: [
        {
          type: 'other.Order',
          countBefore: 0,
          countAfter: 1,
          countDelta: 1,
          shallowDelta: 1000,
          retainedDelta: 1200,
        },
        { type: 'dict', countBefore: 0, countAfter: 1, countDelta: 1, shallowDelta: 200, retainedDelta: 200 },
      ],
    });
    expect(asked('diff', { offset: 1, limit: 1, before: 'before' }).rows.map(({ type }) => type)).toEqual([
      'dict',
    ]);
    expect(failure(() => asked('diff', { ...ALL, before: 'other' })).code).toBe('not-found');
  });
});

describe('find', () => {
  const found = (text: string, limit = 20): string[] =>
    ask('find', { text, limit }).rows.map(
      ({ kind, type, id }) => `${kind} ${id === null ? type : shop.name(shop.nodeOf(id))}`,
    );

  test('an object by its id, with or without its prefix', () => {
    expect(found(shop.id('o1'))).toEqual(['object o1']);
    expect(found(shop.id('o1').slice(2))).toEqual(['object o1']);
  });

  test('types by part of their name, the most frequent first, then texts', () => {
    expect(found('order')).toEqual(['type shop.Order', 'type other.Order', 'object name']);
    expect(ask('find', { text: 'Order', limit: 1 }).rows).toEqual([
      { kind: 'type', type: 'shop.Order', id: null, preview: '', count: 3 },
    ]);
  });

  test('roots by name', () => {
    expect(found('shop.app')).toEqual(['object app']);
    expect(found('MAIN()')).toEqual(['object main']);
  });

  test('many types leave room for objects, and take what objects do not need', () => {
    const lines = Array.from({ length: 8 }, (_, index) => `t${index} order${index} 1`);
    const texts = Array.from({ length: 3 }, (_, index) => `s${index} str 1 text='order'`);
    const asked = askAbout(graphFromText([...lines, ...texts].join('\n')));
    const kinds = (limit: number): string =>
      asked('find', { text: 'order', limit })
        .rows.map(({ kind }) => kind[0])
        .join('');
    expect(kinds(4)).toBe('ttoo');
    expect(kinds(10)).toBe('tttttttooo');
    expect(kinds(50)).toBe('ttttttttooo');
  });

  test('never more than the limit, nothing for nothing', () => {
    expect(found('o', 3).length).toBe(3);
    expect(found('o', 0)).toEqual([]);
    expect(found('  ')).toEqual([]);
  });
});

describe('every answer', () => {
  test('is JSON: undefined, NaN and infinities are in none', () => {
    const id = shop.id('o1');
    const sort = { by: 'id', descending: false } as const;
    const answers = [
      ask('info', {}),
      ask('types', { ...ALL, sort: byName, filter: '' }),
      ask('instances', { ...ALL, type: 'shop.Order', sort, filter: '' }),
      ...['o1', 'app', 'lost2', 'kept'].map((name) => ask('object', { id: shop.id(name) })),
      ask('references', { ...ALL, id, direction: 'referrers' }),
      ask('graph', { id, direction: 'referrers', depth: 5, width: 1, onlyType: null, skip: 0 }),
      ask('path', { id, to: null }),
      ask('find', { text: 'o', limit: 50 }),
    ];
    const copy: unknown = JSON.parse(JSON.stringify(answers));
    expect(copy).toEqual(answers);
    expect(copy).toStrictEqual(answers);
  });
});

describe('a graph made from text', () => {
  test('is what the text says', () => {
    const graph: TextGraph = shop;
    expect(graph.nodeCount).toBe(13);
    expect(graph.nodeOf(graph.idOf(5))).toBe(5);
    expect(graph.nodeOf('nonsense')).toBe(0xffff_ffff);
  });
});
