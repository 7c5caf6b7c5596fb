import { growthOf, seriesOf } from '../analysis/series.ts';
import type { Series } from '../analysis/series.ts';
import type { SeriesSortKey } from '../protocol/growth-rows.ts';
import type { Query } from './query-context.ts';

/**
 * One page of types, or other groups, over several snapshots, sorted by name or by how much they grew from the first to
 * the last. O(groups · (snapshots + log groups)), the totals being there.
 */
export const series: Query<'series'> = (context, { snapshots, by, sort, filter, steady, offset, limit }) => {
  const totals = snapshots.map((snapshot) => context.totalsOf(snapshot, by));
  const wanted = filter.toLowerCase();
  const rows = seriesOf(totals).filter(
    (row) => (!steady || row.steady) && row.key.toLowerCase().includes(wanted),
  );
  const way = sort.descending ? -1 : 1;
  rows.sort((a, b) => way * compare(a, b, sort.by) || compare(a, b, 'name'));
  const note = totals.map((each) => each.note).find((each) => each !== null) ?? null;
  return { total: rows.length, offset, rows: rows.slice(offset, offset + limit), note };
};

function compare(a: Series, b: Series, by: SeriesSortKey): number {
  switch (by) {
    case 'name':
      return a.key < b.key ? -1 : a.key > b.key ? 1 : 0;
    case 'count':
      return growthOf(a.count) - growthOf(b.count);
    case 'shallow':
      return growthOf(a.shallowBytes) - growthOf(b.shallowBytes);
    case 'retained':
      return growthOf(a.retainedBytes) - growthOf(b.retainedBytes);
  }
}
