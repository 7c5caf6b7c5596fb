import { useMemo } from 'react';
import type { ReactNode } from 'react';
import { formatBytes, formatCount } from '../../../shared/base/numbers-to-text.ts';
import { visibleText } from '../../../shared/base/visible-text.ts';
import type { TreemapCell } from '../../../shared/protocol/rows.ts';
import { DataGrid } from '../../components/DataGrid.tsx';
import type { Column } from '../../components/data-grid-column.ts';
import { Bytes } from '../../components/Quantity.tsx';
import type { DominatorsPlace } from '../../store/places/dominators.ts';
import { areGreatestOnly, cellName, packageShares } from './treemap-layout.ts';
import type { PackageColours, PlacedCell } from './treemap-layout.ts';

/** Packages that the legend names. */
const MAX_NAMED = 9;

interface AreaRow {
  readonly cell: TreemapCell;
  /** -1: too small to be drawn. */
  readonly index: number;
  readonly colour: number;
}

function columnsFor(total: number): readonly Column<AreaRow>[] {
  return [
    {
      key: 'area',
      title: 'Area',
      width: 110,
      fill: true,
      cell: ({ cell, colour }) => (
        <span className="area-name" title={cellName(cell)}>
          <i className={`patch package-${String(colour)}`} />
          {cellName(cell)}
        </span>
      ),
      text: ({ cell }) => `${cellName(cell)} ${cell.id ?? ''}`,
    },
    {
      key: 'retained',
      title: 'Retained size',
      shortTitle: 'Retained',
      numeric: true,
      width: 88,
      tone: 'retained',
      share: ({ cell }) => (total === 0 ? 0 : cell.retainedBytes / total),
      cell: ({ cell }) => <Bytes bytes={cell.retainedBytes} />,
      text: ({ cell }) => String(cell.retainedBytes),
    },
  ];
}

/** Beside the picture: what its colours mean, and the areas directly inside as a list that does the same. */
export function TreemapAside({
  top,
  cells,
  colours,
  onChoose,
  place,
}: {
  readonly top: TreemapCell;
  readonly cells: readonly PlacedCell[];
  readonly colours: PackageColours;
  readonly onChoose: (index: number) => void;
  readonly place: DominatorsPlace;
}): ReactNode {
  const shares = useMemo(() => packageShares(cells), [cells]);
  const columns = useMemo(() => columnsFor(top.retainedBytes), [top]);
  const rows = useMemo(() => {
    const placed = new Map(cells.filter(({ depth }) => depth === 1).map((each) => [each.cell, each]));
    return top.cells.map((cell): AreaRow => {
      const at = placed.get(cell);
      return { cell, index: at?.index ?? -1, colour: colours.of(at?.package ?? '') };
    });
  }, [top, cells, colours]);
  return (
    <div className="treemap-aside">
      <ul className="treemap-legend" aria-label="Packages">
        {shares.slice(0, MAX_NAMED).map(({ name, bytes }) => (
          <li key={name}>
            <i className={`patch package-${String(colours.of(name))}`} />
            <span className="legend-name">{name === '' ? 'built in' : visibleText(name, 40)}</span>
            <Bytes bytes={bytes} />
          </li>
        ))}
        {shares.length <= MAX_NAMED ? null : (
          <li>and {formatCount(shares.length - MAX_NAMED)} more packages</li>
        )}
      </ul>
      <DataGrid
        label="Areas"
        columns={columns}
        total={rows.length}
        rowAt={(index) => rows[index]}
        rowKey={({ cell }) => cell.id ?? `× ${cell.type}`}
        selected={place.object}
        onActivate={({ index }) => {
          if (index >= 0) onChoose(index);
        }}
        resetKey={`${place.zoom.join(' ')} ${place.inside ?? ''}`}
      />
      {top.rest === null ? null : (
        <p className="treemap-rest">
          and {formatCount(top.rest.count)} smaller, {formatBytes(top.rest.retainedBytes)} together
          {areGreatestOnly(top) ? ', left out of the picture' : ''}
        </p>
      )}
    </div>
  );
}
