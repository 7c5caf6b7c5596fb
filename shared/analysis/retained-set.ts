import { CANCEL_CHECK_INTERVAL } from '../base/cancellation.ts';
import { hasBit } from '../graph/heap-graph.ts';
import type { HeapGraph } from '../graph/heap-graph.ts';
import type { ReverseEdges } from '../graph/reverse-edges.ts';
import { sourceOfEdge } from '../graph/reverse-edges.ts';
import { NodeSet, emptyBits } from './node-set.ts';
import type { PreorderTree } from './preorder-tree.ts';
import { checkIn } from './work-context.ts';
import type { WorkContext } from './work-context.ts';

const PHASE = 'Finding what the set retains';
/** A look-up of an edge's source costs about as much as passing by this many edges. */
const LOOK_UP_COST = 6;

/** What the search needs to know of the heap. */
export interface RetainedSetInput {
  readonly graph: HeapGraph;
  readonly reverse: ReverseEdges;
  /** See shortestTree. */
  readonly tree: PreorderTree;
  readonly reachable: Uint8Array;
}

/**
 * What would go if all of `set` went at once, the set included: exactly the nodes that every chain from a root (or from
 * a start of garbage) reaches through a member. For one object that is what it dominates; for several it can be more
 * than what each dominates, because what two of them hold together goes, too.
 *
 * Only nodes below a member in the tree of shortest chains can go, for all others that very chain remains; of those,
 * whatever a reference from outside leads to stays, and what it holds. O(candidates and their references), at most
 * O(N + E); N / 4 bytes. Throws HeapError `cancelled`.
 */
export function retainedSet(input: RetainedSetInput, set: NodeSet, context: WorkContext): NodeSet {
  const { nodeCount } = input.graph;
  const candidates = below(input.tree, set);
  const going = candidates.bits.slice();
  const staying = firstStaying(input, set, candidates, context);
  spread(input, set, going, staying, context);
  return NodeSet.ofBits(nodeCount, going);
}

/** Members and what stands below them in the tree. */
function below(tree: PreorderTree, set: NodeSet): NodeSet {
  const bits = emptyBits(set.nodeCount);
  for (const node of set.nodes) {
    // A member below another is marked already, with all below it.
    if (hasBit(bits, node)) continue;
    const from = tree.positionOf[node];
    for (let position = from; position < from + tree.sizeOf[node]; position++) {
      const each = tree.nodeAt[position];
      bits[each >> 3] |= 1 << (each & 7);
    }
  }
  return NodeSet.ofBits(set.nodeCount, bits);
}

/** Candidates, members excepted, that a retaining reference from a node that is no candidate leads to. */
function firstStaying(
  input: RetainedSetInput,
  set: NodeSet,
  candidates: NodeSet,
  context: WorkContext,
): number[] {
  const { graph, reverse } = input;
  let incoming = 0;
  for (const node of candidates.nodes) {
    incoming += reverse.referrerStart[node + 1] - reverse.referrerStart[node];
  }
  return incoming * LOOK_UP_COST < graph.edgeCount
    ? heldFromOutside(input, set, candidates, context)
    : heldByOthers(input, set, candidates, context);
}

/** Looks at the references to each candidate. */
function heldFromOutside(
  { graph, reverse, reachable }: RetainedSetInput,
  set: NodeSet,
  candidates: NodeSet,
  context: WorkContext,
): number[] {
  const counts = countsAsHolder(graph, reachable);
  const staying: number[] = [];
  let looked = 0;
  for (const node of candidates.nodes) {
    if (set.has(node)) continue;
    const end = reverse.referrerStart[node + 1];
    for (let index = reverse.referrerStart[node]; index < end; index++) {
      if (looked++ % CANCEL_CHECK_INTERVAL === 0) checkIn(context, PHASE, 0, 0);
      const edge = reverse.referrerEdge[index];
      if (!hasBit(graph.edgeRetains, edge)) continue;
      const holder = sourceOfEdge(graph, edge);
      if (candidates.has(holder) || !counts(holder, node)) continue;
      staying.push(node);
      break;
    }
  }
  return staying;
}

/** Looks at the references of everything else. */
function heldByOthers(
  { graph, reachable }: RetainedSetInput,
  set: NodeSet,
  candidates: NodeSet,
  context: WorkContext,
): number[] {
  const { nodeCount, edgeStart, edgeTarget, edgeRetains } = graph;
  const inside = candidates.bits;
  const counts = countsAsHolder(graph, reachable);
  const found = emptyBits(nodeCount);
  const staying: number[] = [];
  for (let node = 0; node < nodeCount; node++) {
    if (node % CANCEL_CHECK_INTERVAL === 0) checkIn(context, PHASE, node, nodeCount);
    if (hasBit(inside, node)) continue;
    for (let edge = edgeStart[node], end = edgeStart[node + 1]; edge < end; edge++) {
      const target = edgeTarget[edge];
      if (!hasBit(inside, target) || !hasBit(edgeRetains, edge) || hasBit(found, target)) continue;
      if (set.has(target) || !counts(node, target)) continue;
      found[target >> 3] |= 1 << (target & 7);
      staying.push(target);
    }
  }
  return staying;
}

/** Takes what stays, and what it leads to, out of what goes. */
function spread(
  { graph, reachable }: RetainedSetInput,
  set: NodeSet,
  going: Uint8Array,
  staying: number[],
  context: WorkContext,
): void {
  const { edgeStart, edgeTarget, edgeRetains } = graph;
  const counts = countsAsHolder(graph, reachable);
  for (const node of staying) going[node >> 3] &= ~(1 << (node & 7));
  let steps = 0;
  for (let node = staying.pop(); node !== undefined; node = staying.pop()) {
    if (steps++ % CANCEL_CHECK_INTERVAL === 0) checkIn(context, PHASE, 0, 0);
    for (let edge = edgeStart[node], end = edgeStart[node + 1]; edge < end; edge++) {
      const target = edgeTarget[edge];
      if (!hasBit(going, target) || !hasBit(edgeRetains, edge)) continue;
      if (set.has(target) || !counts(node, target)) continue;
      going[target >> 3] &= ~(1 << (target & 7));
      staying.push(target);
    }
  }
}

/** Whether a reference keeps its target: garbage holds nothing that is alive, unless the format says otherwise. */
function countsAsHolder(graph: HeapGraph, reachable: Uint8Array): (holder: number, held: number) => boolean {
  if ((graph.facts.unreachedNodes ?? 'apart') !== 'apart') return () => true;
  return (holder, held) => hasBit(reachable, holder) || !hasBit(reachable, held);
}
