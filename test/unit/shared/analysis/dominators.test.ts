import { describe, expect, test } from 'vitest';
import { depthFirstOrder } from '../../../../shared/analysis/depth-first-order.ts';
import { findDominators } from '../../../../shared/analysis/dominators.ts';
import { retainedSizes, retainedSizesByType } from '../../../../shared/analysis/retained-sizes.ts';
import { UNWATCHED } from '../../../../shared/analysis/work-context.ts';
import { NO_NODE, hasBit } from '../../../../shared/graph/heap-graph.ts';
import type { HeapGraph } from '../../../../shared/graph/heap-graph.ts';
import { graphFromText, longChain, randomGraph } from '../../../fixtures/graph-from-text.ts';
import type { RandomShape, TextGraph } from '../../../fixtures/graph-from-text.ts';
import { bytesOf, naiveReached, naiveReachedFrom, naiveRetained } from '../../../fixtures/naive-analysis.ts';
import type { NaiveRules } from '../../../fixtures/naive-analysis.ts';

const allNodes = (graph: HeapGraph): number[] => Array.from({ length: graph.nodeCount }, (_, node) => node);

/** name ← name of its dominator, for all nodes. */
function dominatorNames(graph: TextGraph): Record<string, string> {
  const { dominatorOf } = findDominators(graph, UNWATCHED);
  return Object.fromEntries(
    allNodes(graph)
      .slice(1)
      .map((node) => [graph.name(node), graph.name(dominatorOf[node]!)]),
  );
}

function shapeOf(seed: number): RandomShape {
  return {
    nodes: 2 + (seed % 29),
    degree: 1 + (seed % 3),
    weakShare: (seed % 4) * 0.1,
    roots: 1 + (seed % 3 === 0 ? 2 : 0),
    types: 1 + (seed % 4),
  };
}

/** Compares every dominator and size with what removing the node shows. */
function expectAsNaive(graph: TextGraph, rules: NaiveRules): void {
  const dominators = findDominators(graph, UNWATCHED);
  const retainedBytesOf = retainedSizes(graph, dominators, UNWATCHED);
  const retainedOf = allNodes(graph).map((node) => naiveRetained(graph, new Set([node]), rules));
  for (const node of allNodes(graph)) {
    expect(retainedBytesOf[node], `retained bytes of ${graph.name(node)}`).toBe(
      bytesOf(graph, retainedOf[node]!),
    );
    // The immediate dominator is the one strict dominator that all other strict dominators dominate: it retains least.
    const strict = allNodes(graph).filter((other) => other !== node && retainedOf[other]!.has(node));
    const nearest = strict.toSorted((a, b) => retainedOf[a]!.size - retainedOf[b]!.size)[0] ?? NO_NODE;
    expect(dominators.dominatorOf[node], `dominator of ${graph.name(node)}`).toBe(nearest);
  }
  const byType = retainedSizesByType(
    graph,
    graph.typeNames.length,
    graph.synthetic,
    dominators,
    retainedBytesOf,
    UNWATCHED,
  );
  graph.typeNames.forEach((name, type) => {
    const held = new Set<number>();
    for (const node of allNodes(graph).slice(1)) {
      if (graph.typeOf[node] === type) for (const other of retainedOf[node]!) held.add(other);
    }
    expect(byType[type], `retained bytes of type ${name}`).toBe(bytesOf(graph, held));
  });
}

/** What Chrome DevTools hangs under the root, by its own words: orphans first, then what they do not reach. */
function devToolsRules(graph: TextGraph): NaiveRules {
  const reached = naiveReached(graph, new Set());
  const entered = new Set<number>();
  for (const node of allNodes(graph)) {
    for (let edge = graph.edgeStart[node]!; edge < graph.edgeStart[node + 1]!; edge++) {
      const target = graph.edgeTarget[edge]!;
      if (target !== node && hasBit(graph.edgeRetains, edge)) entered.add(target);
    }
  }
  const orphans = allNodes(graph).filter((node) => !reached.has(node) && !entered.has(node));
  const withOrphans = naiveReached(graph, new Set(), { extraRootTargets: orphans });
  const singles = allNodes(graph).filter((node) => !withOrphans.has(node));
  return { extraRootTargets: [...orphans, ...singles], follows: (source) => !singles.includes(source) };
}

