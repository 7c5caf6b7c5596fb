import { sortByNumber } from '../analysis/sort-by-number.ts';
import type { GroupSortKey } from '../protocol/engine-api.ts';
import { setsOf } from './object-sets.ts';
import type { KeptGrouping } from './object-sets.ts';
import type { Query } from './query-context.ts';

/** Above this many groups their texts are not made to sort by them: groups stand in the order of their first objects. */
const MAX_SORTED_TEXTS = 250_000;

/** One page of a set's groups; the grouping is kept for the next page. Costs what ObjectSets.grouped costs. */
export const group: Query<'group'> = (context, { set, by, sort, offset, limit }) => {
  const kept = setsOf(context.heap).grouped(set, by, context);
  const { grouping, sums } = kept;
  const order = orderOf(kept, sort.by, by === 'size');
  const total = grouping.groupCount;
  const rows = [];
  for (let row = offset; row < Math.min(total, offset + limit); row++) {
    const each = order[sort.descending ? total - 1 - row : row];
    rows.push({
      key: grouping.textOf(each),
      count: sums.countOf[each],
      shallowBytes: sums.shallowBytesOf[each],
      retainedBytes: sums.retainedBytesOf[each],
    });
  }
  return { total, offset, rows, ...totalsOf(kept), note: grouping.note };
};

function totalsOf({ sums }: KeptGrouping): {
  totals: { count: number; shallowBytes: number };
  max: { count: number; shallowBytes: number; retainedBytes: number };
} {
  const totals = { count: 0, shallowBytes: 0 };
  const max = { count: 0, shallowBytes: 0, retainedBytes: 0 };
  for (let each = 0; each < sums.countOf.length; each++) {
    totals.count += sums.countOf[each];
    totals.shallowBytes += sums.shallowBytesOf[each];
    max.count = Math.max(max.count, sums.countOf[each]);
    max.shallowBytes = Math.max(max.shallowBytes, sums.shallowBytesOf[each]);
    max.retainedBytes = Math.max(max.retainedBytes, sums.retainedBytesOf[each]);
  }
  return { totals, max };
}

/** Groups, least first; equal ones in the order of their first objects. */
function orderOf({ grouping, sums }: KeptGrouping, by: GroupSortKey, numeric: boolean): Uint32Array {
  if (by === 'count') return sortByNumber(sums.countOf);
  if (by === 'shallow') return sortByNumber(sums.shallowBytesOf);
  if (by === 'retained') return sortByNumber(sums.retainedBytesOf);
  const order = Uint32Array.from({ length: grouping.groupCount }, (_, each) => each);
  if (grouping.groupCount > MAX_SORTED_TEXTS) return order;
  const texts = Array.from(order, (each) => grouping.textOf(each));
  if (numeric) return order.sort((a, b) => Number(texts[a]) - Number(texts[b]));
  return order.sort((a, b) => {
    if (texts[a] === texts[b]) return a - b;
    return texts[a] < texts[b] ? -1 : 1;
  });
}
