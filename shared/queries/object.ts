import { countReferents, countReferrers, isOwnedDictOf } from '../analysis/folded-references.ts';
import type { HeapAnalysis } from '../analysis/heap-analysis.ts';
import { NO_NODE, hasBit } from '../graph/heap-graph.ts';
import type { ObjectDetails } from '../protocol/rows.ts';
import { nodeOfId } from './find-by-name.ts';
import { instanceRow, roleOf, typeNameOf } from './object-rows.ts';
import type { Query } from './query-context.ts';

/** Everything about one object but its references. O(references). */
export const object: Query<'object'> = (context, { id }) => {
  const { heap } = context;
  const { graph } = heap;
  const node = nodeOfId(heap, id);
  const distance = heap.distancesFromRoots(context).distanceOf[node];
  const length = graph.lengthOf?.[node] ?? Number.NaN;
  return {
    ...instanceRow(heap, node),
    role: roleOf(heap, node),
    dominator: dominatorOf(heap, node),
    distance: distance === NO_NODE ? null : distance,
    reachable: hasBit(heap.reachable, node),
    length: Number.isNaN(length) ? null : length,
    refcount: graph.refcountOf?.[node] ?? null,
    allocatedAt: graph.allocationOf(node),
    referentCount: countReferents(graph, node),
    referrerCount: countReferrers(graph, heap.reverseEdges(context), node),
  };
};

/** The one object that holds the node; the instance in place of its attribute dict where it holds that in turn. */
function dominatorOf(heap: HeapAnalysis, node: number): ObjectDetails['dominator'] {
  const { graph, dominatorOf: dominators } = heap;
  let dominator = dominators[node];
  if (dominator === 0 || dominator === NO_NODE) return null;
  const above = dominators[dominator];
  if (above !== node && above !== NO_NODE && isOwnedDictOf(graph, dominator, above)) dominator = above;
  return {
    id: graph.idOf(dominator),
    type: typeNameOf(heap, dominator),
    preview: graph.previewOf(dominator),
  };
}
