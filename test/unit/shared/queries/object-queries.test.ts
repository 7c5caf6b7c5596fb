import { describe, expect, test } from 'vitest';
import { askAbout } from '../../../fixtures/ask.ts';
import { graphFromText, longChain } from '../../../fixtures/graph-from-text.ts';
import { failure, shop } from '../../../fixtures/shop.ts';

const ask = askAbout(shop);

describe('object', () => {
  test('tells sizes, dominator, distance and counts', () => {
    expect(ask('object', { id: shop.id('o1') })).toEqual({
      ...{ id: shop.id('o1'), type: 'shop.Order', role: 'instance', shallowBytes: 48, retainedBytes: 48 },
      dominator: null,
      ...{ distance: 3, reachable: true, preview: 'Order(1)', length: null, refcount: 1 },
      allocatedAt: [{ file: 'app.py', line: 12 }],
      ...{ referentCount: 1, referrerCount: 3 },
    });
    expect(ask('object', { id: shop.id('c2') }).dominator).toEqual({
      ...{ id: shop.id('o3'), type: 'shop.Order', preview: 'Order(3)' },
    });
    expect(ask('object', { id: shop.id('orders') })).toMatchObject({ length: 3, distance: 2 });
  });

  test('a root is one step from itself, garbage from nothing', () => {
    expect(ask('object', { id: shop.id('app') })).toMatchObject({
      distance: 1,
      role: 'root',
      dominator: null,
    });
    expect(ask('object', { id: shop.id('kept') })).toMatchObject({ distance: 1, role: 'instance' });
    expect(ask('object', { id: shop.id('lost2') })).toMatchObject({ distance: null, reachable: false });
  });

  test('an instance dominates in place of its attribute dict', () => {
    const graph = graphFromText(`
      app module 1 root=module -> box
      box Box 1 text='Box()' -> .__dict__ d
      d dict 1 dict-of=box -> [k] it
      k str 1 text='x'
      it A 1
    `);
    const asked = askAbout(graph);
    expect(asked('object', { id: graph.id('it') }).dominator?.id).toBe(graph.id('box'));
    expect(asked('object', { id: graph.id('d') }).dominator?.id).toBe(graph.id('box'));
    expect(asked('object', { id: graph.id('box') }).dominator?.id).toBe(graph.id('app'));
  });

  test('an unknown id is not found, in one sentence', () => {
    expect(failure(() => ask('object', { id: '0xdead' }))).toMatchObject({
      code: 'not-found',
      message: 'No object 0xdead in this snapshot.',
    });
  });
});

describe('references', () => {
  const rows = (id: string, direction: 'referrers' | 'referents', offset = 0, limit = 1000): string[] =>
    ask('references', { id: shop.id(id), direction, offset, limit }).rows.map(
      (row) => `${row.label} ${row.kind} ${shop.name(shop.nodeOf(row.id))}${row.retains ? '' : ' weak'}`,
    );

  test('both directions, page by page', () => {
    expect(rows('orders', 'referents')).toEqual(['[0] item o1', '[1] item o2', '[2] item o3']);
    expect(rows('orders', 'referents', 1, 1)).toEqual(['[1] item o2']);
    expect(rows('o1', 'referrers')).toEqual([
      '[0] item orders',
      '.first attribute c1',
      'reference other lost2 weak',
    ]);
    expect(rows('o1', 'referrers', 1, 1)).toEqual(['.first attribute c1']);
    expect(rows('o1', 'referrers', 3)).toEqual([]);
    const page = ask('references', { id: shop.id('o1'), direction: 'referrers', offset: 1, limit: 1 });
    expect(page).toMatchObject({ total: 3, offset: 1 });
    expect(page.rows[0]).toMatchObject({ type: 'shop.Customer', shallowBytes: 40, role: 'instance' });
  });
});

