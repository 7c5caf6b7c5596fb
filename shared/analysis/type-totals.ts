import { hasBit } from '../graph/heap-graph.ts';
import type { HeapGraph } from '../graph/heap-graph.ts';
import { inSlices } from './work-context.ts';
import type { WorkContext } from './work-context.ts';

/** Counted objects of each type. */
export interface TypeTotals {
  /** Objects, by type. */
  readonly countOf: Uint32Array;
  /** Sum of their own bytes, by type. */
  readonly shallowBytesOf: Float64Array;
}

/** Sums over the whole heap. Objects are counted nodes; bytes are shallow. */
export interface HeapTotals {
  readonly objects: number;
  readonly shallowBytes: number;
  /** References from objects to objects: edges of synthetic nodes are none. */
  readonly references: number;
  readonly unreachableObjects: number;
  readonly unreachableBytes: number;
}

const PHASE = 'Counting types';

/** Bitset of the nodes that no table counts: the graph's own, or exactly its synthetic nodes. O(1). */
export function uncountedNodes(graph: Pick<HeapGraph, 'synthetic' | 'uncounted'>): Uint8Array {
  return graph.uncounted ?? graph.synthetic;
}

/** Count and shallow bytes by type, without uncounted nodes. O(N) time, 12 bytes a type. Throws `cancelled`. */
export function totalsByType(graph: HeapGraph, context: WorkContext): TypeTotals {
  const { typeOf, shallowBytesOf: bytesOfNode } = graph;
  const uncounted = uncountedNodes(graph);
  const countOf = new Uint32Array(graph.typeNames.length);
  const shallowBytesOf = new Float64Array(graph.typeNames.length);
  inSlices(context, PHASE, graph.nodeCount, (from, to) => {
    for (let node = from; node < to; node++) {
      if (hasBit(uncounted, node)) continue;
      countOf[typeOf[node]]++;
      shallowBytesOf[typeOf[node]] += bytesOfNode[node];
    }
  });
  return { countOf, shallowBytesOf };
}

/** Sums over all nodes; `reachable` is the bitset of what roots reach. O(N) time. Throws HeapError `cancelled`. */
export function totalsOfHeap(graph: HeapGraph, reachable: Uint8Array, context: WorkContext): HeapTotals {
  const { shallowBytesOf, edgeStart, synthetic } = graph;
  const uncounted = uncountedNodes(graph);
  const totals = { objects: 0, shallowBytes: 0, references: 0, unreachableObjects: 0, unreachableBytes: 0 };
  inSlices(context, PHASE, graph.nodeCount, (from, to) => {
    for (let node = from; node < to; node++) {
      if (!hasBit(synthetic, node)) totals.references += edgeStart[node + 1] - edgeStart[node];
      if (hasBit(uncounted, node)) continue;
      totals.objects++;
      totals.shallowBytes += shallowBytesOf[node];
      if (hasBit(reachable, node)) continue;
      totals.unreachableObjects++;
      totals.unreachableBytes += shallowBytesOf[node];
    }
  });
  return totals;
}

/** Counted nodes grouped by type: those of type t are node[i] for i in start[t] … start[t + 1] − 1, ascending. */
export interface NodesByType {
  readonly start: Uint32Array;
  readonly node: Uint32Array;
}

/** Groups nodes by type with a counting sort. O(N) time, 4 N bytes. Throws HeapError `cancelled`. */
export function groupByType(graph: HeapGraph, totals: TypeTotals, context: WorkContext): NodesByType {
  const { typeOf } = graph;
  const uncounted = uncountedNodes(graph);
  const types = graph.typeNames.length;
  const start = new Uint32Array(types + 1);
  for (let type = 0; type < types; type++) start[type + 1] = start[type] + totals.countOf[type];
  const next = start.slice();
  const node = new Uint32Array(start[types]);
  inSlices(context, PHASE, graph.nodeCount, (from, to) => {
    for (let each = from; each < to; each++) if (!hasBit(uncounted, each)) node[next[typeOf[each]]++] = each;
  });
  return { start, node };
}