describe('dominators and retained sizes', () => {
  test('a diamond is dominated by its top, a chain by its links', () => {
    const graph = graphFromText(`
      top    module 1 root=module -> left, right
      left   A      1 -> bottom
      right  A      1 -> bottom
      bottom B      1 -> tail
      tail   B      1
    `);
    expect(dominatorNames(graph)).toEqual({
      top: '(root)',
      left: 'top',
      right: 'top',
      bottom: 'top',
      tail: 'bottom',
    });
  });

  test('customers and orders that point at each other are retained whole by the list that holds the customers', () => {
    const graph = graphFromText(`
      app       module 100 root=module -> .CUSTOMERS customers, .latest o2
      customers list    80 -> [0] c1, [1] c2
      c1 Customer 48 -> .orders l1
      c2 Customer 48 -> .orders l2
      l1 list 64 -> [0] o1
      l2 list 64 -> [0] o3
      o1 Order 48 -> .customer c1
      o2 Order 48
      o3 Order 48 -> .customer c2
    `);
    const dominators = findDominators(graph, UNWATCHED);
    const retained = retainedSizes(graph, dominators, UNWATCHED);
    expect(retained[graph.node('customers')]).toBe(80 + 2 * (48 + 64 + 48));
    expect(retained[graph.node('c1')]).toBe(48 + 64 + 48);
    expect(retained[graph.node('app')]).toBe(100 + 400 + 48);
  });

  test('a weak reference holds nothing', () => {
    const graph = graphFromText(`
      app   module 1 root=module -> a, ~b
      cache dict   1 root=module -> ~b
      a     A      1 -> b
      b     B      1
    `);
    expect(dominatorNames(graph)['b']).toBe('a');
  });

  test.each(Array.from({ length: 25 }, (_, group) => group))(
    'equal what removing each node shows, in random heaps of group %i',
    (group) => {
      for (let seed = group * 20; seed < group * 20 + 20; seed++) {
        const graph = randomGraph(seed, shapeOf(seed));
        const reached = naiveReached(graph, new Set());
        const { dominatorOf, reachable, reachableCount } = findDominators(graph, UNWATCHED);
        expect(reachableCount).toBe(reached.size);
        for (const node of allNodes(graph)) expect(hasBit(reachable, node)).toBe(reached.has(node));
        // Unreached nodes: any choice of starts is right that has one in each source component; then all must follow.
        const starts = allNodes(graph).filter((node) => !reached.has(node) && dominatorOf[node] === 0);
        expectAsNaive(graph, {
          extraRootTargets: starts,
          follows: (source, target) => reached.has(source) || !reached.has(target),
        });
      }
    },
  );

  test('trees and cycles of garbage each start where nothing else of the garbage leads', () => {
    for (let seed = 1; seed <= 300; seed++) {
      const graph = randomGraph(seed, { ...shapeOf(seed), degree: 1, roots: 1 });
      const { parentOf, nodeAt } = depthFirstOrder(graph, 'apart', UNWATCHED, '');
      const reached = naiveReached(graph, new Set());
      const garbage = allNodes(graph).filter((node) => !reached.has(node));
      const reachFrom = new Map(garbage.map((node) => [node, naiveReachedFrom(graph, [node])]));
      const starts = garbage.filter((node) => parentOf[nodeAt.indexOf(node, 1)] === 1);
      for (const start of starts) {
        for (const other of garbage) {
          // Whoever leads to a start is led to by it: they are in one cycle, and it has no second start.
          if (reachFrom.get(other)!.has(start)) {
            expect(reachFrom.get(start)!.has(other)).toBe(true);
            expect(other === start || !starts.includes(other)).toBe(true);
          }
        }
      }
    }
  });

  test('an abandoned cycle is held by its first object, and takes nothing from what is alive', () => {
    const graph = graphFromText(`
      app   module 1 root=module -> alive
      alive A      1 -> shared
      shared B    10
      load  bytes 1000
      dead1 A      1 -> dead2, load, shared
      dead2 A      1 -> dead1
    `);
    const dominators = findDominators(graph, UNWATCHED);
    const retained = retainedSizes(graph, dominators, UNWATCHED);
    expect(graph.name(dominators.dominatorOf[graph.node('shared')]!)).toBe('alive');
    expect(graph.name(dominators.dominatorOf[graph.node('load')]!)).toBe('dead1');
    expect(Math.max(retained[graph.node('dead1')]!, retained[graph.node('dead2')]!)).toBe(1002);
    expect(hasBit(dominators.reachable, graph.node('load'))).toBe(false);
    expect(dominators.reachableCount).toBe(4);
  });

  test.each(Array.from({ length: 15 }, (_, group) => group))(
    'with DevTools’ rule for unreached nodes equal what removing each node shows, group %i',
    (group) => {
      for (let seed = group * 20; seed < group * 20 + 20; seed++) {
        const graph = randomGraph(seed, { ...shapeOf(seed), degree: 1 }, { unreachedNodes: 'under-root' });
        expectAsNaive(graph, devToolsRules(graph));
      }
    },
  );

  test('a chain of a million objects needs no stack, and its type counts its bytes once', () => {
    for (const unreachedNodes of ['apart', 'under-root'] as const) {
      const graph = longChain(1_000_000, { unreachedNodes });
      const dominators = findDominators(graph, UNWATCHED);
      const retained = retainedSizes(graph, dominators, UNWATCHED);
      expect(retained[1]).toBe(1_000_000);
      expect(retained[1_000_000]).toBe(1);
      expect(dominators.dominatorOf[1_000_000]).toBe(999_999);
      const byType = retainedSizesByType(graph, 2, graph.synthetic, dominators, retained, UNWATCHED);
      expect([...byType]).toEqual([0, 1_000_000]);
    }
  });

  test('an unreachable chain of a million objects and a million single ones are found without a stack as well', () => {
    const chain = longChain(1_000_000);
    const cut = { ...chain, edgeRetains: chain.edgeRetains.slice() };
    cut.edgeRetains[0] = 0xfe;
    const dominators = findDominators(cut, UNWATCHED);
    expect(dominators.reachableCount).toBe(1);
    expect(retainedSizes(cut, dominators, UNWATCHED)[1]).toBe(1_000_000);
    const single = { ...chain, edgeRetains: new Uint8Array(chain.edgeRetains.length) };
    expect(retainedSizes(single, findDominators(single, UNWATCHED), UNWATCHED)[1]).toBe(1);
  });

  test('each node stands after its dominator in the order', () => {
    for (let seed = 0; seed < 100; seed++) {
      const graph = randomGraph(seed, shapeOf(seed));
      const { order, dominatorOf } = findDominators(graph, UNWATCHED);
      expect([...order].toSorted((a, b) => a - b)).toEqual(allNodes(graph));
      const place = new Map([...order].map((node, index) => [node, index]));
      for (const node of order.subarray(1))
        expect(place.get(dominatorOf[node]!)!).toBeLessThan(place.get(node)!);
    }
  });

  test('stop when cancelled, with progress by phase until then', () => {
    const graph = longChain(300_000);
    const phases: string[] = [];
    let looks = 0;
    const context = {
      report: ({ phase }: { phase: string }) => phases.push(phase),
      cancel: {
        get cancelled() {
          return ++looks > 3;
        },
      },
    };
    expect(() => findDominators(graph, context)).toThrow(expect.objectContaining({ code: 'cancelled' }));
    expect(phases).toEqual(['Finding dominators', 'Finding dominators', 'Finding dominators']);
  });
});
