import type { NamedTotals } from '../analysis/diff.ts';
import type { HeapAnalysis } from '../analysis/heap-analysis.ts';
import { sortByNumber } from '../analysis/sort-by-number.ts';
import { formatCount } from '../base/numbers-to-text.ts';
import type { GroupKey } from '../protocol/object-set.ts';
import { setsOf } from './object-sets.ts';
import type { SetContext } from './object-sets.ts';

/** So many groups of a snapshot are compared with those of another: their names cross threads. */
const MAX_GROUPS = 50_000;

/**
 * All objects of a heap in groups by name, for another snapshot to compare itself with: of too many groups those with
 * most bytes, which the note says. By type O(types), else what ObjectSets.grouped costs. Throws as that.
 */
export function groupTotals(heap: HeapAnalysis, by: GroupKey, context: SetContext): NamedTotals {
  if (by === 'type') return heap.namedTypeTotals();
  const { grouping, sums } = setsOf(heap).grouped({ kind: 'all' }, by, context);
  const order = sortByNumber(sums.shallowBytesOf);
  const kept = order.subarray(Math.max(0, order.length - MAX_GROUPS));
  const cut = `Only the ${formatCount(MAX_GROUPS)} greatest of ${formatCount(order.length)} groups of a snapshot are compared.`;
  return {
    names: Array.from(kept, (group) => grouping.textOf(group)),
    note: kept.length < order.length ? cut : grouping.note,
    count: Float64Array.from(kept, (group) => sums.countOf[group]),
    shallowBytes: Float64Array.from(kept, (group) => sums.shallowBytesOf[group]),
    retainedBytes: Float64Array.from(kept, (group) => sums.retainedBytesOf[group]),
  };
}
