import type { ReactNode } from 'react';
import type { Column } from './data-grid-column.ts';

interface RowProps<Row, Key extends string> {
  readonly id: string;
  readonly index: number;
  /** undefined while it is on its way. */
  readonly row: Row | undefined;
  readonly columns: readonly Column<Row, Key>[];
  readonly top: number;
  readonly active: boolean;
  readonly selected: boolean;
  readonly onClick: () => void;
}

/** Shorter bars are specks. */
const LEAST_SHARE = 0.01;

/** The bar under a number; none where it would be a speck. */
export function Bar({ share, tone }: { readonly share: number; readonly tone: string }): ReactNode {
  if (share < LEAST_SHARE) return null;
  return <i className={`grid-bar ${tone}`} style={{ width: `${String(Math.min(1, share) * 100)}%` }} />;
}

/** One row of a grid, placed by its offset. */
export function DataGridRow<Row, Key extends string>(props: RowProps<Row, Key>): ReactNode {
  const { row, columns, active, selected } = props;
  const state = `${active ? ' active' : ''}${selected ? ' selected' : ''}`;
  return (
    <div
      id={props.id}
      role="row"
      className={`grid-row grid-tr${state}`}
      aria-rowindex={props.index + 2}
      aria-selected={selected}
      style={{ transform: `translateY(${String(props.top)}px)` }}
      onClick={props.onClick}
    >
      {columns.map((column, place) => (
        <div
          key={column.key}
          role="gridcell"
          aria-colindex={place + 1}
          className={column.numeric === true ? 'grid-td numeric' : 'grid-td'}
        >
          {row === undefined ? <span className="grid-waiting" /> : column.cell(row)}
          {row === undefined || column.share === undefined ? null : (
            <Bar share={column.share(row)} tone={column.tone ?? 'shallow'} />
          )}
        </div>
      ))}
    </div>
  );
}
