import {
  countReferents,
  countReferrers,
  visitReferents,
  visitReferrers,
} from '../analysis/folded-references.ts';
import { CANCEL_CHECK_INTERVAL, throwIfCancelled } from '../base/cancellation.ts';
import type { ReferenceRow } from '../protocol/rows.ts';
import { nodeOfId } from './find-by-name.ts';
import { referenceRow } from './object-rows.ts';
import type { Query } from './query-context.ts';

/**
 * One page of an object's references in the order in which they were captured. Referrers: O(page · log N); referents:
 * O(offset + page), and counting a dict's entries.
 */
export const references: Query<'references'> = (context, { id, direction, offset, limit }) => {
  const { heap, cancel } = context;
  const { graph } = heap;
  const node = nodeOfId(heap, id);
  const rows: ReferenceRow[] = [];
  if (direction === 'referrers') {
    const reverse = heap.reverseEdges(context);
    const total = countReferrers(graph, reverse, node);
    visitReferrers(
      graph,
      reverse,
      node,
      (holder, edge, folded) => {
        if (rows.length >= limit) return false;
        rows.push(referenceRow(heap, holder, holder, edge, folded));
        return true;
      },
      offset,
    );
    return { total, offset, rows };
  }
  let position = 0;
  visitReferents(graph, node, (held, edge, folded) => {
    if (position % CANCEL_CHECK_INTERVAL === 0) throwIfCancelled(cancel);
    if (rows.length >= limit) return false;
    if (position++ >= offset) rows.push(referenceRow(heap, node, held, edge, folded));
    return true;
  });
  return { total: countReferents(graph, node), offset, rows };
};
