import { expect, test } from 'vitest';
import { strongComponents } from '../../../../shared/analysis/strong-components.ts';
import { UNWATCHED } from '../../../../shared/analysis/work-context.ts';
import { NO_NODE, hasBit } from '../../../../shared/graph/heap-graph.ts';
import type { HeapGraph } from '../../../../shared/graph/heap-graph.ts';
import { graphFromText } from '../../../fixtures/graph-from-text.ts';

/** By definition: two nodes are in one component when each reaches the other. */
function naive(graph: HeapGraph, counts: (node: number) => boolean): string[] {
  const reach = (from: number): Set<number> => {
    const reached = new Set<number>();
    const waiting = [from];
    for (let node = waiting.pop(); node !== undefined; node = waiting.pop()) {
      for (let edge = graph.edgeStart[node]!; edge < graph.edgeStart[node + 1]!; edge++) {
        const target = graph.edgeTarget[edge]!;
        if (!hasBit(graph.edgeRetains, edge) || !counts(target) || reached.has(target)) continue;
        reached.add(target);
        waiting.push(target);
      }
    }
    return reached;
  };
  const nodes = Array.from({ length: graph.nodeCount - 1 }, (_, index) => index + 1).filter(counts);
  const reached = new Map(nodes.map((node) => [node, reach(node)]));
  const groups = new Set<string>();
  for (const node of nodes) {
    if (!reached.get(node)!.has(node)) continue;
    const same = nodes.filter((other) => reached.get(node)!.has(other) && reached.get(other)!.has(node));
    groups.add(same.join(' '));
  }
  return [...groups].toSorted();
}

function found(graph: HeapGraph, counts: (node: number) => boolean): string[] {
  const { componentOf, count, sizeOf } = strongComponents(graph, counts, UNWATCHED);
  const members: number[][] = Array.from({ length: count }, () => []);
  componentOf.forEach((component, node) => {
    if (component !== NO_NODE) members[component]!.push(node);
  });
  expect(members.map((each) => each.length)).toEqual([...sizeOf]);
  return members.map((each) => each.join(' ')).toSorted();
}

/** A linear congruential generator: the same graphs every time. */
function random(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((state / 2 ** 32) * below);
  };
}

function randomGraph(seed: number): HeapGraph {
  const next = random(seed);
  const count = 2 + next(30);
  const lines = Array.from({ length: count }, (_, node) => {
    const edges = Array.from({ length: next(4) }, () => `${next(5) === 0 ? '~ ' : ''}n${next(count)}`);
    return `n${node} T${next(3)} 8${next(6) === 0 ? ' root=module' : ''} -> ${edges.join(', ')}`.replace(
      / -> $/,
      '',
    );
  });
  return graphFromText(lines.join('\n'));
}

test('components of random graphs are those of the definition', () => {
  for (let seed = 1; seed <= 100; seed++) {
    const graph = randomGraph(seed);
    expect(
      found(graph, () => true),
      `seed ${seed}`,
    ).toEqual(naive(graph, () => true));
    const odd = (node: number): boolean => node % 3 !== 0;
    expect(found(graph, odd), `seed ${seed}, without every third`).toEqual(naive(graph, odd));
  }
});

test('a chain of a hundred thousand objects that closes to a circle is one component, without recursion', () => {
  const nodeCount = 100_001;
  const edgeStart = Uint32Array.from({ length: nodeCount + 1 }, (_, node) => Math.max(0, node - 1));
  const edgeTarget = Uint32Array.from({ length: nodeCount - 1 }, (_, edge) =>
    edge + 2 < nodeCount ? edge + 2 : 1,
  );
  const edgeRetains = new Uint8Array((nodeCount >> 3) + 1).fill(0xff);
  const graph = { nodeCount, edgeCount: nodeCount - 1, edgeStart, edgeTarget, edgeRetains };
  const { count, sizeOf } = strongComponents(graph, () => true, UNWATCHED);
  expect([count, ...sizeOf]).toEqual([1, 100_000]);
});
