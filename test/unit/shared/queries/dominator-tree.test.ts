import { describe, expect, test } from 'vitest';
import type { TreemapCell } from '../../../../shared/protocol/rows.ts';
import { ALL, askAbout } from '../../../fixtures/ask.ts';
import { graphFromText, longChain, randomGraph } from '../../../fixtures/graph-from-text.ts';
import { bytesOf } from '../../../fixtures/naive-analysis.ts';
import { NaiveSets, naiveDominator } from '../../../fixtures/naive-sets.ts';

const SINGLE = { ...ALL, grouped: false, type: null } as const;
const GROUPED = { ...ALL, grouped: true, type: null } as const;

describe('the dominator tree of random heaps', () => {
  test.each([1, 2, 3, 4])('seed %d: each object once, under its dominator, with what it holds', (seed) => {
    const graph = randomGraph(seed, { nodes: 40, degree: 2, weakShare: 0.1, roots: 3, types: 3 });
    const ask = askAbout(graph);
    const naive = new NaiveSets(graph);
    const garbage = naive.find({ kind: 'unreachable' });
    const seen = new Set<number>();
    const pending: (string | null)[] = [null];
    for (let id = pending.pop(); id !== undefined; id = pending.pop()) {
      const page = ask('dominator-tree', { ...SINGLE, id });
      const sizes = page.rows.map((row) => row.retainedBytes);
      expect(sizes).toEqual(sizes.toSorted((a, b) => b - a));
      const grouped = ask('dominator-tree', { ...GROUPED, id });
      expect(grouped.rows.reduce((sum, row) => sum + row.count, 0)).toBe(page.total);
      expect(grouped.totals).toEqual(page.totals);
      for (const row of page.rows) {
        const node = graph.nodeOf(row.id!);
        expect(seen.has(node)).toBe(false);
        seen.add(node);
        const goes = naive.retained(new Set([node]));
        expect(row).toMatchObject({
          retainedBytes: bytesOf(graph, goes),
          dominated: goes.size - 1,
          count: 1,
        });
        expect(row.unreachable).toBe(garbage.has(node) ? 1 : 0);
        if (!garbage.has(node)) {
          const holder = naiveDominator(graph, node);
          expect(id).toBe(holder === 0xffff_ffff ? null : graph.idOf(holder));
        }
        pending.push(row.id);
      }
    }
    expect(seen.size).toBe(graph.nodeCount - 1);
  });
});

const HEAP = graphFromText(`
  app   module 50 root=module:app -> .cache cache, .name name
  name  str 60
  cache list 100 -> [0] o1, [1] o2, [2] o3, [3] big
  o1 app.Order 10 -> .item i1
  o2 app.Order 20
  o3 app.Order 30
  i1 app.Item 5
  big app.Blob 1000
  lost app.Order 40
`);
const ask = askAbout(HEAP);

describe('rows of the dominator tree', () => {
  test('types with how many of them, one of its type as itself, opened by their type', () => {
    const page = ask('dominator-tree', { ...GROUPED, id: HEAP.id('cache') });
    expect(page.rows).toEqual([
      expect.objectContaining({ id: HEAP.id('big'), type: 'app.Blob', count: 1, retainedBytes: 1000 }),
      expect.objectContaining({
        id: null,
        type: 'app.Order',
        count: 3,
        shallowBytes: 60,
        retainedBytes: 65,
        dominated: 1,
      }),
    ]);
    const opened = ask('dominator-tree', { ...SINGLE, id: HEAP.id('cache'), type: 'app.Order' });
    expect(opened.rows.map((row) => HEAP.name(HEAP.nodeOf(row.id!)))).toEqual(['o3', 'o2', 'o1']);
    expect(opened.totals).toEqual({ count: 3, retainedBytes: 65 });
  });

  test('pages; unreachable objects stand on top and are marked', () => {
    const page = ask('dominator-tree', { ...SINGLE, id: null, offset: 1, limit: 1 });
    expect(page).toMatchObject({ total: 2, offset: 1, rows: [{ id: HEAP.id('lost'), unreachable: 1 }] });
  });
});

/** Bytes of an area against those of its parts. */
function checkSums(cell: TreemapCell): void {
  const inside =
    cell.cells.reduce((sum, each) => sum + each.retainedBytes, 0) + (cell.rest?.retainedBytes ?? 0);
  const opened = cell.cells.length > 0 || cell.rest !== null;
  // What stands in a group are its objects themselves; in an object what it holds beside its own bytes.
  if (opened)
    expect(inside).toBe(
      cell.id === null && cell.count > 1 ? cell.retainedBytes : cell.retainedBytes - cell.shallowBytes,
    );
  cell.cells.forEach(checkSums);
}

describe('treemap', () => {
  test('areas add up on every level of a random heap', () => {
    for (const seed of [1, 2, 3]) {
      const graph = randomGraph(seed, { nodes: 60, degree: 2, weakShare: 0.1, roots: 2, types: 3 });
      const whole = askAbout(graph)('treemap', { id: null, cells: 3, levels: 5 });
      expect(whole.retainedBytes).toBe(bytesOf(graph, new NaiveSets(graph).all));
      checkSums(whole);
    }
  });

  test('equal types under one object are one area, with the objects inside', () => {
    const cell = ask('treemap', { id: HEAP.id('cache'), cells: 2, levels: 2 });
    expect(cell).toMatchObject({ id: HEAP.id('cache'), count: 1, retainedBytes: 1165, rest: null });
    expect(cell.cells).toMatchObject([
      { type: 'app.Blob', package: 'app', count: 1, cells: [], rest: null },
      { type: 'app.Order', id: null, count: 3, retainedBytes: 65, rest: { count: 1, retainedBytes: 15 } },
    ]);
    expect(cell.cells[1]!.cells.map(({ id }) => id)).toEqual([HEAP.id('o3'), HEAP.id('o2')]);
  });

  test('no more levels than asked for, however deep the heap', () => {
    let cell = askAbout(longChain(50_000))('treemap', { id: null, cells: 10, levels: 8 });
    let levels = 0;
    for (; cell.cells.length > 0; cell = cell.cells[0]!) levels++;
    expect(levels).toBe(8);
  });
});
