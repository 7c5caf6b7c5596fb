import { ChevronDown, ChevronRight } from 'lucide-react';
import { useEffect, useId, useRef, useState } from 'react';
import type { CSSProperties, KeyboardEvent, ReactNode } from 'react';
import { formatCount } from '../../shared/base/numbers-to-text.ts';
import { visibleText } from '../../shared/base/visible-text.ts';
import { DataGridHead } from './DataGridHead.tsx';
import { Bar } from './DataGridRow.tsx';
import { copyRow, gridStyle } from './grid-element.ts';
import type { Column } from './data-grid-column.ts';
import { treeMove } from './tree-keys.ts';
import { useColumnWidths } from './use-column-widths.ts';
import { useVirtualRows } from './use-virtual-rows.ts';
import type { VirtualRows } from './use-virtual-rows.ts';
import './data-grid.css';
import './tree-grid.css';

const ROW_HEIGHT = 26;
const HEAD_HEIGHT = 30;
/** Deeper levels are not set in further: there would be no room for the name. */
const MAX_INDENT = 24;

interface LineBase {
  readonly key: string;
  readonly level: number;
  readonly parent: string;
}
/** A line of the tree: a row, or what stands for rows that are not here. */
export type GridLine<Row> =
  | (LineBase & {
      readonly kind: 'row';
      readonly row: Row;
      readonly isOpen: boolean | null;
      readonly position: number;
      readonly siblings: number;
    })
  | (LineBase & { readonly kind: 'more'; readonly left: number })
  | (LineBase & { readonly kind: 'waiting' })
  | (LineBase & { readonly kind: 'failed'; readonly error: { readonly message: string } });

export interface TreeGridProps<Row> {
  readonly label: string;
  /** The first is the tree. */
  readonly columns: readonly Column<Row>[];
  readonly lines: readonly GridLine<Row>[];
  readonly onToggle: (key: string) => void;
  /** Asks for more rows under the row with the key, '' for the top. */
  readonly onMore: (parent: string) => void;
  /** Opens what a row stands for; false when it stands for nothing that opens, which opens its branch. */
  readonly onActivate: (row: Row) => boolean;
  readonly isSelected: (row: Row) => boolean;
  /** Shown at the right end of the row that is pointed at or active. */
  readonly actions?: (row: Row) => ReactNode;
  readonly resetKey: string;
  readonly empty?: ReactNode;
}

/**
 * A tree of any length as a table, of which only the lines in sight exist. One tab stop: arrows move, Right opens a
 * branch, Left closes it or goes to the row above, Enter opens what the row stands for, Space its branch.
 */
export function TreeGrid<Row>(props: TreeGridProps<Row>): ReactNode {
  const { columns, lines, resetKey } = props;
  const scroller = useRef<HTMLDivElement>(null);
  const id = useId();
  const [widths, resize] = useColumnWidths();
  const [activeKey, setActiveKey] = useState<string | null>(null);
  const rows = useVirtualRows(scroller, {
    rows: lines.length,
    rowHeight: ROW_HEIGHT,
    fixedHeight: HEAD_HEIGHT,
    resetKey,
  });
  const active = Math.max(
    0,
    lines.findIndex((line) => line.key === activeKey),
  );
  const latest = useRef(rows.show);
  useEffect(() => {
    latest.current = rows.show;
  });
  const activate = (line: GridLine<Row>): void => {
    setActiveKey(line.key);
    if (line.kind === 'row') {
      if (!props.onActivate(line.row) && line.isOpen !== null) props.onToggle(line.key);
    } else if (line.kind !== 'waiting') props.onMore(line.parent);
  };
  const onKeyDown = (event: KeyboardEvent<HTMLDivElement>): void => {
    if (event.target !== event.currentTarget || event.altKey || event.metaKey || event.ctrlKey) return;
    const line = lines.at(active);
    if (line === undefined) return;
    const move = treeMove(event.key, lines, active, rows.pageRows);
    if (move === null) return;
    event.preventDefault();
    if (move === 'activate') activate(line);
    else if (move === 'toggle') {
      if (line.kind === 'row' && line.isOpen !== null) props.onToggle(line.key);
    } else {
      setActiveKey(lines[move].key);
      latest.current(move);
    }
  };
  const isActiveInSight = active >= rows.from && active < rows.to && lines.length > 0;
  return (
    <div
      ref={scroller}
      className="grid grid-opens tree-grid"
      role="treegrid"
      aria-label={props.label}
      aria-rowcount={lines.length + 1}
      aria-colcount={columns.length}
      aria-activedescendant={isActiveInSight ? `${id}-${String(active)}` : undefined}
      tabIndex={0}
      style={gridStyle(columns, widths)}
      onKeyDown={onKeyDown}
      onCopy={(event) => {
        const line = lines.at(active);
        copyRow(event, columns, line?.kind === 'row' ? line.row : undefined);
      }}
    >
      <DataGridHead columns={columns} sort={null} onSort={undefined} onResize={resize} />
      <div role="rowgroup" className="grid-body" style={{ height: rows.height }}>
        <LinesInSight grid={props} rows={rows} id={id} active={active} onActivate={activate} />
      </div>
      {lines.length === 0 ? <div className="grid-empty">{props.empty}</div> : null}
    </div>
  );
}

