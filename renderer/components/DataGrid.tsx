import { useCallback, useEffect, useId, useRef, useState } from 'react';
import type { CSSProperties, ClipboardEvent, KeyboardEvent, ReactNode } from 'react';
import { DataGridFoot } from './DataGridFoot.tsx';
import { DataGridHead } from './DataGridHead.tsx';
import { DataGridRow } from './DataGridRow.tsx';
import { columnTemplate, leastWidth, rowAsTsv } from './data-grid-column.ts';
import type { Column, GridSort } from './data-grid-column.ts';
import { nextIndex } from './grid-keys.ts';
import { useVirtualRows } from './use-virtual-rows.ts';
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
  const { columns, total, rowAt, need, resetKey, onActivate } = props;
  const scroller = useRef<HTMLDivElement>(null);
  const id = useId();
  const [active, setActive] = useState(0);
  const [widths, setWidths] = useState<Readonly<Record<string, number>>>({});
  const footHeight = props.totals == null ? 0 : HEAD_HEIGHT;
  const rows = useVirtualRows(scroller, {
    rows: total,
    rowHeight: ROW_HEIGHT,
    fixedHeight: HEAD_HEIGHT + footHeight,
    resetKey,
  });
  const { from, to, show } = rows;
  const [shownKey, setShownKey] = useState(resetKey);
  if (shownKey !== resetKey) {
    setShownKey(resetKey);
    setActive(0);
  }
  useEffect(() => need?.(from, to), [need, from, to, total]);

  const resize = useCallback((key: string, width: number | null) => {
    setWidths(({ [key]: _, ...others }) => (width === null ? others : { ...others, [key]: width }));
  }, []);
  const onKeyDown = (event: KeyboardEvent<HTMLDivElement>): void => {
    if (event.target !== event.currentTarget || event.altKey || event.metaKey) return;
    const row = rowAt(active);
    if (event.key === 'Enter' || event.key === ' ') {
      event.preventDefault();
      if (row !== undefined) onActivate?.(row);
      return;
    }
    const next = nextIndex(event.key, { active, total, pageRows: rows.pageRows });
    if (next === null) return;
    event.preventDefault();
    setActive(next);
    show(next);
  };
  const onCopy = (event: ClipboardEvent): void => {
    const row = rowAt(active);
    if (row === undefined || document.getSelection()?.isCollapsed === false) return;
    event.preventDefault();
    event.clipboardData.setData('text/plain', rowAsTsv(columns, row));
  };

  const drawn: ReactNode[] = [];
  for (let index = from; index < to; index++) {
    const row = rowAt(index);
    drawn.push(
      <DataGridRow
        key={index}
        id={`${id}-${String(index)}`}
        index={index}
        row={row}
        columns={columns}
        top={rows.offsetOf(index)}
        active={index === active}
        selected={row !== undefined && props.rowKey(row) === props.selected}
        onClick={() => {
          setActive(index);
          if (row !== undefined) onActivate?.(row);
        }}
      />,
    );
  }
  const activeInSight = active >= from && active < to && total > 0;
  return (
    <div
      ref={scroller}
      className={onActivate === undefined ? 'grid' : 'grid grid-opens'}
      role="grid"
      aria-label={props.label}
      aria-rowcount={total + 1}
      aria-colcount={columns.length}
      aria-busy={props.busy === true}
      aria-activedescendant={activeInSight ? `${id}-${String(active)}` : undefined}
      tabIndex={0}
      style={
        {
          '--columns': columnTemplate(columns, widths),
          '--least': `${String(leastWidth(columns, widths))}px`,
        } as CSSProperties
      }
      onKeyDown={onKeyDown}
      onCopy={onCopy}
    >
      <DataGridHead columns={columns} sort={props.sort ?? null} onSort={props.onSort} onResize={resize} />
      <div role="rowgroup" className="grid-body" style={{ height: rows.height }}>
        {drawn}
      </div>
      {total === 0 && props.busy !== true ? <div className="grid-empty">{props.empty}</div> : null}
      {props.totals == null ? null : <DataGridFoot columns={columns} totals={props.totals} />}
    </div>
  );
}
