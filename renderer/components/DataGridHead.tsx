import { ArrowDown, ArrowUp } from 'lucide-react';
import type { PointerEvent, ReactNode } from 'react';
import type { Column, GridSort } from './data-grid-column.ts';

const MIN_WIDTH = 48;

interface HeadProps<Row, Key extends string> {
  readonly columns: readonly Column<Row, Key>[];
  readonly sort: GridSort<Key> | null;
  readonly onSort: ((column: Column<Row, Key>) => void) | undefined;
  /** null: back to the usual width. */
  readonly onResize: (key: Key, width: number | null) => void;
}

function ariaSort(sort: GridSort | null, key: string): 'ascending' | 'descending' | 'none' {
  if (sort?.by !== key) return 'none';
  return sort.descending ? 'descending' : 'ascending';
}

/** The sticky head of a grid: names, the sort, and edges to drag. */
export function DataGridHead<Row, Key extends string>(props: HeadProps<Row, Key>): ReactNode {
  const { columns, sort, onSort } = props;
  return (
    <div role="rowgroup" className="grid-head">
      <div role="row" className="grid-row" aria-rowindex={1}>
        {columns.map((column) => {
          const sorted = column.sortable === true ? ariaSort(sort, column.key) : undefined;
          const Arrow = sort?.descending === true ? ArrowDown : ArrowUp;
          return (
            <div
              key={column.key}
              role="columnheader"
              aria-label={column.title}
              aria-sort={sorted}
              className={column.numeric === true ? 'grid-th numeric' : 'grid-th'}
            >
              {sorted === undefined ? (
                <span className="grid-sort">{column.shortTitle ?? column.title}</span>
              ) : (
                <button type="button" className="grid-sort" onClick={() => onSort?.(column)}>
                  <span>{column.shortTitle ?? column.title}</span>
                  {sorted === 'none' ? null : <Arrow size={12} strokeWidth={2.25} aria-hidden />}
                </button>
              )}
              <Edge onResize={(width) => props.onResize(column.key, width)} />
            </div>
          );
        })}
      </div>
    </div>
  );
}

/** The right edge of a header: drag to resize, double-click to reset. For pointers only; nothing hides behind it. */
function Edge({ onResize }: { readonly onResize: (width: number | null) => void }): ReactNode {
  const onPointerDown = (event: PointerEvent<HTMLSpanElement>): void => {
    const edge = event.currentTarget;
    const header = edge.parentElement;
    if (header === null) return;
    event.preventDefault();
    const start = header.getBoundingClientRect().width - event.clientX;
    edge.setPointerCapture(event.pointerId);
    const move = (moved: globalThis.PointerEvent): void =>
      onResize(Math.max(MIN_WIDTH, start + moved.clientX));
    edge.addEventListener('pointermove', move);
    edge.addEventListener('lostpointercapture', () => edge.removeEventListener('pointermove', move), {
      once: true,
    });
  };
  return (
    <span
      className="grid-edge"
      aria-hidden
      onPointerDown={onPointerDown}
      onDoubleClick={() => onResize(null)}
    />
  );
}