function LinesInSight<Row>({
  grid,
  rows,
  id,
  active,
  onActivate,
}: {
  readonly grid: TreeGridProps<Row>;
  readonly rows: VirtualRows;
  readonly id: string;
  readonly active: number;
  readonly onActivate: (line: GridLine<Row>) => void;
}): ReactNode {
  return grid.lines.slice(rows.from, rows.to).map((line, place) => {
    const index = rows.from + place;
    return (
      <TreeGridLine
        key={line.key}
        id={`${id}-${String(index)}`}
        index={index}
        line={line}
        grid={grid}
        top={rows.offsetOf(index)}
        active={index === active}
        onActivate={() => onActivate(line)}
      />
    );
  });
}

function TreeGridLine<Row>({
  id,
  index,
  line,
  grid,
  top,
  active,
  onActivate,
}: {
  readonly id: string;
  readonly index: number;
  readonly line: GridLine<Row>;
  readonly grid: TreeGridProps<Row>;
  readonly top: number;
  readonly active: boolean;
  readonly onActivate: () => void;
}): ReactNode {
  const selected = line.kind === 'row' && grid.isSelected(line.row);
  const indent = (Math.min(line.level, MAX_INDENT) - 1) * 14;
  const place = { transform: `translateY(${String(top)}px)`, '--indent': `${String(indent)}px` };
  return (
    <div
      id={id}
      role="row"
      className={`grid-row grid-tr${active ? ' active' : ''}${selected ? ' selected' : ''}`}
      aria-rowindex={index + 2}
      aria-level={line.level}
      aria-selected={selected}
      {...(line.kind === 'row' ? { 'aria-posinset': line.position, 'aria-setsize': line.siblings } : {})}
      {...(line.kind === 'row' && line.isOpen !== null ? { 'aria-expanded': line.isOpen } : {})}
      style={place as CSSProperties}
      onClick={onActivate}
    >
      {line.kind === 'row' ? (
        <RowCells line={line} grid={grid} />
      ) : (
        <div role="gridcell" className="grid-td tree-cell tree-note">
          <span className="tree-toggle" />
          <LineNote line={line} />
        </div>
      )}
    </div>
  );
}

function RowCells<Row>({
  line,
  grid,
}: {
  readonly line: Extract<GridLine<Row>, { kind: 'row' }>;
  readonly grid: TreeGridProps<Row>;
}): ReactNode {
  const { row, isOpen } = line;
  const Chevron = isOpen === true ? ChevronDown : ChevronRight;
  return (
    <>
      {grid.columns.map((column, at) => (
        <div
          key={column.key}
          role="gridcell"
          aria-colindex={at + 1}
          className={`grid-td${column.numeric === true ? ' numeric' : ''}${at === 0 ? ' tree-cell' : ''}`}
        >
          {at > 0 ? null : (
            <span
              className={isOpen === null ? 'tree-toggle' : 'tree-toggle can-open'}
              onClick={(event) => {
                if (isOpen === null) return;
                event.stopPropagation();
                grid.onToggle(line.key);
              }}
            >
              {isOpen === null ? null : <Chevron size={14} aria-hidden />}
            </span>
          )}
          {column.cell(row)}
          {column.share === undefined ? null : (
            <Bar share={column.share(row)} tone={column.tone ?? 'shallow'} />
          )}
          {at > 0 || grid.actions === undefined ? null : (
            <span className="tree-actions" onClick={(event) => event.stopPropagation()}>
              {grid.actions(row)}
            </span>
          )}
        </div>
      ))}
    </>
  );
}

function LineNote<Row>({ line }: { readonly line: Exclude<GridLine<Row>, { kind: 'row' }> }): ReactNode {
  switch (line.kind) {
    case 'waiting':
      return <span className="grid-waiting" />;
    case 'more':
      return <span className="link">{formatCount(line.left)} more</span>;
    case 'failed':
      return (
        <span className="tree-failed">
          {visibleText(line.error.message, 200)} <span className="link">Try again</span>
        </span>
      );
  }
}
