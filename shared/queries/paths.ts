import { differentPaths } from '../analysis/different-paths.ts';
import { describeReference, holderOfEdge } from '../analysis/folded-references.ts';
import type { HeapAnalysis } from '../analysis/heap-analysis.ts';
import { edgesFromRoot } from '../analysis/paths.ts';
import type { PathNode } from '../analysis/paths.ts';
import type { WorkContext } from '../analysis/work-context.ts';
import { NO_NODE, ROOT_KIND_NAMES } from '../graph/heap-graph.ts';
import { sourceOfEdge } from '../graph/reverse-edges.ts';
import type { RootKindName } from '../protocol/rows.ts';
import { nodeOfId } from './find-by-name.ts';
import { pathInWords } from './path-words.ts';
import type { WordStep } from './path-words.ts';
import { rootOfChain, steps } from './path.ts';
import type { Query } from './query-context.ts';

/** The most different chains from roots to an object, the shortest first. Costs what differentPaths costs. */
export const paths: Query<'paths'> = (context, { id, count, to, avoid, avoidReferences }) => {
  const { heap, cancel } = context;
  const node = nodeOfId(heap, id);
  // Of equally short ones the one that `path` tells, so that both say the same.
  const isLimited = to !== null || avoid.length > 0 || avoidReferences.length > 0;
  const found = differentPaths(
    {
      graph: heap.graph,
      reverse: heap.reverseEdges(context),
      distances: heap.distancesFromRoots(context),
      dominatorTree: heap.dominatorTree(context),
      cancel,
    },
    {
      ...{
        node,
        count,
        first: isLimited ? null : edgesFromRoot(heap.graph, heap.distancesFromRoots(context), node),
      },
      isStart: startTest(heap, to),
      avoidedNodes: new Set(avoid.map((each) => heap.graph.nodeOf(each)).filter((each) => each !== NO_NODE)),
      avoidedEdges: new Set(
        avoidReferences.flatMap(({ from, to: held }) => edgesBetween(heap, from, held, context)),
      ),
    },
  );
  return {
    paths: found.map((chain) => {
      const root = rootOfChain(heap, chain[0].node, to);
      return {
        root,
        path: steps(heap, chain, root?.name ?? ''),
        words: pathInWords(root, wordSteps(heap, chain)),
      };
    }),
  };
};

function startTest(heap: HeapAnalysis, to: RootKindName | null): (node: number) => boolean {
  if (to === null) return (node) => heap.roots.rootOf(node) >= 0;
  const kind = ROOT_KIND_NAMES.indexOf(to);
  const starts = new Set<number>();
  heap.graph.roots.node.forEach((node, root) => {
    if (heap.graph.roots.kind[root] === kind) starts.add(node);
  });
  return (node) => starts.has(node);
}

function wordSteps({ graph }: HeapAnalysis, chain: readonly PathNode[]): WordStep[] {
  return chain
    .slice(1)
    .map(({ edge, folded }, index) => describeReference(graph, chain[index].node, edge, folded));
}

/** References of one object to another, as they are shown: those of an attribute dict are its owner's. */
function edgesBetween(heap: HeapAnalysis, from: string, to: string, context: WorkContext): number[] {
  const holder = nodeOfId(heap, from);
  const held = nodeOfId(heap, to);
  const { referrerStart, referrerEdge } = heap.reverseEdges(context);
  const between = referrerEdge.subarray(referrerStart[held], referrerStart[held + 1]);
  return Array.from(between).filter(
    (edge) => sourceOfEdge(heap.graph, edge) === holder || holderOfEdge(heap.graph, edge) === holder,
  );
}
