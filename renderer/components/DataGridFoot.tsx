import type { ReactNode } from 'react';
import type { Column } from './data-grid-column.ts';

/** The totals under a grid, always in sight. */
export function DataGridFoot<Row, Key extends string>({
  columns,
  totals,
}: {
  readonly columns: readonly Column<Row, Key>[];
  readonly totals: Readonly<Partial<Record<Key, ReactNode>>>;
}): ReactNode {
  // No role=row: it is no row of the list, and would be counted as one.
  return (
    <div className="grid-foot" role="presentation">
      <div className="grid-row">
        {columns.map((column) => (
          <div key={column.key} className={column.numeric === true ? 'grid-td numeric' : 'grid-td'}>
            {totals[column.key]}
          </div>
        ))}
      </div>
    </div>
  );
}
