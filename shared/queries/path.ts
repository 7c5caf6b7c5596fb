import { distancesFromRootKind } from '../analysis/distances.ts';
import { describeReference } from '../analysis/folded-references.ts';
import type { HeapAnalysis } from '../analysis/heap-analysis.ts';
import { pathFromRoot } from '../analysis/paths.ts';
import type { PathNode } from '../analysis/paths.ts';
import { visibleText } from '../base/visible-text.ts';
import { ROOT_KIND_NAMES } from '../graph/heap-graph.ts';
import type { PathStep, RootPath } from '../protocol/rows.ts';
import { nodeOfId } from './find-by-name.ts';
import { instanceRow } from './object-rows.ts';
import type { Query } from './query-context.ts';

/** Longest chain that is told in full; of longer ones the middle is left out. */
const MAX_STEPS = 400;
const MAX_ROOT_NAME = 300;

/**
 * The shortest chain from a root to the object; its first step is the root's own object. From any root O(length) once
 * distances are known; from roots of one kind O(N + E) at worst.
 */
export const path: Query<'path'> = (context, { id, to }) => {
  const { heap } = context;
  const node = nodeOfId(heap, id);
  const distances =
    to === null
      ? heap.distancesFromRoots(context)
      : distancesFromRootKind(heap.graph, ROOT_KIND_NAMES.indexOf(to), node, context);
  const chain = pathFromRoot(heap.graph, distances, node);
  if (chain.length === 0) return { root: null, path: [] };
  const root = rootOfChain(heap, chain[0].node, to);
  return { root, path: steps(heap, chain, root?.name ?? '') };
};

/** The root that a chain starts at, as a row of its table tells it; of a kind where one is asked for. O(roots). */
export function rootOfChain(heap: HeapAnalysis, node: number, to: string | null): RootPath['root'] {
  const { roots, strings } = heap.graph;
  let row = heap.roots.rootOf(node);
  // A node can be a root twice, as a module and a thread's frame holds it: name the kind that was asked for.
  if (to !== null)
    row = roots.node.findIndex((each, at) => each === node && ROOT_KIND_NAMES[roots.kind[at]] === to);
  if (row < 0) return null;
  return {
    kind: ROOT_KIND_NAMES[roots.kind[row]] ?? 'unknown',
    name: visibleText(strings.get(roots.name[row], 4 * MAX_ROOT_NAME), MAX_ROOT_NAME),
    id: heap.graph.idOf(node),
  };
}

/** A chain as rows; of one with more than `most` steps (an even number) the middle is left out. O(length). */
export function steps(
  heap: HeapAnalysis,
  chain: readonly PathNode[],
  rootName: string,
  most = MAX_STEPS,
): PathStep[] {
  const stepAt = ({ node, edge, folded }: PathNode, index: number): PathStep => {
    const { id, type, preview } = instanceRow(heap, node);
    const label =
      index === 0 ? rootName : describeReference(heap.graph, chain[index - 1].node, edge, folded).label;
    return { id, type, label, preview };
  };
  if (chain.length <= most) return chain.map(stepAt);
  const half = most / 2;
  const firstOfEnd = chain.length - half;
  return [
    ...chain.slice(0, half).map(stepAt),
    { ...stepAt(chain[half], half), label: '…', preview: `${firstOfEnd - half} steps left out here` },
    ...chain.slice(firstOfEnd).map((each, index) => stepAt(each, firstOfEnd + index)),
  ];
}
