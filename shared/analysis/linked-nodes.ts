import { CANCEL_CHECK_INTERVAL } from '../base/cancellation.ts';
import { hasBit } from '../graph/heap-graph.ts';
import type { HeapGraph } from '../graph/heap-graph.ts';
import { sourceOfEdge } from '../graph/reverse-edges.ts';
import type { ReverseEdges } from '../graph/reverse-edges.ts';
import { NodeSet, emptyBits } from './node-set.ts';
import { checkIn, inSlices } from './work-context.ts';
import type { WorkContext } from './work-context.ts';

const PHASE = 'Following references';

/** Nodes that a member refers to with a reference that retains. O(references of members). Throws `cancelled`. */
export function heldBy(graph: HeapGraph, set: NodeSet, context: WorkContext): NodeSet {
  const { edgeStart, edgeTarget, edgeRetains } = graph;
  const bits = emptyBits(graph.nodeCount);
  const { nodes } = set;
  inSlices(context, PHASE, nodes.length, (from, to) => {
    for (let row = from; row < to; row++) {
      for (let edge = edgeStart[nodes[row]], end = edgeStart[nodes[row] + 1]; edge < end; edge++) {
        const target = edgeTarget[edge];
        if (hasBit(edgeRetains, edge)) bits[target >> 3] |= 1 << (target & 7);
      }
    }
  });
  return NodeSet.ofBits(graph.nodeCount, bits);
}

/**
 * Nodes that refer to a member with a reference that retains. Of few members by looking up the sources of the references
 * to them, of many by going through all references: at most O(N + E). Throws HeapError `cancelled`.
 */
export function holdersOf(
  graph: HeapGraph,
  { referrerStart, referrerEdge }: ReverseEdges,
  set: NodeSet,
  context: WorkContext,
): NodeSet {
  const bits = emptyBits(graph.nodeCount);
  if (!set.isSparse) return holdersOfMany(graph, set, bits, context);
  let looked = 0;
  for (const node of set.nodes) {
    for (let index = referrerStart[node], end = referrerStart[node + 1]; index < end; index++) {
      if (looked++ % CANCEL_CHECK_INTERVAL === 0) checkIn(context, PHASE, looked, graph.edgeCount);
      if (!hasBit(graph.edgeRetains, referrerEdge[index])) continue;
      const source = sourceOfEdge(graph, referrerEdge[index]);
      bits[source >> 3] |= 1 << (source & 7);
    }
  }
  return NodeSet.ofBits(graph.nodeCount, bits);
}

function holdersOfMany(graph: HeapGraph, set: NodeSet, bits: Uint8Array, context: WorkContext): NodeSet {
  const { nodeCount, edgeStart, edgeTarget, edgeRetains } = graph;
  const members = set.bits;
  inSlices(context, PHASE, nodeCount, (from, to) => {
    for (let node = from; node < to; node++) {
      for (let edge = edgeStart[node], end = edgeStart[node + 1]; edge < end; edge++) {
        if (!hasBit(members, edgeTarget[edge]) || !hasBit(edgeRetains, edge)) continue;
        bits[node >> 3] |= 1 << (node & 7);
        break;
      }
    }
  });
  return NodeSet.ofBits(nodeCount, bits);
}
