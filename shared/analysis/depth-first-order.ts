import { CANCEL_CHECK_INTERVAL } from '../base/cancellation.ts';
import { NO_NODE, hasBit } from '../graph/heap-graph.ts';
import type { HeapGraph } from '../graph/heap-graph.ts';
import { checkIn } from './work-context.ts';
import type { WorkContext } from './work-context.ts';

/** What a walk over retaining edges needs of a graph. */
export type RetainingColumns = Pick<
  HeapGraph,
  'nodeCount' | 'edgeCount' | 'edgeStart' | 'edgeTarget' | 'edgeRetains'
>;

/**
 * Every node numbered in the order in which a depth-first walk along retaining edges first meets it, 1…N; numbers
 * 1…reachedCount are what node 0 reaches. A node's parent in the walk always has a smaller number. The walk sees each
 * retaining edge once, with both numbers known, and so sorts the edges for the search of dominators on its way.
 * 24 (N + 1) bytes, and 8 for every edge from a greater number to a smaller one.
 */
export interface DepthFirstOrder {
  readonly reachedCount: number;
  /** Least number of the nodes that were numbered singly, whose edges count for nothing; N + 1 when there are none. */
  readonly singlesFrom: number;
  /** Number, 1…N, by node; one entry longer than there are nodes. */
  readonly numberOf: Uint32Array;
  /** Node, by number; [0] is unused. */
  readonly nodeAt: Uint32Array;
  /** Number of the node from which the walk came, by number; 1 for those it started at, 0 for node 0 itself. */
  readonly parentOf: Uint32Array;
  /** Least number of a node with an edge to this one from above it in the walk, its parent's for most; by number. */
  readonly leastAbove: Uint32Array;
  /** Edges from a greater number to a smaller one, by the smaller: the first one's place in `backEdges`, 0 for none. */
  readonly firstBackEdge: Uint32Array;
  /** In pairs, place p at 2 p − 2: number of the source, and the place of the next edge to the same target. */
  readonly backEdges: Uint32Array;
  /** Room for N + 1 numbers that the walk needs no more. */
  readonly spare: Uint32Array;
}

/**
 * The order while it is being made; `spare` is the next edge to look at, by depth: a recursive walk's stack, of which only
 * as much memory is touched as the walk is deep.
 */
interface Numbering extends DepthFirstOrder {
  count: number;
  reachedCount: number;
  singlesFrom: number;
  backEdges: Uint32Array;
  backEdgeCount: number;
}

/**
 * Numbers all nodes. Nodes that node 0 does not reach follow, as children of node 0:
 * `apart`: one start a cycle or tree of garbage, such that the walk from it covers all it reaches;
 * `under-root`: starts without a retaining edge into them, then whatever is left singly, in node order: so does Chrome
 * DevTools (HeapSnapshot.calculateDominatorsAndRetainedSizes), whose sizes it reproduces.
 *
 * Edges of nodes numbered singly are not among the sorted ones, nor, with `apart`, those from garbage to what is reached.
 *
 * Iterative. O(N + E) time, no memory beyond the result. Throws HeapError `cancelled`.
 */
export function depthFirstOrder(
  graph: RetainingColumns,
  unreachedNodes: 'apart' | 'under-root',
  context: WorkContext,
  phase: string,
): DepthFirstOrder {
  const { nodeCount } = graph;
  const order: Numbering = {
    count: 0,
    reachedCount: 0,
    singlesFrom: nodeCount + 1,
    numberOf: new Uint32Array(nodeCount + 1),
    nodeAt: new Uint32Array(nodeCount + 1),
    parentOf: new Uint32Array(nodeCount + 1),
    leastAbove: new Uint32Array(nodeCount + 1),
    firstBackEdge: new Uint32Array(nodeCount + 1),
    backEdges: new Uint32Array(2 * Math.max(64, graph.edgeCount - nodeCount)),
    backEdgeCount: 0,
    spare: new Uint32Array(nodeCount + 1),
  };
  if (nodeCount === 0) return order;
  const walk: Walk = { graph, order, context, phase };
  walkFrom(walk, 0, 0, ALL);
  order.reachedCount = order.count;
  if (order.count === nodeCount) return order;
  if (unreachedNodes === 'under-root') {
    const entered = nodesWithRetainingReferrer(graph);
    for (let node = 0; node < nodeCount; node++) {
      if (order.numberOf[node] === 0 && !hasBit(entered, node)) walkFrom(walk, node, 1, ALL);
    }
    order.singlesFrom = order.count + 1;
    for (let node = 0; node < nodeCount; node++) {
      if (order.numberOf[node] === 0) numberSingly(order, node);
    }
  } else {
    walkFromSources(walk);
  }
  return order;
}

interface Walk {
  readonly graph: RetainingColumns;
  readonly order: Numbering;
  readonly context: WorkContext;
  readonly phase: string;
}

/** The least target of edges back that are kept. */
const ALL = 1;
const NONE = 0xffff_ffff;

