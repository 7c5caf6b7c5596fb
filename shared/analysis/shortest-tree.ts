import { CANCEL_CHECK_INTERVAL } from '../base/cancellation.ts';
import { NO_NODE, hasBit } from '../graph/heap-graph.ts';
import type { HeapGraph } from '../graph/heap-graph.ts';
import type { ReverseEdges } from '../graph/reverse-edges.ts';
import { sourceOfEdge } from '../graph/reverse-edges.ts';
import { NO_EDGE } from './distances.ts';
import type { Distances } from './distances.ts';
import { isBelow, preorderTree } from './preorder-tree.ts';
import type { PreorderTree } from './preorder-tree.ts';
import { inSlices } from './work-context.ts';
import type { WorkContext } from './work-context.ts';

const PHASE = 'Laying out shortest paths';

/** What the tree is made of. */
export interface ShortestTreeInput {
  readonly graph: HeapGraph;
  readonly reverse: ReverseEdges;
  readonly distances: Distances;
  readonly dominatorTree: PreorderTree;
  /** 1 bit a node: a root reaches it. */
  readonly reachable: Uint8Array;
}

/**
 * The tree of the shortest chains from the roots: above each node stands the one by which its chain comes, above roots
 * node 0. What no root reaches hangs in trees of its own under node 0, from the same starts as in the dominator tree.
 * Every tree edge but those from node 0 is a retaining edge, so that a node whose way up avoids a set does not go with
 * it. O(N + E) time, 8 N bytes while it runs, 16 N of result. Throws HeapError `cancelled`.
 */
export function shortestTree(input: ShortestTreeInput, context: WorkContext): PreorderTree {
  const { graph, distances, reachable } = input;
  const { nodeCount, edgeStart, edgeTarget } = graph;
  const { cameBy } = distances;
  const parentOf = new Uint32Array(nodeCount).fill(NO_NODE);
  inSlices(context, PHASE, nodeCount, (from, to) => {
    for (let node = from; node < to; node++) {
      for (let edge = edgeStart[node], end = edgeStart[node + 1]; edge < end; edge++) {
        if (cameBy[edgeTarget[edge]] === edge) parentOf[edgeTarget[edge]] = node;
      }
      if (cameBy[node] === NO_EDGE && hasBit(reachable, node)) parentOf[node] = 0;
    }
  });
  hangUnreachable(input, parentOf, context);
  if (nodeCount > 0) parentOf[0] = NO_NODE;
  return preorderTree(parentOf, context, PHASE);
}

/** Breadth first from the starts of garbage. */
function hangUnreachable(input: ShortestTreeInput, parentOf: Uint32Array, context: WorkContext): void {
  const { graph, reachable } = input;
  const { nodeCount, edgeStart, edgeTarget, edgeRetains } = graph;
  const queue = startsOfGarbage(input);
  for (const node of queue) parentOf[node] = 0;
  for (let head = 0; head < queue.length; head++) {
    const node = queue[head];
    if (head % CANCEL_CHECK_INTERVAL === 0)
      context.report({ phase: PHASE, done: nodeCount, total: nodeCount });
    for (let edge = edgeStart[node]; edge < edgeStart[node + 1]; edge++) {
      const target = edgeTarget[edge];
      if (parentOf[target] !== NO_NODE || !hasBit(edgeRetains, edge) || hasBit(reachable, target)) continue;
      parentOf[target] = node;
      queue.push(target);
    }
  }
  // Every unreachable node lies behind a start; one that did not would be a start of its own.
  for (let node = 1; node < nodeCount; node++) if (parentOf[node] === NO_NODE) parentOf[node] = 0;
}

/**
 * Unreachable nodes that depend on no other garbage: under node 0 in the dominator tree, and what refers to them, if
 * anything, lies below them (their own cycle). Where nodes that no root reaches count as held by the root itself (V8),
 * all that stand directly under it.
 */
function startsOfGarbage({ graph, reverse, dominatorTree, reachable }: ShortestTreeInput): number[] {
  const starts: number[] = [];
  const apart = (graph.facts.unreachedNodes ?? 'apart') === 'apart';
  for (let node = 1; node < graph.nodeCount; node++) {
    if (hasBit(reachable, node) || dominatorTree.parentOf[node] !== 0) continue;
    if (!apart || !isHeldByOtherGarbage(graph, reverse, dominatorTree, reachable, node)) starts.push(node);
  }
  return starts;
}

function isHeldByOtherGarbage(
  graph: HeapGraph,
  { referrerStart, referrerEdge }: ReverseEdges,
  dominatorTree: PreorderTree,
  reachable: Uint8Array,
  node: number,
): boolean {
  for (let index = referrerStart[node]; index < referrerStart[node + 1]; index++) {
    const edge = referrerEdge[index];
    if (!hasBit(graph.edgeRetains, edge)) continue;
    const holder = sourceOfEdge(graph, edge);
    if (!hasBit(reachable, holder) && !isBelow(dominatorTree, node, holder)) return true;
  }
  return false;
}
