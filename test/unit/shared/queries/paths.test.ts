import { describe, expect, test } from 'vitest';
import { hasBit } from '../../../../shared/graph/heap-graph.ts';
import type { HeapGraph } from '../../../../shared/graph/heap-graph.ts';
import type { EngineParams } from '../../../../shared/protocol/engine-api.ts';
import { askAbout } from '../../../fixtures/ask.ts';
import type { Asker } from '../../../fixtures/ask.ts';
import { graphFromText, longChain, randomGraph } from '../../../fixtures/graph-from-text.ts';
import { naiveReached } from '../../../fixtures/naive-analysis.ts';

const ANY = { count: 4, to: null, avoid: [], avoidReferences: [] } as const;

/** Objects on a shortest chain from a root to a node that uses none of `without`; null for none. Breadth first. */
function naiveLength(graph: HeapGraph, goal: number, without: ReadonlySet<number>): number | null {
  const seen = new Set<number>();
  let level = [...graph.roots.node].filter((node) => !without.has(node));
  for (let length = 1; level.length > 0; length++) {
    if (level.includes(goal)) return length;
    for (const node of level) seen.add(node);
    level = [...new Set(level.flatMap((node) => held(graph, node)))].filter(
      (node) => !seen.has(node) && !without.has(node),
    );
  }
  return null;
}

function held(graph: HeapGraph, node: number): number[] {
  const found: number[] = [];
  for (let edge = graph.edgeStart[node]!; edge < graph.edgeStart[node + 1]!; edge++) {
    if (hasBit(graph.edgeRetains, edge)) found.push(graph.edgeTarget[edge]!);
  }
  return found;
}

function nodesOf(graph: HeapGraph, ask: Asker, params: EngineParams<'paths'>): number[][] {
  return ask('paths', params).paths.map(({ path }) => path.map(({ id }) => graph.nodeOf(id)));
}

describe('paths in random heaps', () => {
  const heaps = [1, 2, 3, 4, 5, 6].map((seed) =>
    randomGraph(seed, { nodes: 45, degree: 2, weakShare: 0.15, roots: 4, types: 3 }),
  );

  test.each(heaps.map((graph, index) => ({ graph, index })))('heap $index', ({ graph }) => {
    const ask = askAbout(graph);
    let severalWays = 0;
    for (let node = 1; node < graph.nodeCount; node++) {
      const found = nodesOf(graph, ask, { ...ANY, id: graph.idOf(node) });
      expect(found.length > 0).toBe(naiveLength(graph, node, new Set()) !== null);
      expect(new Set(found.map(String)).size).toBe(found.length);
      for (const path of found) {
        expect([...graph.roots.node]).toContain(path[0]);
        expect(path.at(-1)).toBe(node);
        path.slice(1).forEach((each, at) => expect(held(graph, path[at]!)).toContain(each));
      }
      if (found.length === 0 || found[0]!.length === 1) continue;
      expect(found[0]).toHaveLength(naiveLength(graph, node, new Set())!);
      const spare = found[0]!.filter(
        (each) => each !== node && naiveReached(graph, new Set([each])).has(node),
      );
      const apart = spare.length === 0 ? null : naiveLength(graph, node, new Set(spare));
      if (apart === null) continue;
      severalWays++;
      expect(found[1]!.length).toBeGreaterThanOrEqual(apart);
      expect(found[1]!.filter((each) => spare.includes(each))).toEqual([]);
    }
    expect(severalWays).toBeGreaterThan(5);
  });

  test('avoided objects and references are on no path, and there is one exactly when there is one', () => {
    for (const graph of heaps) {
      const ask = askAbout(graph);
      for (let node = 1; node < graph.nodeCount; node++) {
        const avoided = 1 + ((node * 7) % (graph.nodeCount - 1));
        if (avoided === node) continue;
        const found = nodesOf(graph, ask, { ...ANY, id: graph.idOf(node), avoid: [graph.idOf(avoided)] });
        expect(found[0]?.length ?? null).toBe(naiveLength(graph, node, new Set([avoided])));
        expect(found.flat()).not.toContain(avoided);
      }
    }
  });
});

const HEAP = graphFromText(`
  app    module 50 root=module:app.store -> .__dict__ globals
  globals dict 300 dict-of=app -> key kc, [kc] cache, key kb, [kb] boss
  kc     str 50 text='cache'
  kb     str 50 text='boss'
  ku     str 50 text='user:17'
  main   frame 90 root=frame:main() -> local rows rows
  cache  dict 900 -> key ku, [ku] user
  rows   list 80 -> [3] user
  boss   app.User 40 -> .report user, ~.friend user
  user   app.User 40 -> .profile profile
  profile app.Profile 30
  held   list 20 root=c-held: -> [0] profile
`);
const ask = askAbout({
  ...HEAP,
  previewOf: (node) => (HEAP.previewOf(node) === '' ? '' : `'${HEAP.previewOf(node)}'`),
});
const words = (params: Partial<EngineParams<'paths'>>): string[] =>
  ask('paths', { ...ANY, id: HEAP.id('profile'), ...params }).paths.map((path) => path.words);

describe('what paths say', () => {
  test('in words, most different first, none twice', () => {
    const found = words({});
    expect(found.slice(0, 2)).toEqual([
      'item 0 in an object held from C (held)',
      'local `rows` in the running `main()` → item 3 → `.profile`',
    ]);
    expect(found.slice(2).sort()).toEqual([
      '`boss` in module `app.store` → `.report` → `.profile`',
      "`cache` in module `app.store` → key `'user:17'` → `.profile`",
    ]);
  });

  test('only from roots of a kind, without objects and references that are to be ignored', () => {
    expect(words({ to: 'module' }).sort()).toEqual([
      '`boss` in module `app.store` → `.report` → `.profile`',
      "`cache` in module `app.store` → key `'user:17'` → `.profile`",
    ]);
    expect(words({ to: 'module', avoid: [HEAP.id('cache')] })).toEqual([
      '`boss` in module `app.store` → `.report` → `.profile`',
    ]);
    const avoidReferences = [
      { from: HEAP.id('app'), to: HEAP.id('cache') },
      { from: HEAP.id('boss'), to: HEAP.id('user') },
      { from: HEAP.id('held'), to: HEAP.id('profile') },
    ];
    expect(words({ avoidReferences })).toEqual([
      'local `rows` in the running `main()` → item 3 → `.profile`',
    ]);
    expect(words({ avoid: [HEAP.id('user'), HEAP.id('held')] })).toEqual([]);
  });

  test('a root is its own path, then those through others', () => {
    const graph = graphFromText(`
      a module 10 root=module:a -> .b b
      b module 10 root=module:b
    `);
    const found = askAbout(graph)('paths', { ...ANY, id: graph.id('b') }).paths;
    expect(found.map((path) => path.words)).toEqual(['module `b`', '`b` in module `a`']);
  });

  test('a chain of two hundred thousand is told without its middle', () => {
    const [path] = askAbout(longChain(200_000))('paths', { ...ANY, id: '0x30d40' }).paths;
    expect(path?.path.length).toBeLessThan(500);
    expect(path?.words).toContain('more …');
  });
});