/**
 * Numbers `start` and all unnumbered nodes that it reaches, and sorts their edges, those back to numbers from
 * `leastTarget` on. The way back up is read from parentOf. One function because its state lives in locals: a fifth of the
 * time of fields.
 */
function walkFrom(
  { graph, order, context, phase }: Walk,
  start: number,
  parent: number,
  leastTarget: number,
): void {
  const { edgeStart, edgeTarget, edgeRetains, nodeCount } = graph;
  const { numberOf, nodeAt, parentOf, spare: cursorAt, leastAbove, firstBackEdge } = order;
  let depth = 0;
  let { backEdges, backEdgeCount } = order;
  let count = order.count + 1;
  numberOf[start] = count;
  nodeAt[count] = start;
  parentOf[count] = parent;
  leastAbove[count] = parent;
  let current = count;
  let edge = edgeStart[start];
  let end = edgeStart[start + 1];
  for (;;) {
    let next = NO_NODE;
    for (; edge < end; edge++) {
      if ((edgeRetains[edge >> 3] & (1 << (edge & 7))) === 0) continue;
      const target = numberOf[edgeTarget[edge]];
      if (target === 0) {
        next = edgeTarget[edge++];
        break;
      }
      if (target >= current) {
        if (current < leastAbove[target]) leastAbove[target] = current;
      } else if (target >= leastTarget) {
        if (2 * backEdgeCount === backEdges.length) backEdges = twiceAsLong(backEdges);
        backEdges[2 * backEdgeCount] = current;
        backEdges[2 * backEdgeCount + 1] = firstBackEdge[target];
        firstBackEdge[target] = ++backEdgeCount;
      }
    }
    if (next !== NO_NODE) {
      cursorAt[depth++] = edge;
      count++;
      if (count % CANCEL_CHECK_INTERVAL === 0) checkIn(context, phase, count, nodeCount);
      numberOf[next] = count;
      nodeAt[count] = next;
      parentOf[count] = current;
      leastAbove[count] = current;
      current = count;
      edge = edgeStart[next];
      end = edgeStart[next + 1];
    } else {
      current = parentOf[current];
      if (current <= parent) break;
      edge = cursorAt[--depth];
      end = edgeStart[nodeAt[current] + 1];
    }
  }
  order.count = count;
  order.backEdges = backEdges;
  order.backEdgeCount = backEdgeCount;
}

function twiceAsLong(column: Uint32Array): Uint32Array {
  const longer = new Uint32Array(2 * column.length);
  longer.set(column);
  return longer;
}

function numberSingly(order: Numbering, node: number): void {
  const number = ++order.count;
  order.numberOf[node] = number;
  order.nodeAt[number] = node;
  order.parentOf[number] = 1;
  order.leastAbove[number] = 1;
}

/** Bitset of nodes with a retaining edge into them from another node. O(N + E). */
function nodesWithRetainingReferrer(graph: RetainingColumns): Uint8Array {
  const { nodeCount, edgeStart, edgeTarget, edgeRetains } = graph;
  const entered = new Uint8Array((nodeCount >> 3) + 1);
  for (let node = 0; node < nodeCount; node++) {
    for (let edge = edgeStart[node], end = edgeStart[node + 1]; edge < end; edge++) {
      const target = edgeTarget[edge];
      if (target !== node && hasBit(edgeRetains, edge)) entered[target >> 3] |= 1 << (target & 7);
    }
  }
  return entered;
}

/**
 * Walks the unreached nodes so that each walk starts where no other unreached node leads, up to cycles: a first walk
 * tells in which order nodes are *left*; the last one left lies in a source component of what remains (Kosaraju–Sharir).
 */
function walkFromSources(walk: Walk): void {
  const { order } = walk;
  const { nodeCount } = walk.graph;
  const firstCount = order.count;
  for (let node = 0; node < nodeCount; node++) {
    if (order.numberOf[node] === 0) walkFrom(walk, node, 1, NONE);
  }
  const left = nodesInOrderOfLeaving(order, firstCount);
  for (const node of left) order.numberOf[node] = 0;
  order.count = firstCount;
  for (let index = left.length - 1; index >= 0; index--) {
    // Garbage holds nothing that is alive.
    if (order.numberOf[left[index]] === 0) walkFrom(walk, left[index], 1, order.reachedCount + 1);
  }
}

/** The nodes numbered after `firstCount`, in postorder of their trees: from numbers and parents alone, without edges. */
function nodesInOrderOfLeaving(order: Numbering, firstCount: number): Uint32Array {
  const { nodeAt, parentOf, count } = order;
  const left = new Uint32Array(count - firstCount);
  let length = 0;
  let current = 1;
  for (let number = firstCount + 1; number <= count; number++) {
    // Preorder goes on at `number`: everything between the previous node and the new one's parent has been left.
    while (current !== parentOf[number]) {
      left[length++] = nodeAt[current];
      current = parentOf[current];
    }
    current = number;
  }
  while (current !== 1) {
    left[length++] = nodeAt[current];
    current = parentOf[current];
  }
  return left;
}
