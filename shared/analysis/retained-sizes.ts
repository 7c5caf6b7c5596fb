import { hasBit } from '../graph/heap-graph.ts';
import type { HeapGraph } from '../graph/heap-graph.ts';
import type { Dominators } from './dominators.ts';
import { inSlices } from './work-context.ts';
import type { WorkContext } from './work-context.ts';

const PHASE = 'Computing retained sizes';

/**
 * Bytes that would go if the object went, by node: its own and those of all it dominates. Exact to 2^53.
 * O(N) time, 8 N bytes. Throws HeapError `cancelled`.
 */
export function retainedSizes(
  graph: Pick<HeapGraph, 'nodeCount' | 'shallowBytesOf'>,
  dominators: Pick<Dominators, 'dominatorOf' | 'order'>,
  context: WorkContext,
): Float64Array {
  const retainedBytesOf = graph.shallowBytesOf.slice();
  const { dominatorOf, order } = dominators;
  const count = graph.nodeCount;
  // Backwards: each node stands after its dominator, so that its own sum is complete when it is added.
  inSlices(context, PHASE, Math.max(0, count - 1), (from, to) => {
    for (let index = count - 1 - from; index > count - 1 - to; index--) {
      const node = order[index];
      retainedBytesOf[dominatorOf[node]] += retainedBytesOf[node];
    }
  });
  return retainedBytesOf;
}

/**
 * Bytes that the objects of a type hold each by itself, by type: the sum of retained bytes over its nodes that no other
 * node of the type dominates, so that a linked list counts once. What only several of them hold together belongs to none
 * (Chrome DevTools and MAT count alike). `leftOut` is the bitset of nodes that are objects of no type.
 *
 * Lays the dominator tree out as intervals: a node's subtree is a run of positions, so that going through positions in
 * order, a node lies under another of its type exactly when the last run of the type is not over.
 * O(N + types) time, in the spare memory of `dominators`. Throws HeapError `cancelled`.
 */
export function retainedSizesByType(
  graph: Pick<HeapGraph, 'nodeCount' | 'typeOf'>,
  typeCount: number,
  leftOut: Uint8Array,
  dominators: Pick<Dominators, 'dominatorOf' | 'order' | 'spare'>,
  retainedBytesOf: Float64Array,
  context: WorkContext,
): Float64Array {
  const { nodeCount, typeOf } = graph;
  const { subtreeOf, nodeAt } = dominatorIntervals(nodeCount, dominators);
  const retainedBytesOfType = new Float64Array(typeCount);
  const runEndOfType = new Uint32Array(typeCount);
  inSlices(context, PHASE, nodeCount, (from, to) => {
    for (let position = from; position < to; position++) {
      const node = nodeAt[position];
      const type = typeOf[node];
      if (position < runEndOfType[type] || hasBit(leftOut, node)) continue;
      runEndOfType[type] = position + subtreeOf[node];
      retainedBytesOfType[type] += retainedBytesOf[node];
    }
  });
  return retainedBytesOfType;
}

/** A preorder of the dominator tree: the subtree of the node at position p is at positions p … p + subtreeOf − 1. */
interface DominatorIntervals {
  /** Nodes in the subtree, itself included, by node. */
  readonly subtreeOf: Uint32Array;
  /** Node, by position. */
  readonly nodeAt: Uint32Array;
}

function dominatorIntervals(
  nodeCount: number,
  { dominatorOf, order, spare }: Pick<Dominators, 'dominatorOf' | 'order' | 'spare'>,
): DominatorIntervals {
  // By node: nodes of its subtree; where its next child goes, which is past itself when its dominator has placed it.
  const [subtreeOf, nextPosition, nodeAt] = spare;
  subtreeOf.fill(1);
  for (let index = nodeCount - 1; index > 0; index--) {
    const node = order[index];
    subtreeOf[dominatorOf[node]] += subtreeOf[node];
  }
  if (nodeCount === 0) return { subtreeOf, nodeAt };
  nextPosition[0] = 1;
  nodeAt[0] = 0;
  for (let index = 1; index < nodeCount; index++) {
    const node = order[index];
    const dominator = dominatorOf[node];
    const position = nextPosition[dominator];
    nextPosition[dominator] = position + subtreeOf[node];
    nextPosition[node] = position + 1;
    nodeAt[position] = node;
  }
  return { subtreeOf, nodeAt };
}
