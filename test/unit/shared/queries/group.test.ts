import { describe, expect, test } from 'vitest';
import { hasBit, NO_NODE } from '../../../../shared/graph/heap-graph.ts';
import type { HeapGraph } from '../../../../shared/graph/heap-graph.ts';
import type { GroupKey, ObjectSet } from '../../../../shared/protocol/object-set.ts';
import { GROUP_KEYS } from '../../../../shared/protocol/object-set.ts';
import { ALL, askAbout } from '../../../fixtures/ask.ts';
import { graphFromText, longChain, randomGraph } from '../../../fixtures/graph-from-text.ts';
import type { TextGraph } from '../../../fixtures/graph-from-text.ts';
import { bytesOf } from '../../../fixtures/naive-analysis.ts';
import { NaiveSets, randomPythonHeap } from '../../../fixtures/naive-sets.ts';

const BY_KEY = { by: 'key', descending: false } as const;
const EVERYTHING: ObjectSet = { kind: 'all' };

function kindText(graph: HeapGraph, node: number): string {
  const owner = graph.ownerOfDict?.[node] ?? NO_NODE;
  const type = graph.typeNames[graph.typeOf[node]!]!;
  if (owner !== NO_NODE) return `dict of ${graph.typeNames[graph.typeOf[owner]!]!}`;
  return type === 'dict' ? 'dict (no owner)' : type;
}

/** Keys by their definitions, one object at a time. */
const NAIVE_KEY: Partial<Record<GroupKey, (graph: HeapGraph, node: number) => string>> = {
  type: (graph, node) => graph.typeNames[graph.typeOf[node]!]!,
  owner: kindText,
  size: (graph, node) => String(graph.shallowBytesOf[node]!),
  id: (graph, node) => graph.idOf(node),
  referrers: (graph, node) => {
    const kinds = new Set<string>();
    for (let source = 0; source < graph.nodeCount; source++) {
      for (let edge = graph.edgeStart[source]!; edge < graph.edgeStart[source + 1]!; edge++) {
        if (graph.edgeTarget[edge] !== node || !hasBit(graph.edgeRetains, edge)) continue;
        kinds.add(source === 0 ? '(root)' : kindText(graph, source));
      }
    }
    return kinds.size === 0 ? '(nothing)' : [...kinds].sort().join(', ');
  },
};

describe('groups of a random heap', () => {
  const heaps = [
    ...[1, 2, 3].map((seed) =>
      randomGraph(seed, { nodes: 50, degree: 2, weakShare: 0.1, roots: 3, types: 4 }),
    ),
    ...[4, 5, 6].map((seed) => randomPythonHeap(seed, 30)),
  ];
  const cases = heaps.flatMap((graph, heap) => GROUP_KEYS.map((by) => ({ graph, heap, by })));

  test.each(cases)('heap $heap by $by: each object once, sums from the definitions', ({ graph, by }) => {
    const ask = askAbout(graph);
    const naive = new NaiveSets(graph);
    const page = ask('group', { ...ALL, set: EVERYTHING, by, sort: BY_KEY });
    const seen = new Set<number>();
    for (const row of page.rows) {
      const of: ObjectSet = { kind: 'group', of: EVERYTHING, by, key: row.key };
      const found = ask('set-objects', { ...ALL, set: of, sort: { by: 'id', descending: false } });
      const members = new Set(found.rows.map(({ id }) => graph.nodeOf(id)));
      const keyOf = NAIVE_KEY[by];
      for (const node of members) {
        expect(seen.has(node)).toBe(false);
        seen.add(node);
        if (keyOf !== undefined) expect(keyOf(graph, node)).toBe(row.key);
      }
      expect(row).toMatchObject({ count: members.size, shallowBytes: bytesOf(graph, members) });
      expect(row.retainedBytes).toBe(eachByItself(graph, naive, members));
    }
    expect(seen.size).toBe(graph.nodeCount - 1);
    expect(new Set(page.rows.map(({ key }) => key)).size).toBe(page.total);
    expect(page.totals).toEqual({ count: seen.size, shallowBytes: bytesOf(graph, seen) });
  });
});

/** The sum of retained bytes over members that go with no other member alone. */
function eachByItself(graph: HeapGraph, naive: NaiveSets, members: ReadonlySet<number>): number {
  const retained = new Map([...members].map((node) => [node, naive.retained(new Set([node]))]));
  const tops = [...members].filter(
    (node) => ![...members].some((other) => other !== node && retained.get(other)!.has(node)),
  );
  return tops.reduce((sum, node) => sum + bytesOf(graph, retained.get(node)!), 0);
}

