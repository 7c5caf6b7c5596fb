import { EDGE_KIND_NAMES } from '../graph/edge-kinds.ts';
import { NO_NODE, ROLE_NAMES, hasBit } from '../graph/heap-graph.ts';
import type { HeapGraph } from '../graph/heap-graph.ts';
import type { HeapAnalysis } from './heap-analysis.ts';
import { pathFromRoot } from './paths.ts';
import type { PathNode } from './paths.ts';
import type { WorkContext } from './work-context.ts';

/** How CPython keeps the values of context variables. */
export const CONTEXT_TREE = /^hamt/u;
const CONTAINER = ROLE_NAMES.indexOf('container');

/**
 * The shortest chain from a root to a holder, which ends at what a person knows: the owner of an attribute dict, and the
 * object whose own storage a table is (an `lru_cache`, a Map). Empty when no root reaches it. O(length · log N).
 */
export function chainTo(heap: HeapAnalysis, holder: number, context: WorkContext): readonly PathNode[] {
  const { graph } = heap;
  const distances = heap.distancesFromRoots(context);
  const owner = graph.ownerOfDict?.[holder] ?? NO_NODE;
  const chain = pathFromRoot(graph, distances, owner === NO_NODE ? holder : owner);
  let end = chain.length;
  while (end > 1 && isStorage(graph, chain, end - 1)) end--;
  return chain.slice(0, end);
}

/** A table that its owner refers to by no name of the program's. */
function isStorage(graph: HeapGraph, chain: readonly PathNode[], index: number): boolean {
  const { node, edge } = chain[index];
  if (EDGE_KIND_NAMES[graph.edgeKind[edge]] !== 'internal') return false;
  if (graph.typeRole[graph.typeOf[node]] !== CONTAINER) return false;
  const above = chain[index - 1].node;
  // What stands in a context (its tree is called hamt) is a variable's value, and a module has much that is internal.
  const name = graph.typeNames[graph.typeOf[above]];
  return !hasBit(graph.synthetic, above) && !CONTEXT_TREE.test(name);
}

/** Whether what it refers to are its parts by name, not many of a kind: modules, classes, instances, frames. O(1). */
export function isNamespace(graph: HeapGraph, node: number): boolean {
  if (graph.ownerOfDict !== null && graph.ownerOfDict[node] !== NO_NODE) return true;
  return graph.typeRole[graph.typeOf[node]] !== CONTAINER;
}
