import { CANCEL_CHECK_INTERVAL, throwIfCancelled } from '../base/cancellation.ts';
import type { CancelToken } from '../base/cancellation.ts';
import type { HeapGraph } from './heap-graph.ts';

/** What is needed of a graph to turn its edges round. */
export type EdgeColumns = Pick<HeapGraph, 'nodeCount' | 'edgeCount' | 'edgeStart' | 'edgeTarget'>;

/**
 * Incoming edges by target: those of node v are `referrerEdge[i]` for i in referrerStart[v] … referrerStart[v + 1] − 1,
 * in ascending order of edge index (and so of source). 4 (N + 1) + 4 E bytes.
 */
export interface ReverseEdges {
  /** N + 1 offsets into `referrerEdge`, by target node. */
  readonly referrerStart: Uint32Array;
  /** Edge index, by referrer position. */
  readonly referrerEdge: Uint32Array;
}

/**
 * Edges by target, by a counting sort that uses the offsets themselves as cursors: O(N + E) time, no memory beyond the
 * result. Throws HeapError `cancelled`.
 */
export function buildReverseEdges(graph: EdgeColumns, cancel: CancelToken): ReverseEdges {
  const { nodeCount, edgeCount, edgeTarget } = graph;
  const referrerStart = new Uint32Array(nodeCount + 1);
  for (let from = 0; from < edgeCount; from += CANCEL_CHECK_INTERVAL) {
    throwIfCancelled(cancel);
    const to = Math.min(edgeCount, from + CANCEL_CHECK_INTERVAL);
    for (let edge = from; edge < to; edge++) referrerStart[edgeTarget[edge]]++;
  }
  // Each offset first becomes the end of its node's range; placing edges from the last to the first moves it to the start.
  let total = 0;
  for (let node = 0; node <= nodeCount; node++) {
    total += referrerStart[node];
    referrerStart[node] = total;
  }
  const referrerEdge = new Uint32Array(edgeCount);
  for (let to = edgeCount; to > 0; to -= CANCEL_CHECK_INTERVAL) {
    throwIfCancelled(cancel);
    const from = Math.max(0, to - CANCEL_CHECK_INTERVAL);
    for (let edge = to - 1; edge >= from; edge--) referrerEdge[--referrerStart[edgeTarget[edge]]] = edge;
  }
  return { referrerStart, referrerEdge };
}

/**
 * The node whose edge this is: the greatest v with edgeStart[v] ≤ edge. By binary search, O(log N) and no memory; for
 * all edges at once use buildEdgeSources. The edge must exist.
 */
export function sourceOfEdge(graph: Pick<HeapGraph, 'nodeCount' | 'edgeStart'>, edge: number): number {
  const { edgeStart } = graph;
  let low = 0;
  let high = graph.nodeCount;
  while (high - low > 1) {
    const middle = (low + high) >>> 1;
    if (edgeStart[middle] <= edge) low = middle;
    else high = middle;
  }
  return low;
}

/** Source node by edge. O(N + E) time, 4 E bytes: for whole-graph walks, to be dropped after. Throws `cancelled`. */
export function buildEdgeSources(graph: EdgeColumns, cancel: CancelToken): Uint32Array {
  const { nodeCount, edgeStart } = graph;
  const sourceOf = new Uint32Array(graph.edgeCount);
  for (let node = 0; node < nodeCount; node++) {
    if (node % CANCEL_CHECK_INTERVAL === 0) throwIfCancelled(cancel);
    for (let edge = edgeStart[node]; edge < edgeStart[node + 1]; edge++) sourceOf[edge] = node;
  }
  return sourceOf;
}
