import { NO_NODE } from '../graph/heap-graph.ts';
import type { HeapGraph } from '../graph/heap-graph.ts';
import { sourceOfEdge } from '../graph/reverse-edges.ts';
import { NO_EDGE } from './distances.ts';
import type { Distances } from './distances.ts';
import { isOwnedDictOf } from './folded-references.ts';

/** One object on a chain from a root. */
export interface PathNode {
  readonly node: number;
  /** The edge by which the object before refers to it; NO_EDGE for the first. */
  readonly edge: number;
  /** The object before is an instance whose attribute dict, left out, holds the edge. */
  readonly folded: boolean;
}

/**
 * The shortest chain from a root to the node, first the root's object, last the node; empty when no root reaches it.
 * Attribute dicts between an instance and its attribute are left out. O(length · log N).
 */
export function pathFromRoot(graph: HeapGraph, distances: Distances, node: number): PathNode[] {
  if (distances.distanceOf[node] === NO_NODE || node === 0) return [];
  const path: PathNode[] = [];
  let current = node;
  for (;;) {
    const edge = distances.cameBy[current];
    if (edge === NO_EDGE) {
      path.push({ node: current, edge, folded: false });
      return path.reverse();
    }
    const source = sourceOfEdge(graph, edge);
    const before = distances.cameBy[source];
    const owner = before === NO_EDGE ? NO_NODE : sourceOfEdge(graph, before);
    const folded = owner !== NO_NODE && isOwnedDictOf(graph, source, owner);
    path.push({ node: current, edge, folded });
    current = folded ? owner : source;
  }
}

/**
 * The same chain with nothing left out, as foldedPath takes it; null when no root reaches the node. O(length · log N).
 */
export function edgesFromRoot(
  graph: HeapGraph,
  distances: Distances,
  node: number,
): { readonly nodes: readonly number[]; readonly edges: readonly number[] } | null {
  if (distances.distanceOf[node] === NO_NODE || node === 0) return null;
  const nodes = [node];
  const edges: number[] = [];
  for (
    let edge = distances.cameBy[node];
    edge !== NO_EDGE;
    edge = distances.cameBy[nodes[nodes.length - 1]]
  ) {
    edges.push(edge);
    nodes.push(sourceOfEdge(graph, edge));
  }
  return { nodes: nodes.reverse(), edges: edges.reverse() };
}

/**
 * A chain given as its nodes, a root's first, and the edges between them, with attribute dicts between an instance and
 * its attribute left out. O(length).
 */
export function foldedPath(graph: HeapGraph, nodes: readonly number[], edges: readonly number[]): PathNode[] {
  const path: PathNode[] = nodes.slice(0, 1).map((node) => ({ node, edge: NO_EDGE, folded: false }));
  for (let step = 1; step < nodes.length; step++) {
    const folded = step >= 2 && path.length >= 2 && isOwnedDictOf(graph, nodes[step - 1], nodes[step - 2]);
    if (folded) path.pop();
    path.push({ node: nodes[step], edge: edges[step - 1], folded });
  }
  return path;
}
