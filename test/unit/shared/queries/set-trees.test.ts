import { describe, expect, test } from 'vitest';
import { NO_NODE } from '../../../../shared/graph/heap-graph.ts';
import type { HeapGraph } from '../../../../shared/graph/heap-graph.ts';
import type { ObjectSet } from '../../../../shared/protocol/object-set.ts';
import type { MergedPathNode, PatternNode } from '../../../../shared/protocol/rows.ts';
import { ALL, askAbout } from '../../../fixtures/ask.ts';
import { graphFromText, longChain, randomGraph } from '../../../fixtures/graph-from-text.ts';
import { NaiveSets, naiveDominator, randomPythonHeap } from '../../../fixtures/naive-sets.ts';

const EVERYTHING: ObjectSet = { kind: 'all' };
const WHOLE = { under: [], width: 100, depth: 20 } as const;
const SHAPE = { nodes: 45, degree: 2, weakShare: 0.1, roots: 3, types: 4 };
const heaps = [
  ...[1, 2, 3].map((seed) => randomGraph(seed, SHAPE)),
  ...[4, 5, 6].map((seed) => randomPythonHeap(seed, 40)),
].map((graph, heap) => ({ graph, heap }));

function kindText(graph: HeapGraph, node: number): string {
  const owner = graph.ownerOfDict?.[node] ?? NO_NODE;
  const type = graph.typeNames[graph.typeOf[node]!]!;
  if (owner !== NO_NODE) return `dict of ${graph.typeNames[graph.typeOf[owner]!]!}`;
  return type === 'dict' ? 'dict (no owner)' : type;
}

describe('immediate dominators', () => {
  test.each(heaps)(
    'heap $heap: each member once, under the holder that the definition gives',
    ({ graph }) => {
      const ask = askAbout(graph);
      const naive = new NaiveSets(graph);
      const reachable = [...naive.all].filter((node) => !naive.find({ kind: 'unreachable' }).has(node));
      const set: ObjectSet = { kind: 'minus', left: EVERYTHING, right: { kind: 'unreachable' } };
      for (const skip of ['', 'T1', 'dict of', '/T0|list/']) {
        const passed = (node: number): boolean =>
          skip !== '' && (skip.startsWith('/') ? /T0|list/ : new RegExp(skip)).test(kindText(graph, node));
        const wanted = new Map<string, { holders: Set<number>; count: number; bytes: number }>();
        for (const node of reachable) {
          let holder = naiveDominator(graph, node);
          while (holder !== NO_NODE && passed(holder)) holder = naiveDominator(graph, holder);
          const key = holder === NO_NODE ? '(no single object)' : kindText(graph, holder);
          const row = wanted.get(key) ?? { holders: new Set(), count: 0, bytes: 0 };
          wanted.set(key, row);
          if (holder !== NO_NODE) row.holders.add(holder);
          row.count++;
          row.bytes += graph.shallowBytesOf[node]!;
        }
        const page = ask('immediate-dominators', { ...ALL, set, skip });
        const found = page.rows.map(({ key, holders, count, bytes }) => [key, holders, count, bytes]);
        const rows = [...wanted].map(([key, { holders, count, bytes }]) => [key, holders.size, count, bytes]);
        expect(found.sort()).toEqual(rows.sort());
      }
    },
  );
});

interface NaiveStep {
  count: number;
  bytes: number;
  readonly at: Set<string>;
  readonly next: Map<string, NaiveStep>;
}
const newStep = (): NaiveStep => ({ count: 0, bytes: 0, at: new Set(), next: new Map() });

/** The paths that `path` gives for each member, one put over the other. */
function naiveMerged(graph: HeapGraph, members: Iterable<number>): NaiveStep {
  const ask = askAbout(graph);
  const top = newStep();
  for (const node of members) {
    const { root, path } = ask('path', { id: graph.idOf(node), to: null });
    let step = top;
    path.forEach(({ id, type, label }, index) => {
      const text = index === 0 ? `${root!.kind} ${root!.name}` : normal(label);
      const key = `${text} → ${type}`;
      step.next.set(key, step.next.get(key) ?? newStep());
      step = step.next.get(key)!;
      step.at.add(id);
      step.count++;
      step.bytes += graph.shallowBytesOf[node]!;
    });
  }
  return top;
}

function normal(label: string): string {
  if (/^\[\d+\]$/.test(label)) return '[…]';
  return label.startsWith('key ') ? 'key' : label;
}

function asMerged(step: NaiveStep): unknown {
  return Object.fromEntries(
    [...step.next].map(([key, next]) => [key, [next.at.size, next.count, next.bytes, asMerged(next)]]),
  );
}
const asFound = (nodes: readonly MergedPathNode[]): unknown =>
  Object.fromEntries(
    nodes.map(({ key, holders, count, bytes, nodes: inner }) => [
      key,
      [holders, count, bytes, asFound(inner)],
    ]),
  );

