import { CANCEL_CHECK_INTERVAL } from '../base/cancellation.ts';
import { NO_NODE } from '../graph/heap-graph.ts';
import { checkIn } from './work-context.ts';
import type { WorkContext } from './work-context.ts';

/**
 * A tree over all nodes with node 0 on top, laid out so that the subtree of a node is a run of positions: that of node v
 * is at positionOf[v] … positionOf[v] + sizeOf[v] − 1, itself first. Children are found by jumping from run to run, in
 * ascending order, without a list of them. 16 N bytes.
 */
export interface PreorderTree {
  /** NO_NODE for node 0. */
  readonly parentOf: Uint32Array;
  /** Node, by position. */
  readonly nodeAt: Uint32Array;
  /** Position, by node. */
  readonly positionOf: Uint32Array;
  /** Nodes in the subtree, itself included, by node. */
  readonly sizeOf: Uint32Array;
}

/**
 * The tree of a parent column, in which every node but 0 leads to node 0. The column becomes part of the result.
 * Iterative, O(N) time, 8 N bytes while it runs. Throws HeapError `cancelled`.
 */
export function preorderTree(parentOf: Uint32Array, context: WorkContext, phase: string): PreorderTree {
  const count = parentOf.length;
  const { childStart, children } = childrenByParent(parentOf);
  const nodeAt = new Uint32Array(count);
  const positionOf = new Uint32Array(count);
  const sizeOf = new Uint32Array(count);
  const tree = { parentOf, nodeAt, positionOf, sizeOf };
  if (count === 0) return tree;
  const nextChild = childStart; // the children of v end where those of v + 1 begin, which is read before it moves
  const lastChild = sizeOf; // by node, until its subtree is complete
  for (let node = 0; node < count; node++) lastChild[node] = childStart[node + 1];
  let position = 1;
  let current = 0;
  for (;;) {
    if (nextChild[current] < lastChild[current]) {
      current = children[nextChild[current]++];
      positionOf[current] = position;
      nodeAt[position++] = current;
      if (position % CANCEL_CHECK_INTERVAL === 0) checkIn(context, phase, position, count);
    } else {
      sizeOf[current] = position - positionOf[current];
      if (current === 0) return tree;
      current = parentOf[current];
    }
  }
}

/** Children of v are children[i] for i in childStart[v] … childStart[v + 1] − 1, ascending. */
function childrenByParent(parentOf: Uint32Array): { childStart: Uint32Array; children: Uint32Array } {
  const count = parentOf.length;
  const childStart = new Uint32Array(count + 1);
  for (let node = 1; node < count; node++) childStart[parentOf[node]]++;
  let total = 0;
  for (let node = 0; node <= count; node++) {
    total += childStart[node];
    childStart[node] = total;
  }
  const children = new Uint32Array(Math.max(0, count - 1));
  for (let node = count - 1; node > 0; node--) children[--childStart[parentOf[node]]] = node;
  return { childStart, children };
}

/** Calls `visit` for each child of a node, ascending. O(children). */
export function visitChildren(tree: PreorderTree, node: number, visit: (child: number) => void): void {
  const end = tree.positionOf[node] + tree.sizeOf[node];
  let position = tree.positionOf[node] + 1;
  while (position < end) {
    const child = tree.nodeAt[position];
    visit(child);
    position += tree.sizeOf[child];
  }
}

/** Whether `node` is in the subtree of `top`, which may be the node itself. O(1). */
export function isBelow(tree: PreorderTree, top: number, node: number): boolean {
  const offset = tree.positionOf[node] - tree.positionOf[top];
  return offset >= 0 && offset < tree.sizeOf[top];
}

/** The chain from a node up, itself first, node 0 left out. O(depth). */
export function* upwards(tree: PreorderTree, node: number): Generator<number> {
  for (let each = node; each !== 0 && each !== NO_NODE; each = tree.parentOf[each]) yield each;
}
