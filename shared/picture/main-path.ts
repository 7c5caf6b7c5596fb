import type { GraphEdge, GraphNode, ObjectGraph } from '../protocol/rows.ts';

/**
 * The edges of one shortest chain of retaining references from a root to the start object, as indices into
 * `graph.edges`, root first; empty when the graph shows no root (or the start is one). Roots with a name (modules,
 * frames) say more than others (held by code in C) and win over nearer ones. O(nodes + edges).
 */
export function mainPathEdges(graph: ObjectGraph): readonly number[] {
  if (graph.direction !== 'referrers') return [];
  const named = chainFrom(graph, (node) => node.role === 'root');
  return named.length > 0 ? named : chainFrom(graph, (node) => node.rootKind !== null);
}

function chainFrom(graph: ObjectGraph, isRoot: (node: GraphNode) => boolean): readonly number[] {
  const roots = new Set(graph.nodes.filter(isRoot).map((node) => node.id));
  if (roots.size === 0 || roots.has(graph.start)) return [];
  const holdersOf = edgesByTarget(graph.edges);
  const edgeTowardsStart = new Map<string, number>([[graph.start, -1]]);
  const queue = [graph.start];
  for (const held of queue) {
    if (roots.has(held)) return chain(graph.edges, edgeTowardsStart, held);
    for (const index of holdersOf.get(held) ?? []) {
      const holder = graph.edges[index].from;
      if (edgeTowardsStart.has(holder)) continue;
      edgeTowardsStart.set(holder, index);
      queue.push(holder);
    }
  }
  return [];
}

function edgesByTarget(edges: readonly GraphEdge[]): Map<string, number[]> {
  const result = new Map<string, number[]>();
  edges.forEach((edge, index) => {
    if (!edge.retains) return;
    const known = result.get(edge.to);
    if (known === undefined) result.set(edge.to, [index]);
    else known.push(index);
  });
  return result;
}

function chain(edges: readonly GraphEdge[], edgeTowardsStart: Map<string, number>, root: string): number[] {
  const result: number[] = [];
  let index = edgeTowardsStart.get(root) ?? -1;
  while (index >= 0) {
    result.push(index);
    index = edgeTowardsStart.get(edges[index].to) ?? -1;
  }
  return result;
}
