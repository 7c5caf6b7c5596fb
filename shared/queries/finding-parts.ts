import { describeReference } from '../analysis/folded-references.ts';
import type { HeapAnalysis } from '../analysis/heap-analysis.ts';
import type { PathNode } from '../analysis/paths.ts';
import { NO_NODE } from '../graph/heap-graph.ts';
import type { Finding } from '../protocol/findings-rows.ts';
import { placeOf } from './finding-place.ts';
import { instanceRow } from './object-rows.ts';
import { rootOfChain, steps } from './path.ts';
import { pathInWords } from './path-words.ts';

/**
 * Where a finding is, told in each way: step by step, as code and in words. `most` steps are told of a long chain, which
 * begins at a root, or goes around a cycle of garbage. O(length).
 */
export function whereabouts(
  heap: HeapAnalysis,
  chain: readonly PathNode[],
  most?: number,
): Pick<Finding, 'path' | 'root' | 'place' | 'words'> {
  const root = rootOfChain(heap, chain[0].node, null);
  const words = chain
    .slice(1)
    .map(({ edge, folded }, index) => describeReference(heap.graph, chain[index].node, edge, folded));
  const place = placeOf(heap, root, chain);
  const path = steps(heap, chain, root?.name ?? '', most);
  return { path, root, place, words: root === null ? place : pathInWords(root, words) };
}

/** One of what is held; null for NO_NODE. O(1). */
export function exampleOf(heap: HeapAnalysis, node: number): Finding['example'] {
  if (node === NO_NODE) return null;
  const { id, type, preview } = instanceRow(heap, node);
  return { id, type, preview };
}
