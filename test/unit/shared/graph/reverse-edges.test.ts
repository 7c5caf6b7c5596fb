import { describe, expect, test } from 'vitest';
import { NEVER_CANCELLED } from '../../../../shared/base/cancellation.ts';
import { buildEdgeSources, buildReverseEdges, sourceOfEdge } from '../../../../shared/graph/reverse-edges.ts';
import type { EdgeColumns } from '../../../../shared/graph/reverse-edges.ts';

function columns(targets: readonly (readonly number[])[]): EdgeColumns {
  const edgeStart = new Uint32Array(targets.length + 1);
  targets.forEach((list, node) => (edgeStart[node + 1] = edgeStart[node] + list.length));
  const edgeTarget = Uint32Array.from(targets.flat());
  return { nodeCount: targets.length, edgeCount: edgeTarget.length, edgeStart, edgeTarget };
}

/** A small deterministic generator (Park and Miller). */
function random(seed: number): (below: number) => number {
  let state = seed;
  return (below) => (state = (state * 48271) % 2147483647) % below;
}

describe('reverse edges', () => {
  test('are every edge once, at its target, in ascending order', () => {
    const next = random(7);
    const graph = columns(
      Array.from({ length: 500 }, () => Array.from({ length: next(5) * next(4) }, () => next(500))),
    );
    const { referrerStart, referrerEdge } = buildReverseEdges(graph, NEVER_CANCELLED);
    const expected = Array.from({ length: 500 }, () => [] as number[]);
    graph.edgeTarget.forEach((target, edge) => expected[target].push(edge));
    const found = expected.map((_, node) => [
      ...referrerEdge.subarray(referrerStart[node], referrerStart[node + 1]),
    ]);
    expect(found).toEqual(expected);
    expect(referrerStart[500]).toBe(graph.edgeCount);
  });

  test('know the source of an edge, past nodes without edges', () => {
    const graph = columns([[], [2, 3], [], [], [1, 1, 4], []]);
    const sources = Array.from({ length: graph.edgeCount }, (_, edge) => sourceOfEdge(graph, edge));
    expect(sources).toEqual([1, 1, 4, 4, 4]);
    expect([...buildEdgeSources(graph, NEVER_CANCELLED)]).toEqual(sources);
  });

  test('of a graph without edges are empty', () => {
    const { referrerStart, referrerEdge } = buildReverseEdges(columns([[], []]), NEVER_CANCELLED);
    expect([...referrerStart]).toEqual([0, 0, 0]);
    expect(referrerEdge).toHaveLength(0);
  });

  test('stop when cancelled', () => {
    expect(() => buildReverseEdges(columns([[0]]), { cancelled: true })).toThrow(
      expect.objectContaining({ code: 'cancelled' }),
    );
  });
});