describe('merged paths', () => {
  test.each(heaps)('heap $heap: every path of every member, laid one over the other', ({ graph }) => {
    const ask = askAbout(graph);
    const naive = new NaiveSets(graph);
    const reachable: ObjectSet = { kind: 'minus', left: EVERYTHING, right: { kind: 'unreachable' } };
    const sets: ObjectSet[] = [
      reachable,
      ...[...new Set([...naive.all].map((node) => graph.typeNames[graph.typeOf[node]!]!))].map(
        (type): ObjectSet => ({ kind: 'and', left: reachable, right: { kind: 'type', type } }),
      ),
    ];
    for (const set of sets) {
      const members = naive.find(set);
      const found = ask('merged-paths', { ...WHOLE, set });
      expect(asFound(found.nodes)).toEqual(asMerged(naiveMerged(graph, members)));
      expect(found.count).toBe(members.size);
    }
  });

  test('opened on demand it is the same tree; what is not shown is counted', () => {
    const graph = randomPythonHeap(4, 40);
    const ask = askAbout(graph);
    const whole = ask('merged-paths', { ...WHOLE, set: EVERYTHING });
    const [first] = whole.nodes;
    const [second] = first!.nodes;
    const opened = ask('merged-paths', { ...WHOLE, set: EVERYTHING, under: [first!.key, second!.key] });
    expect(opened.nodes).toEqual(second!.nodes);
    const narrow = ask('merged-paths', { set: EVERYTHING, under: [], width: 1, depth: 1 });
    expect(narrow.nodes).toEqual([{ ...first!, nodes: [], hidden: { nodes: 0, count: 0 } }]);
    const others = whole.nodes.slice(1);
    expect(others.length).toBeGreaterThan(0);
    expect(narrow.hidden).toEqual({
      nodes: others.length,
      count: others.reduce((sum, { count }) => sum + count, 0),
    });
    expect(first!.goesOn).toBe(true);
    expect(ask('merged-paths', { ...WHOLE, set: EVERYTHING, under: ['no such step'] }).nodes).toEqual([]);
  });

  test('what no root reaches has a top of its own; a long chain ends at the levels asked for', () => {
    const graph = graphFromText('a T 1 root=module:m\nb T 2 -> .x c\nc T 3');
    const { nodes } = askAbout(graph)('merged-paths', { ...WHOLE, set: { kind: 'unreachable' } });
    expect(nodes).toMatchObject([{ label: '(unreachable)', count: 2, bytes: 5 }]);
    const chain = askAbout(longChain(100_000))('merged-paths', {
      ...WHOLE,
      set: { kind: 'ids', ids: ['0x186a0'] },
    });
    let levels = 0;
    for (let [node] = chain.nodes; node !== undefined; [node] = node.nodes) levels++;
    expect(levels).toBe(20);
  });
});

function naivePattern(
  graph: HeapGraph,
  naive: NaiveSets,
  set: ReadonlySet<number>,
  above: ReadonlySet<number>,
  depth: number,
): unknown {
  if (depth === 0) return {};
  const ofKind = new Map<string, Set<number>>();
  for (const node of set) {
    const kind = kindText(graph, node);
    ofKind.set(kind, (ofKind.get(kind) ?? new Set()).add(node));
  }
  return Object.fromEntries(
    [...ofKind].map(([kind, members]) => {
      const shown = new Set([...above, ...members]);
      const holders = new Set([...naive.holders(members)].filter((node) => !shown.has(node)));
      return [kind, [members.size, holders.size > 0, naivePattern(graph, naive, holders, shown, depth - 1)]];
    }),
  );
}
const asPattern = (nodes: readonly PatternNode[]): unknown =>
  Object.fromEntries(
    nodes.map(({ key, count, goesOn, nodes: inner }) => [key, [count, goesOn, asPattern(inner)]]),
  );

describe('reference pattern', () => {
  test.each(heaps)('heap $heap: what refers to each kind, by kind, as defined', ({ graph }) => {
    const ask = askAbout(graph);
    const naive = new NaiveSets(graph);
    for (const type of ['T0', 'T1', 'app.Order', 'str']) {
      if (!graph.typeNames.includes(type)) continue;
      const set: ObjectSet = { kind: 'type', type };
      const found = ask('reference-pattern', { set, under: [], width: 100, depth: 3 });
      expect(asPattern(found.nodes)).toEqual(naivePattern(graph, naive, naive.find(set), new Set(), 3));
    }
  });

  test('rows say how many are roots and which object it is; opened on demand; cut with counts', () => {
    const graph = graphFromText(`
      m module 10 root=module:app -> .a a, .b b
      a list 20 -> [0] o1, [1] o2
      b list 20 -> [0] o2, [1] p
      o1 app.Order 5
      o2 app.Order 5
      p app.Pen 5 -> .o o1
    `);
    const ask = askAbout(graph);
    const set: ObjectSet = { kind: 'type', type: 'app.Order' };
    const part = { set, under: [], width: 1, depth: 3 };
    const { nodes } = ask('reference-pattern', part);
    expect(nodes).toMatchObject([
      {
        ...{ key: 'app.Order', count: 2, id: null, shallowBytes: 10, roots: 0 },
        nodes: [
          {
            ...{ key: 'list', count: 2 },
            nodes: [{ key: 'module', count: 1, id: graph.id('m'), roots: 1, goesOn: false }],
          },
        ],
        hidden: { nodes: 1, count: 1 },
      },
    ]);
    const opened = ask('reference-pattern', { ...part, under: ['app.Order', 'app.Pen'] });
    expect(opened.nodes).toMatchObject([{ key: 'list', count: 1, id: graph.id('b') }]);
  });
});
