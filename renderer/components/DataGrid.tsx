import { useEffect, useId, useRef, useState } from 'react';
import type { KeyboardEvent, ReactNode } from 'react';
import { DataGridFoot } from './DataGridFoot.tsx';
import { DataGridHead } from './DataGridHead.tsx';
import { DataGridRow } from './DataGridRow.tsx';
import type { Column, GridSort } from './data-grid-column.ts';
import { copyRow, gridStyle } from './grid-element.ts';
import { nextIndex } from './grid-keys.ts';
import { useColumnWidths } from './use-column-widths.ts';
import { useVirtualRows } from './use-virtual-rows.ts';
import type { VirtualRows } from './use-virtual-rows.ts';
import './data-grid.css';

const ROW_HEIGHT = 26;
const HEAD_HEIGHT = 30;

export interface DataGridProps<Row, Key extends string> {
  readonly label: string;
  readonly columns: readonly Column<Row, Key>[];
  readonly total: number;
  readonly rowAt: (index: number) => Row | undefined;
  /** Called with the rows in sight. */
  readonly need?: (from: number, to: number) => void;
  readonly rowKey: (row: Row) => string;
  /** Key of the row whose details are open. */
  readonly selected?: string | null;
  readonly sort?: GridSort<Key> | null;
  readonly onSort?: (column: Column<Row, Key>) => void;
  readonly onActivate?: (row: Row) => void;
  readonly totals?: Readonly<Partial<Record<Key, ReactNode>>> | null;
  /** A change of it goes back to the first row. */
  readonly resetKey: string;
  readonly busy?: boolean;
  /** Shown in place of rows when there are none. */
  readonly empty?: ReactNode;
}

/**
 * A table of any length, of which only the rows in sight exist. One tab stop for the rows: arrows, Home, End, Page Up
 * and Page Down move, Enter opens, Ctrl+C copies the row.
 */
export function DataGrid<Row, Key extends string>(props: DataGridProps<Row, Key>): ReactNode {
  const { columns, total, need, resetKey, totals = null } = props;
  const scroller = useRef<HTMLDivElement>(null);
  const id = useId();
  const [active, setActive] = useActiveRow(resetKey);
  const [widths, resize] = useColumnWidths();
  const rows = useVirtualRows(scroller, {
    rows: total,
    rowHeight: ROW_HEIGHT,
    fixedHeight: totals === null ? HEAD_HEIGHT : 2 * HEAD_HEIGHT,
    resetKey,
  });
  const { from, to } = rows;
  useEffect(() => need?.(from, to), [need, from, to, total]);
  const activeInSight = active >= from && active < to && total > 0;
  return (
    <div
      ref={scroller}
      className={props.onActivate === undefined ? 'grid' : 'grid grid-opens'}
      role="grid"
      aria-label={props.label}
      aria-rowcount={total + 1}
      aria-colcount={columns.length}
      aria-busy={props.busy === true}
      aria-activedescendant={activeInSight ? `${id}-${String(active)}` : undefined}
      tabIndex={0}
      style={gridStyle(columns, widths)}
      onKeyDown={(event) => onGridKey(event, props, rows, active, setActive)}
      onCopy={(event) => copyRow(event, columns, props.rowAt(active))}
    >
      <DataGridHead columns={columns} sort={props.sort ?? null} onSort={props.onSort} onResize={resize} />
      <div role="rowgroup" className="grid-body" style={{ height: rows.height }}>
        <RowsInSight grid={props} rows={rows} id={id} active={active} onActive={setActive} />
      </div>
      {total === 0 && props.busy !== true ? <div className="grid-empty">{props.empty}</div> : null}
      {totals === null ? null : <DataGridFoot columns={columns} totals={totals} />}
    </div>
  );
}

/** The row the keyboard is at; the first again with each new `resetKey`. */
function useActiveRow(resetKey: string): [number, (index: number) => void] {
  const [active, setActive] = useState(0);
  const [shownKey, setShownKey] = useState(resetKey);
  if (shownKey !== resetKey) {
    setShownKey(resetKey);
    setActive(0);
  }
  return [active, setActive];
}

function onGridKey<Row, Key extends string>(
  event: KeyboardEvent<HTMLDivElement>,
  grid: DataGridProps<Row, Key>,
  rows: VirtualRows,
  active: number,
  setActive: (index: number) => void,
): void {
  // Keys on a header's button are the button's.
  if (event.target !== event.currentTarget || event.altKey || event.metaKey) return;
  if (event.key === 'Enter' || event.key === ' ') {
    event.preventDefault();
    const row = grid.rowAt(active);
    if (row !== undefined) grid.onActivate?.(row);
    return;
  }
  const next = nextIndex(event.key, { active, total: grid.total, pageRows: rows.pageRows });
  if (next === null) return;
  event.preventDefault();
  setActive(next);
  rows.show(next);
}

function RowsInSight<Row, Key extends string>({
  grid,
  rows,
  id,
  active,
  onActive,
}: {
  readonly grid: DataGridProps<Row, Key>;
  readonly rows: VirtualRows;
  readonly id: string;
  readonly active: number;
  readonly onActive: (index: number) => void;
}): ReactNode {
  const drawn: ReactNode[] = [];
  for (let index = rows.from; index < rows.to; index++) {
    const row = grid.rowAt(index);
    drawn.push(
      <DataGridRow
        key={index}
        id={`${id}-${String(index)}`}
        index={index}
        row={row}
        columns={grid.columns}
        top={rows.offsetOf(index)}
        active={index === active}
        selected={row !== undefined && grid.rowKey(row) === grid.selected}
        onClick={() => {
          onActive(index);
          if (row !== undefined) grid.onActivate?.(row);
        }}
      />,
    );
  }
  return drawn;
}
