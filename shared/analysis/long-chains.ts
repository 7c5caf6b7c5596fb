import { NO_NODE, hasBit } from '../graph/heap-graph.ts';
import { chainTo } from './finding-chains.ts';
import type { FoundFinding } from './found-finding.ts';
import type { HeapAnalysis } from './heap-analysis.ts';
import { inSlices } from './work-context.ts';
import type { WorkContext } from './work-context.ts';

/** Fewer links are no chain to speak of. */
const MIN_LINKS = 500;
/** Objects between two links: an attribute dict, a tuple, a cell. */
const MAX_BETWEEN = 3;

const PHASE = 'Looking for long chains';

/**
 * Linked lists: objects of one type of which each is held by the one before alone, at least 500 long and `minBytes`
 * heavy, that lie under no accumulation (`underOf`). Told at the first link. O(N) time, 4 N bytes while it runs.
 */
export function longChains(
  heap: HeapAnalysis,
  underOf: Uint32Array,
  minBytes: number,
  context: WorkContext,
): FoundFinding[] {
  const { graph, retainedBytesOf, reachable } = heap;
  const { nodeAt } = heap.dominatorTree(context);
  const linksOf = linksToEnd(heap, nodeAt, context);
  const found: FoundFinding[] = [];
  for (let node = 1; node < graph.nodeCount; node++) {
    if (linksOf[node] < MIN_LINKS || retainedBytesOf[node] < minBytes) continue;
    if (!hasBit(reachable, node) || underOf[node] !== NO_NODE || linkBefore(heap, node) !== NO_NODE) continue;
    const chain = chainTo(heap, node, context);
    if (chain.length === 0) continue;
    found.push({
      ...{ kind: 'chain', holder: node, chain, type: graph.typeOf[node], isMixed: false },
      ...{ count: linksOf[node], bytes: retainedBytesOf[node], example: node },
      ...{ cycles: 0, hasFinalizer: false, references: 0, isShared: false },
    });
  }
  return found;
}

/** How many links follow, the node itself included. Nodes below others come later in `nodeAt`, so from its end. */
function linksToEnd(heap: HeapAnalysis, nodeAt: Uint32Array, context: WorkContext): Uint32Array {
  const linksOf = new Uint32Array(nodeAt.length).fill(1);
  inSlices(context, PHASE, nodeAt.length, (from, to) => {
    for (let index = from; index < to; index++) {
      const node = nodeAt[nodeAt.length - 1 - index];
      const before = linkBefore(heap, node);
      if (before !== NO_NODE) linksOf[before] = Math.max(linksOf[before], linksOf[node] + 1);
    }
  });
  return linksOf;
}

/** The nearest of three dominators that has the type of the node. */
function linkBefore({ graph, dominatorOf }: HeapAnalysis, node: number): number {
  let at = node;
  for (let steps = 0; steps < MAX_BETWEEN; steps++) {
    at = dominatorOf[at];
    if (at === 0 || at === NO_NODE) return NO_NODE;
    if (graph.typeOf[at] === graph.typeOf[node]) return at;
  }
  return NO_NODE;
}