describe('graph', () => {
  const around = (id: string, depth = 3, width = 10) =>
    ask('graph', { id: shop.id(id), direction: 'referrers', depth, width, onlyType: null, skip: 0 });

  test('nodes, edges and roots of one object', () => {
    const graph = around('o2');
    expect(
      graph.nodes.map(({ id, depth, rootKind }) => [shop.name(shop.nodeOf(id)), depth, rootKind]),
    ).toEqual([
      ['o2', 0, null],
      ['orders', 1, null],
      ['kept', 1, 'c-held'],
      ['app', 2, 'module'],
    ]);
    expect(
      graph.edges.map(({ from, to, label, kind, retains, count }) => ({
        from,
        to,
        label,
        kind,
        retains,
        count,
      })),
    ).toContainEqual({
      ...{ from: shop.id('orders'), to: shop.id('o2'), label: '[1]', kind: 'item', retains: true, count: 1 },
    });
    expect(graph).toMatchObject({
      start: shop.id('o2'),
      direction: 'referrers',
      depth: 3,
      width: 10,
      truncated: [],
    });
  });

  test('says what it leaves out, but not behind roots', () => {
    const graph = around('o1', 1, 2);
    expect(graph.truncated.map(({ id, hidden }) => [shop.name(shop.nodeOf(id)), hidden])).toEqual([
      ['o1', 1],
      ['orders', 1],
      ['lost2', 1],
    ]);
  });

  test('whatever folds, the way to the nearest root stays in the picture', () => {
    const lines = Array.from({ length: 50 }, (_, index) => `o${index} Order 10 -> .customer c`);
    const graph = graphFromText(`
      c Customer 1
      ${lines.join('\n')}
      app module 1 root=module -> .__dict__ ns
      ns dict 1 dict-of=app -> [k] o31
      k str 1 text='LAST'
    `);
    const params = {
      id: graph.id('c'),
      direction: 'referrers',
      depth: 3,
      width: 5,
      skip: 0,
      onlyType: null,
    } as const;
    const picture = askAbout(graph)('graph', params);
    expect(picture.nodes.map(({ id }) => graph.name(graph.nodeOf(id)))).toEqual(['c', 'o31', 'app']);
    expect(picture.stubs.map(({ count }) => count)).toEqual([49]);
  });

  test('equal holders are a stub with their shared label, and open by type', () => {
    const lines = Array.from({ length: 50 }, (_, index) => `o${index} Order 10 -> .customer c`);
    const graph = graphFromText(`c Customer 1\n${lines.join('\n')}`);
    const asked = askAbout(graph);
    const params = { id: graph.id('c'), direction: 'referrers', depth: 2, width: 5, skip: 0 } as const;
    expect(asked('graph', { ...params, onlyType: null }).stubs).toEqual([
      {
        ...{ of: graph.id('c'), type: 'Order', count: 50, role: 'instance', shallowBytes: 500 },
        ...{ label: '.customer', kind: 'attribute', retains: true, depth: 1 },
      },
    ]);
    const opened = asked('graph', { ...params, onlyType: 'Order', skip: 10 });
    expect(opened.nodes.map(({ id }) => graph.name(graph.nodeOf(id)))).toEqual([
      'c',
      'o10',
      'o11',
      'o12',
      'o13',
      'o14',
    ]);
    expect(opened.stubs[0]!.count).toBe(35);
    expect(failure(() => asked('graph', { ...params, onlyType: 'None' })).code).toBe('not-found');
  });
});

describe('path', () => {
  const pathTo = (id: string, to: 'frame' | 'thread' | null = null): [string | undefined, ...string[]] => {
    const { root, path } = ask('path', { id: shop.id(id), to });
    return [root?.name, ...path.map((step) => `${step.label} ${shop.name(shop.nodeOf(step.id))}`)];
  };

  test('the shortest chain, each step by how the one before refers to it', () => {
    expect(pathTo('c1')).toEqual([
      '1_reference_from_C',
      '1_reference_from_C kept',
      'reference o2',
      '.customer c1',
    ]);
    expect(pathTo('o3')).toEqual(['main()', 'main() main', 'local latest o3']);
    expect(pathTo('app')).toEqual(['shop.app', 'shop.app app']);
    expect(ask('path', { id: shop.id('name'), to: null }).root).toEqual({
      ...{ kind: 'module', name: 'shop.app', id: shop.id('app') },
    });
  });

  test('only from roots of one kind', () => {
    expect(pathTo('name', 'frame')).toEqual(['main()', 'main() main', 'local app_name name']);
    expect(ask('path', { id: shop.id('c1'), to: 'thread' })).toEqual({ root: null, path: [] });
  });

  test('a root of several kinds goes by the one that was asked for', () => {
    const twice = graphFromText(`
      app  module 1 root=module:app -> a
      boss thread 1 root=thread:Main -> b
      a A 1
      b A 1
    `);
    const { roots } = twice;
    const node = Uint32Array.of(...roots.node, twice.node('a'), twice.node('boss'));
    const kind = Uint8Array.of(...roots.kind, 1, 1);
    const name = Uint32Array.of(...roots.name, roots.name[1]!, roots.name[0]!);
    const asked = askAbout({ ...twice, roots: { count: 4, node, kind, name } });
    const rootFor = (to: 'frame' | 'thread' | null) => asked('path', { id: twice.id('b'), to }).root;
    expect(rootFor(null)).toMatchObject({ kind: 'thread', name: 'Main' });
    expect(rootFor('frame')).toMatchObject({ kind: 'frame', name: 'app', id: twice.id('boss') });
  });

  test('none for garbage', () => {
    expect(ask('path', { id: shop.id('lost2'), to: null })).toEqual({ root: null, path: [] });
  });

  test('of a very long chain the middle is left out, and says so', () => {
    const asked = askAbout(longChain(50_000));
    const { path } = asked('path', { id: '0xc350', to: null });
    expect(path.length).toBe(401);
    expect(path[0]!.id).toBe('0x1');
    expect(path[200]).toMatchObject({ id: '0xc9', label: '…', preview: '49600 steps left out here' });
    expect(path[201]!.id).toBe(`0x${(50_000 - 199).toString(16)}`);
    expect(path.at(-1)!.id).toBe('0xc350');
  });
});
