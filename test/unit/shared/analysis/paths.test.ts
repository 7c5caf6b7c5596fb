import { describe, expect, test } from 'vitest';
import { NO_EDGE, distancesFromRootKind, measureDistances } from '../../../../shared/analysis/distances.ts';
import { pathFromRoot } from '../../../../shared/analysis/paths.ts';
import { UNWATCHED } from '../../../../shared/analysis/work-context.ts';
import { NO_NODE, ROOT_KIND_NAMES, hasBit } from '../../../../shared/graph/heap-graph.ts';
import { graphFromText, longChain, randomGraph } from '../../../fixtures/graph-from-text.ts';
import type { TextGraph } from '../../../fixtures/graph-from-text.ts';
import { naiveDistances } from '../../../fixtures/naive-analysis.ts';

const pathNames = (graph: TextGraph, name: string): string[] =>
  pathFromRoot(graph, measureDistances(graph, UNWATCHED), graph.node(name)).map(({ node }) =>
    graph.name(node),
  );

describe('distances and paths', () => {
  test('equal a plain walk by levels in 300 random heaps, and every step of a path is a retaining reference', () => {
    for (let seed = 0; seed < 300; seed++) {
      const graph = randomGraph(seed, {
        nodes: 40,
        degree: 1 + (seed % 3),
        weakShare: 0.2,
        roots: 3,
        types: 3,
      });
      const expected = naiveDistances(graph);
      const distances = measureDistances(graph, UNWATCHED);
      for (let node = 0; node < graph.nodeCount; node++) {
        expect(distances.distanceOf[node]).toBe(expected.get(node) ?? NO_NODE);
        const path = pathFromRoot(graph, distances, node);
        expect(path.length).toBe(node === 0 ? 0 : (expected.get(node) ?? 0));
        path.forEach((step, index) => {
          if (index === 0) {
            expect([...graph.roots.node]).toContain(step.node);
            return;
          }
          const before = path[index - 1]!.node;
          expect(step.edge).toBeGreaterThanOrEqual(graph.edgeStart[before]!);
          expect(step.edge).toBeLessThan(graph.edgeStart[before + 1]!);
          expect(graph.edgeTarget[step.edge]).toBe(step.node);
          expect(hasBit(graph.edgeRetains, step.edge)).toBe(true);
        });
        if (path.length > 0) expect(path.at(-1)!.node).toBe(node);
      }
    }
  });

  test('among equally short chains the first root of the table wins', () => {
    const graph = graphFromText(`
      shared A 1
      a A 1 -> shared
      b A 1 -> shared
      first  module 1 root=module -> b
      second frame  1 root=frame -> a
    `);
    expect(pathNames(graph, 'shared')).toEqual(['first', 'b', 'shared']);
  });

  test('a weak reference is no step', () => {
    const graph = graphFromText(`
      app module 1 root=module -> ~ target, long
      long A 1 -> target
      target A 1
    `);
    expect(pathNames(graph, 'target')).toEqual(['app', 'long', 'target']);
  });

  test('what nothing reaches has no path and no distance', () => {
    const graph = graphFromText(`
      app module 1 root=module
      lost A 1 -> lost2
      lost2 A 1 -> lost
    `);
    expect(pathNames(graph, 'lost')).toEqual([]);
    expect(measureDistances(graph, UNWATCHED).distanceOf[graph.node('lost')]).toBe(NO_NODE);
  });

  test('roots that are objects come before synthetic ones, however long the chain from them is', () => {
    const graph = graphFromText(`
      gcRoots (synthetic) 0 root=v8-root:(GC_roots) synthetic -> target, internal
      window Window 1 root=v8-root:window -> step
      step A 1 -> target
      target A 1
      internal A 1
    `);
    expect(pathNames(graph, 'target')).toEqual(['window', 'step', 'target']);
    expect(pathNames(graph, 'internal')).toEqual(['gcRoots', 'internal']);
  });

  test('a reference back to the synthetic root leads nowhere', () => {
    const graph = graphFromText(`
      app module 1 root=module -> a
      a A 1 -> app
    `);
    const edgeTarget = graph.edgeTarget.slice();
    edgeTarget[graph.edgeStart[graph.node('a')]!] = 0;
    const { distanceOf, cameBy } = measureDistances({ ...graph, edgeTarget }, UNWATCHED);
    expect([...distanceOf]).toEqual([0, 1, 2]);
    expect([...cameBy]).toEqual([NO_EDGE, NO_EDGE, graph.edgeStart[graph.node('app')]]);
  });

  test('paths from one kind of root are the shortest of those', () => {
    for (let seed = 0; seed < 100; seed++) {
      const plain = randomGraph(seed, { nodes: 30, degree: 2, weakShare: 0.2, roots: 4, types: 1 });
      const kind = Uint8Array.from(plain.roots.kind, (_, row) => row % 2);
      const graph = { ...plain, roots: { ...plain.roots, kind } };
      for (const wanted of [0, 1]) {
        const rows = [...kind.keys()].filter((row) => kind[row] === wanted);
        for (let node = 1; node < graph.nodeCount; node++) {
          const path = pathFromRoot(graph, distancesFromRootKind(graph, wanted, node, UNWATCHED), node);
          expect(path.length).toBe(
            shortestFrom(
              graph,
              rows.map((row) => graph.roots.node[row]!),
              node,
            ),
          );
        }
      }
    }
    expect(ROOT_KIND_NAMES.slice(0, 2)).toEqual(['module', 'frame']);
  });

  test('a path through an attribute dict leaves it out, unless it is what was asked for or another holder leads there', () => {
    const graph = graphFromText(`
      app module 1 root=module -> .__dict__ ns
      ns dict 1 dict-of=app -> key k, [k] store
      k str 1 text='store'
      store Store 1 -> .__dict__ d
      d dict 1 dict-of=store -> key k2, [k2] item
      k2 str 1 text='item'
      item A 1
      run frame 1 root=frame -> f
      f function 1 -> .__globals__ other
      other dict 1 dict-of=gone -> [k] far
      far A 1
      gone module 1 -> .__dict__ other
    `);
    expect(pathNames(graph, 'item')).toEqual(['app', 'store', 'item']);
    expect(pathNames(graph, 'd')).toEqual(['app', 'store', 'd']);
    expect(pathNames(graph, 'far')).toEqual(['run', 'f', 'other', 'far']);
  });

  test('a chain of a million objects is told without a stack', () => {
    const graph = longChain(1_000_000);
    const distances = measureDistances(graph, UNWATCHED);
    expect(distances.distanceOf[1_000_000]).toBe(1_000_000);
    const path = pathFromRoot(graph, distances, 1_000_000);
    expect(path.length).toBe(1_000_000);
    expect(path[0]).toEqual({ node: 1, edge: NO_EDGE, folded: false });
  });
});

/** Objects on the shortest chain from any of `starts`; 0 when there is none. */
function shortestFrom(
  graph: Pick<TextGraph, 'edgeStart' | 'edgeTarget' | 'edgeRetains'>,
  starts: number[],
  goal: number,
): number {
  const seen = new Set(starts);
  let level = [...seen];
  for (let length = 1; level.length > 0; length++) {
    if (level.includes(goal)) return length;
    const next: number[] = [];
    for (const node of level) {
      for (let edge = graph.edgeStart[node]!; edge < graph.edgeStart[node + 1]!; edge++) {
        const target = graph.edgeTarget[edge]!;
        if (!hasBit(graph.edgeRetains, edge) || seen.has(target)) continue;
        seen.add(target);
        next.push(target);
      }
    }
    level = next;
  }
  return 0;
}
