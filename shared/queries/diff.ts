import { diffTypes } from '../analysis/diff.ts';
import type { Query } from './query-context.ts';

/** Types that changed since another snapshot, those that gained most bytes first. O(types · log types). */
export const diff: Query<'diff'> = ({ heap, totalsOf }, { before, offset, limit }) => {
  const changes = diffTypes(totalsOf(before), heap.namedTypeTotals());
  const rows = changes
    .slice(offset, offset + limit)
    .map(({ name, ...change }) => ({ type: name, ...change }));
  return { total: changes.length, offset, rows };
};
