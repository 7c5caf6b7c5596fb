import { useMemo } from 'react';
import type { ReactNode } from 'react';
import { formatCount, formatCountDelta } from '../../../shared/base/numbers-to-text.ts';
import { visibleText } from '../../../shared/base/visible-text.ts';
import type { SeriesRow } from '../../../shared/protocol/growth-rows.ts';
import { DataGrid } from '../../components/DataGrid.tsx';
import { nextSort } from '../../components/data-grid-column.ts';
import type { Column } from '../../components/data-grid-column.ts';
import { EmptyState } from '../../components/EmptyState.tsx';
import { Bytes } from '../../components/Quantity.tsx';
import { TypeName } from '../../components/SnapshotText.tsx';
import { useRows } from '../../data/use-rows.ts';
import { GROUP_WORDS } from '../../lists/group-words.ts';
import { Unanswered } from '../../lists/Unanswered.tsx';
import type { ComparedKey, GrowthPlace, SeriesSort } from '../../store/places/growth.ts';
import { useWindow } from '../../store/window-store.ts';
import type { OpenSnapshot } from '../../store/window-store.ts';
import { Delta } from './Delta.tsx';
import { heights, timePlaces } from './time-line.ts';

type Key = SeriesSort['by'] | 'line' | 'steady';

const LINE_WIDTH = 108;
const LINE_HEIGHT = 16;

function growth(values: readonly number[]): number {
  return values[values.length - 1] - values[0];
}

/** A small line of values, as high as its own greatest. */
function Line({
  values,
  places,
}: {
  readonly values: readonly number[];
  readonly places: readonly number[];
}): ReactNode {
  const points = heights(values).map((height, index) => {
    const x = 1 + places[index] * (LINE_WIDTH - 2);
    return `${x.toFixed(1)},${(LINE_HEIGHT - 1 - (height ?? 0) * (LINE_HEIGHT - 2)).toFixed(1)}`;
  });
  return (
    <svg className="spark" width={LINE_WIDTH} height={LINE_HEIGHT} aria-hidden>
      <polyline points={points.join(' ')} />
    </svg>
  );
}

function bytesColumn(
  key: 'shallow' | 'retained',
  of: (row: SeriesRow) => readonly number[],
): Column<SeriesRow, Key> {
  return {
    key,
    title: key === 'shallow' ? 'Shallow change' : 'Retained change',
    sortable: true,
    numeric: true,
    width: 132,
    cell: (row) => (
      <Delta value={growth(of(row))}>
        <Bytes bytes={growth(of(row))} signed />
      </Delta>
    ),
    text: (row) => of(row).join(' '),
  };
}

function columnsFor(by: ComparedKey, places: readonly number[]): readonly Column<SeriesRow, Key>[] {
  return [
    {
      key: 'name',
      title: GROUP_WORDS[by].name,
      sortable: true,
      width: 200,
      fill: true,
      cell: ({ key }) => (key === '' ? '(nothing)' : <TypeName type={key} max={240} />),
      text: ({ key }) => visibleText(key, 10_000),
    },
    {
      key: 'steady',
      title: 'Steady',
      width: 62,
      cell: ({ steady }) => (steady ? <span className="steady">steady</span> : ''),
      text: ({ steady }) => (steady ? 'steady' : ''),
    },
    {
      key: 'line',
      title: 'Shallow size',
      width: 124,
      cell: (row) => <Line values={row.shallowBytes} places={places} />,
      text: (row) => row.shallowBytes.join(' '),
    },
    {
      key: 'count',
      title: 'Count change',
      sortable: true,
      numeric: true,
      width: 196,
      cell: ({ count }) => (
        <>
          <span className="soft from-to">
            {formatCount(count[0])} → {formatCount(count[count.length - 1])}
          </span>
          <Delta value={growth(count)}>{formatCountDelta(growth(count))}</Delta>
        </>
      ),
      text: ({ count }) => count.join(' '),
    },
    bytesColumn('shallow', (row) => row.shallowBytes),
    bytesColumn('retained', (row) => row.retainedBytes),
  ];
}

/** Types, or other groups, through all snapshots; choosing one draws its line. */
export function SeriesGrid({
  snapshot,
  place,
  snapshots,
}: {
  readonly snapshot: OpenSnapshot;
  readonly place: GrowthPlace;
  readonly snapshots: readonly OpenSnapshot[];
}): ReactNode {
  const goTo = useWindow((state) => state.goTo);
  const { by, series: sort, steady, drawn } = place;
  const { filter } = place.list;
  const ids = snapshots.map(({ id }) => id);
  const question = { snapshots: ids, by, sort, filter, steady };
  const rows = useRows(snapshot.id, 'series', question, JSON.stringify([ids, by]));
  const places = timePlaces(snapshots).join(' ');
  const columns = useMemo(() => columnsFor(by, places.split(' ').map(Number)), [by, places]);
  if (rows.page === null || rows.error !== null) {
    return (
      <Unanswered
        error={rows.error}
        progress={rows.progress}
        isStopped={false}
        what="Comparing the snapshots"
        title="The snapshots could not be compared"
        onStop={rows.cancel}
        onRetry={rows.reload}
      />
    );
  }
  return (
    <DataGrid
      label="Growth over time"
      columns={columns}
      total={rows.total}
      rowAt={rows.rowAt}
      need={rows.need}
      rowKey={(row) => row.key}
      selected={drawn}
      sort={sort}
      onSort={({ key, numeric }) => {
        if (key === 'line' || key === 'steady') return;
        goTo({ ...place, series: nextSort(sort, { key, ...(numeric === true ? { numeric } : {}) }) });
      }}
      onActivate={({ key }) => goTo({ ...place, drawn: key === drawn ? null : key })}
      resetKey={rows.key}
      busy={rows.status === 'loading'}
      empty={<EmptyState title={steady ? 'Nothing grew steadily' : 'Nothing matches'} />}
    />
  );
}