const process = {
  ...{ pid: 1, argv: [], python: null, platform: null, label: null, time: null, rssBytes: 5 },
  ...{ peakRssBytes: null, captureMethod: null, captureSeconds: null, gc: null, pymalloc: null },
  ...{ malloc: null, memory: null },
  threads: [
    { name: 'MainThread', ident: '7', frames: [{ function: 'main', file: 'a.py', line: 3, node: 2 }] },
  ],
  tracemalloc: true,
};
const manyEntries = Array.from({ length: 101 }, (_, at) => `key key${at}, [key${at}] v${at}`).join(', ');
const PLAIN = graphFromText(
  `
  app   module 50 root=module:app.store -> .__dict__ globals
  main  frame  90 root=frame:main() -> local order o1, local rows rows
  globals dict 300 dict-of=app -> key kc, [kc] cache, key ko, [ko] o2
  kc    str 50 text='cache'
  ko    str 50 text='last'
  kn    str 50 text='name'
  cache dict 9000 -> ${manyEntries}
  ${Array.from({ length: 101 }, (_, at) => `key${at} int 28 text='${at}'\n  v${at} app.store.Item 16 at=app.py:${20 + (at % 2)}`).join('\n')}
  o1    app.store.Order 40 at=app.py:12 -> .__dict__ d1
  d1    dict 100 dict-of=o1 -> key kn, [kn] n1
  o2    app.store.Order 40 -> .next o3, ~.seen n1
  o3    app.store.Order 40 -> .next o4
  o4    app.store.Order 40 -> .next o5
  o5    app.store.Order 40 -> .name n2
  n1    str 55 text='Anna'
  n2    str 55 text='Anna'
  rows  list 80 -> [0] n1, [1] small
  small dict 200 -> key kn, [kn] o2
  lost  lib.make.<locals>.Thing 33 -> .more lost2
  lost2 builtin 12
`,
  { process },
);
/** Previews of text are in quotes. */
const HEAP: TextGraph = {
  ...PLAIN,
  previewOf: (node) =>
    PLAIN.typeNames[PLAIN.typeOf[node]!] === 'str' ? `'${PLAIN.previewOf(node)}'` : PLAIN.previewOf(node),
};
const ask = askAbout(HEAP);

function groups(by: GroupKey, set: ObjectSet = EVERYTHING): Record<string, string[]> {
  const rows = ask('group', { ...ALL, set, by, sort: BY_KEY }).rows;
  return Object.fromEntries(
    rows.map(({ key }) => {
      const of: ObjectSet = { kind: 'group', of: set, by, key };
      const found = ask('set-objects', { ...ALL, set: of, sort: { by: 'id', descending: false } });
      return [key, found.rows.map(({ id }) => HEAP.name(HEAP.nodeOf(id))).sort()];
    }),
  );
}
const type = (name: string): ObjectSet => ({ kind: 'type', type: name });

describe('groups by how objects are held', () => {
  test('via: attributes through dicts, positions and keys of large mappings left out, weak references too little to count', () => {
    const all = groups('via');
    expect(all['.name']).toEqual(['n2']);
    expect(all['.name, […]']).toEqual(['n1']);
    expect(all[".last, ['name']"]).toEqual(['o2']);
    expect(all['[…]']).toHaveLength(101 + 1);
    expect(all['local order']).toEqual(['o1']);
    expect(all['(root)']).toEqual(['app', 'main']);
    expect(all['(nothing)']).toEqual(['lost']);
  });

  test('path: the root, then labels, one several times in a row once', () => {
    expect(groups('path', type('app.store.Order'))).toEqual({
      'frame main() local order': ['o1'],
      'module app.store .last': ['o2'],
      'module app.store .last .next': ['o3'],
      'module app.store .last .next*': ['o4', 'o5'],
    });
    expect(groups('path', type('app.store.Item'))).toEqual({
      'module app.store .cache […]': expect.objectContaining({ length: 101 }),
    });
    expect(groups('path', { kind: 'unreachable' })).toEqual({ '(unreachable)': ['lost', 'lost2'] });
  });

  test('keeper and thread: what stands at the start of the shortest path', () => {
    expect(groups('keeper', type('app.store.Order'))).toEqual({
      'frame main()': ['o1'],
      'module app.store': ['o2', 'o3', 'o4', 'o5'],
    });
    expect(groups('thread', type('app.store.Order'))).toEqual({
      MainThread: ['o1'],
      '(no thread)': ['o2', 'o3', 'o4', 'o5'],
    });
  });

  test('module and package: of the type, for an attribute dict of its owner', () => {
    expect(
      groups('module', { kind: 'ids', ids: ['o1', 'd1', 'small', 'lost'].map((name) => HEAP.id(name)) }),
    ).toEqual({
      'app.store': ['d1', 'o1'],
      builtins: ['small'],
      lib: ['lost'],
    });
    expect(Object.keys(groups('package')).sort()).toEqual(['app', 'builtins', 'lib']);
  });

  test('allocation: innermost line, and what was not traced', () => {
    expect(groups('allocation', type('app.store.Order'))).toEqual({
      'app.py:12': ['o1'],
      '(not traced)': ['o2', 'o3', 'o4', 'o5'],
    });
    const untraced = askAbout(randomPythonHeap(1, 5))('group', {
      ...ALL,
      set: EVERYTHING,
      by: 'allocation',
      sort: BY_KEY,
    });
    expect(untraced.note).toContain('Allocations were not traced');
  });
});

