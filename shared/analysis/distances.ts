import { CANCEL_CHECK_INTERVAL } from '../base/cancellation.ts';
import { NO_NODE, hasBit } from '../graph/heap-graph.ts';
import type { HeapGraph, RootTable } from '../graph/heap-graph.ts';
import type { RetainingColumns } from './depth-first-order.ts';
import { checkIn } from './work-context.ts';
import type { WorkContext } from './work-context.ts';

/** No edge: the node is a start of the walk, or was not reached. */
export const NO_EDGE = 0xffff_ffff;

/** Shortest ways from roots, by node. 8 N bytes. */
export interface Distances {
  /** Objects on the shortest chain from a root, the object itself included: 1 for a root; NO_NODE where none leads. */
  readonly distanceOf: Uint32Array;
  /** The edge by which that chain comes to the node; NO_EDGE for roots and where none leads. */
  readonly cameBy: Uint32Array;
}

const PHASE = 'Measuring distances';

/**
 * Distances of all nodes from the roots along retaining edges, as Chrome DevTools counts them: from the roots that are
 * objects first; synthetic roots (V8's root groups) count only for what those do not reach. Among equally short chains
 * the one from the root that stands first in the root table wins.
 * Breadth first, O(N + E) time, 12 N bytes while it runs. Throws HeapError `cancelled`.
 */
export function measureDistances(
  graph: RetainingColumns & Pick<HeapGraph, 'roots' | 'synthetic'>,
  context: WorkContext,
): Distances {
  const { roots, synthetic } = graph;
  const walk = startWalk(graph);
  walkBreadthFirst(
    graph,
    walk,
    rootNodes(roots, (root) => !hasBit(synthetic, roots.node[root])),
    context,
  );
  walkBreadthFirst(
    graph,
    walk,
    rootNodes(roots, () => true),
    context,
  );
  if (graph.nodeCount > 0) walk.distanceOf[0] = 0;
  return { distanceOf: walk.distanceOf, cameBy: walk.cameBy };
}

/**
 * Distances from the roots of one kind (index into ROOT_KIND_NAMES) alone, as far as needed to reach `goal`: of nodes
 * farther than it nothing is said. O(N + E) time at worst, 12 N bytes. Throws HeapError `cancelled`.
 */
export function distancesFromRootKind(
  graph: RetainingColumns & Pick<HeapGraph, 'roots'>,
  rootKind: number,
  goal: number,
  context: WorkContext,
): Distances {
  const walk = startWalk(graph);
  const starts = rootNodes(graph.roots, (root) => graph.roots.kind[root] === rootKind);
  walkBreadthFirst(graph, walk, starts, context, goal);
  return { distanceOf: walk.distanceOf, cameBy: walk.cameBy };
}

interface Walk extends Distances {
  readonly queue: Uint32Array;
}

function startWalk({ nodeCount }: RetainingColumns): Walk {
  return {
    distanceOf: new Uint32Array(nodeCount).fill(NO_NODE),
    cameBy: new Uint32Array(nodeCount).fill(NO_EDGE),
    queue: new Uint32Array(nodeCount),
  };
}

function rootNodes(roots: RootTable, wanted: (root: number) => boolean): number[] {
  const nodes: number[] = [];
  for (let root = 0; root < roots.count; root++) if (wanted(root)) nodes.push(roots.node[root]);
  return nodes;
}

/** Adds all that `starts` reach and the walk has not yet, stopping when `goal` is met. */
function walkBreadthFirst(
  graph: RetainingColumns,
  walk: Walk,
  starts: readonly number[],
  context: WorkContext,
  goal = NO_NODE,
): void {
  const { edgeStart, edgeTarget, edgeRetains, nodeCount } = graph;
  const { distanceOf, cameBy, queue } = walk;
  let length = 0;
  for (const node of starts) {
    if (distanceOf[node] !== NO_NODE) continue;
    distanceOf[node] = 1;
    queue[length++] = node;
  }
  for (let head = 0; head < length; head++) {
    if (head % CANCEL_CHECK_INTERVAL === 0) checkIn(context, PHASE, head, nodeCount);
    const node = queue[head];
    if (node === goal) return;
    const distance = distanceOf[node] + 1;
    for (let edge = edgeStart[node], end = edgeStart[node + 1]; edge < end; edge++) {
      const target = edgeTarget[edge];
      if (distanceOf[target] !== NO_NODE || (edgeRetains[edge >> 3] & (1 << (edge & 7))) === 0) continue;
      // Node 0 stands before every root, even where an edge leads back to it.
      if (target === 0) continue;
      distanceOf[target] = distance;
      cameBy[target] = edge;
      queue[length++] = target;
    }
  }
}
