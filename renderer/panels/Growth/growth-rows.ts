import type { DiffRow } from '../../../shared/protocol/rows.ts';
import type { GrowthList } from '../../store/places/growth.ts';

function compareText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

function valueOf(row: DiffRow, by: Exclude<GrowthList['sort']['by'], 'name'>): number {
  switch (by) {
    case 'before':
      return row.countBefore;
    case 'after':
      return row.countAfter;
    case 'count':
      return row.countDelta;
    case 'shallow':
      return row.shallowDelta;
    case 'retained':
      return row.retainedDelta ?? Number.NEGATIVE_INFINITY;
  }
}

/** The rows whose type contains the filter, in the list's order; equal ones by name. O(rows · log rows). */
export function listedGrowth(rows: readonly DiffRow[], { sort, filter }: GrowthList): readonly DiffRow[] {
  const wanted = filter.toLowerCase();
  const { by, descending } = sort;
  const way = descending ? -1 : 1;
  return rows
    .filter((row) => row.type.toLowerCase().includes(wanted))
    .sort((a, b) => {
      const first = by === 'name' ? compareText(a.type, b.type) : valueOf(a, by) - valueOf(b, by);
      // Infinity − Infinity is not a number: both unknown.
      return (Number.isNaN(first) ? 0 : first) * way || compareText(a.type, b.type);
    });
}

export interface GrowthTotals {
  readonly before: number;
  readonly after: number;
  readonly count: number;
  readonly shallow: number;
}

/** Sums over rows. Retained sizes of types overlap and have no sum. O(rows). */
export function growthTotals(rows: readonly DiffRow[]): GrowthTotals {
  const totals = { before: 0, after: 0, count: 0, shallow: 0 };
  for (const row of rows) {
    totals.before += row.countBefore;
    totals.after += row.countAfter;
    totals.count += row.countDelta;
    totals.shallow += row.shallowDelta;
  }
  return totals;
}
