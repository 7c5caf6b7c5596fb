import { useLayoutEffect, useMemo, useRef, useState } from 'react';
import type { CSSProperties, KeyboardEvent, PointerEvent, ReactNode, RefObject } from 'react';
import { formatBytes, formatCount } from '../../../shared/base/numbers-to-text.ts';
import { visibleText } from '../../../shared/base/visible-text.ts';
import type { TreemapCell } from '../../../shared/protocol/rows.ts';
import type { DominatorsPlace } from '../../store/places/dominators.ts';
import { useWindow } from '../../store/window-store.ts';
import { TreemapAside } from './TreemapAside.tsx';
import { cellAction, cellAfterKey, cellName, layOutTreemap } from './treemap-layout.ts';
import type { CellAction, PackageColours, PlacedCell } from './treemap-layout.ts';

interface Size {
  readonly width: number;
  readonly height: number;
}

function useSize(element: RefObject<HTMLElement | null>): Size {
  const [size, setSize] = useState<Size>({ width: 0, height: 0 });
  useLayoutEffect(() => {
    const box = element.current;
    if (box === null) return undefined;
    const measure = (): void => setSize({ width: box.clientWidth, height: box.clientHeight });
    const observer = new ResizeObserver(measure);
    observer.observe(box);
    measure();
    return () => observer.disconnect();
  }, [element]);
  return size;
}

function useCellActions(place: DominatorsPlace): (action: CellAction | null) => void {
  const goTo = useWindow((state) => state.goTo);
  const open = useWindow((state) => state.openObject);
  return (action) => {
    if (action?.kind === 'open') open(action.id);
    else if (action !== null) goTo({ ...place, zoom: action.zoom, inside: action.inside });
  };
}

function useCellKeys(
  place: DominatorsPlace,
  cells: readonly PlacedCell[],
  active: number,
  onActive: (index: number) => void,
  onAct: (index: number) => void,
): (event: KeyboardEvent) => void {
  const goTo = useWindow((state) => state.goTo);
  return (event) => {
    if (event.altKey || event.ctrlKey || event.metaKey) return;
    const next = cellAfterKey(cells, active, event.key);
    if (next !== null) onActive(next);
    else if (event.key === 'Enter' || event.key === ' ') onAct(active);
    else if (event.key === 'Backspace' || event.key === 'Escape') {
      const zoom = place.inside === null ? place.zoom.slice(0, -1) : place.zoom;
      goTo({ ...place, inside: null, zoom });
    } else return;
    event.preventDefault();
  };
}

/** One level of the treemap: the picture with its legend and the same as a list. */
export function TreemapPicture({
  cell,
  place,
  colours,
}: {
  readonly cell: TreemapCell;
  readonly place: DominatorsPlace;
  readonly colours: PackageColours;
}): ReactNode {
  const box = useRef<HTMLDivElement>(null);
  const { width, height } = useSize(box);
  const cells = useMemo(() => layOutTreemap(cell, width, height), [cell, width, height]);
  const [active, setActive] = useState(0);
  const [pointed, setPointed] = useState<{
    readonly index: number;
    readonly x: number;
    readonly y: number;
  } | null>(null);
  const act = useCellActions(place);
  const actOn = (index: number): void => act(cellAction(cells, index, place));
  const onKeyDown = useCellKeys(place, cells, active, setActive, actOn);
  const onPointer = (event: PointerEvent): void => {
    const index = indexAt(event);
    const frame = box.current?.getBoundingClientRect();
    if (index === null || frame === undefined) setPointed(null);
    else setPointed({ index, x: event.clientX - frame.left, y: event.clientY - frame.top });
  };
  const shown = cells.at(active);
  return (
    <div className="treemap-frame">
      <div
        className="treemap-stage"
        ref={box}
        role="application"
        aria-roledescription="treemap"
        aria-label="Treemap"
        tabIndex={0}
        data-cells={cells.length}
        onKeyDown={onKeyDown}
        onPointerMove={onPointer}
        onPointerLeave={() => setPointed(null)}
        onClick={(event) => {
          const index = indexAt(event);
          if (index !== null) actOn(index);
        }}
      >
        <svg width={width} height={height} aria-hidden>
          {cells.map((each) => (
            <Cell
              key={each.index}
              cell={each}
              colour={colours.of(each.package)}
              active={each.index === active}
            />
          ))}
        </svg>
        {pointed === null || cells.at(pointed.index) === undefined ? null : (
          <Card
            at={pointed}
            cell={cells[pointed.index]}
            action={cellAction(cells, pointed.index, place)}
            size={{ width, height }}
          />
        )}
        <p className="only-heard" aria-live="polite">
          {shown === undefined ? '' : `${cellName(shown.cell)}, ${formatBytes(shown.cell.retainedBytes)}`}
        </p>
      </div>
      <TreemapAside top={cell} cells={cells} colours={colours} onChoose={actOn} place={place} />
    </div>
  );
}

function indexAt(event: { readonly target: EventTarget }): number | null {
  const index = event.target instanceof Element ? event.target.getAttribute('data-index') : null;
  return index === null ? null : Number(index);
}

function Cell({
  cell,
  colour,
  active,
}: {
  readonly cell: PlacedCell;
  readonly colour: number;
  readonly active: boolean;
}): ReactNode {
  const { x, y, width, height, label, depth } = cell;
  return (
    <g
      className={`cell package-${String(colour)} depth-${String(Math.min(depth, 4))}${active ? ' active' : ''}`}
    >
      <rect
        data-index={cell.index}
        x={x}
        y={y}
        width={width}
        height={height}
        rx={width > 30 && height > 14 ? 3 : 1}
      />
      {label === '' ? null : (
        <text x={x + 5} y={y + 12.5}>
          {label}
        </text>
      )}
    </g>
  );
}

const ACTION_WORDS = { zoom: 'Click: go in', open: 'Click: open the object' } as const;

function Card({
  at,
  cell: { cell, package: name },
  action,
  size,
}: {
  readonly at: { readonly x: number; readonly y: number };
  readonly cell: PlacedCell;
  readonly action: CellAction | null;
  readonly size: Size;
}): ReactNode {
  const place: CSSProperties = {
    ...(at.x > size.width / 2 ? { right: size.width - at.x + 12 } : { left: at.x + 12 }),
    ...(at.y > size.height / 2 ? { bottom: size.height - at.y + 12 } : { top: at.y + 12 }),
  };
  return (
    <div className="treemap-card" role="tooltip" style={place}>
      <b>{cellName(cell)}</b>
      {cell.id === null ? null : <code>{cell.id}</code>}
      {cell.preview === '' ? null : <code>{visibleText(cell.preview, 120)}</code>}
      <span>
        retained {formatBytes(cell.retainedBytes)} · shallow {formatBytes(cell.shallowBytes)}
      </span>
      {cell.rest === null ? null : (
        <span>
          {formatCount(cell.rest.count)} more inside, {formatBytes(cell.rest.retainedBytes)}
        </span>
      )}
      {name === '' ? null : <span>package {visibleText(name, 60)}</span>}
      {action === null ? null : <em>{ACTION_WORDS[action.kind]}</em>}
    </div>
  );
}