describe('value', () => {
  test('equal texts are one group, others and objects without value another', () => {
    const found = groups('value');
    expect(found["'Anna'"]).toEqual(['n1', 'n2']);
    expect(found['(no value)']).toContain('o1');
    expect(found['7']).toEqual(['key7']);
  });

  test('hashes tell cut texts apart that look alike, and text from bytes', () => {
    const cut = "'same beginning…'";
    const graph: HeapGraph = {
      ...graphFromText(`a str 90 root=module:m\n b str 90\n c str 90\n d bytes 90`),
      hashOf: Float64Array.of(Number.NaN, 7, 8, 7, 7),
      previewOf: () => cut,
    };
    const rows = askAbout(graph)('group', {
      ...ALL,
      set: EVERYTHING,
      by: 'value',
      sort: { by: 'count', descending: true },
    }).rows;
    expect(rows.map(({ count }) => count)).toEqual([2, 1, 1]);
    expect(new Set(rows.map(({ key }) => key)).size).toBe(3);
  });

  test('without hashes cut texts of other sizes differ, and the answer says what it rests on', () => {
    const graph: HeapGraph = {
      ...graphFromText(`a str 90 root=module:m\n b str 91\n c str 90`),
      previewOf: () => "'same beginning…'",
    };
    const page = askAbout(graph)('group', { ...ALL, set: EVERYTHING, by: 'value', sort: BY_KEY });
    expect(page.rows.map(({ count }) => count).sort()).toEqual([1, 2]);
    expect(page.note).toContain('no hashes');
  });
});

test('a group is a set: pivots', () => {
  const held: ObjectSet = { kind: 'group', of: EVERYTHING, by: 'owner', key: 'dict (no owner)' };
  expect(groups('via', held)).toEqual({ '.cache': ['cache'], '[…]': ['small'] });
  const none: ObjectSet = { kind: 'group', of: EVERYTHING, by: 'type', key: 'no such type' };
  expect(ask('set-summary', { set: none })).toMatchObject({ count: 0, retainedBytes: 0 });
});

test('sorts by every column, sizes as numbers', () => {
  const keys = (by: 'key' | 'count' | 'shallow' | 'retained', descending: boolean): string[] =>
    ask('group', { offset: 0, limit: 3, set: type('dict'), by: 'size', sort: { by, descending } }).rows.map(
      ({ key }) => key,
    );
  expect(keys('key', false)).toEqual(['100', '200', '300']);
  expect(keys('shallow', true)).toEqual(['9000', '300', '200']);
  const { rows } = ask('group', {
    ...ALL,
    set: EVERYTHING,
    by: 'type',
    sort: { by: 'retained', descending: true },
  });
  const sizes = rows.map(({ retainedBytes }) => retainedBytes);
  expect(sizes).toEqual(sizes.toSorted((a, b) => b - a));
  expect(rows[0]?.key).toBe('dict');
});

test('a list of a hundred thousand links has patterns, not a hundred thousand of them', () => {
  const rows = askAbout(longChain(100_000))('group', {
    ...ALL,
    set: EVERYTHING,
    by: 'path',
    sort: BY_KEY,
  }).rows;
  expect(rows.length).toBeLessThan(5);
  expect(rows.map(({ count }) => count).sort((a, b) => b - a)[0]).toBe(99_998);
});
