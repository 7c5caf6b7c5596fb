import { useMemo } from 'react';
import type { ReactNode } from 'react';
import { formatCount, formatCountDelta } from '../../../shared/base/numbers-to-text.ts';
import { visibleText } from '../../../shared/base/visible-text.ts';
import type { DiffRow } from '../../../shared/protocol/rows.ts';
import { DataGrid } from '../../components/DataGrid.tsx';
import { nextSort } from '../../components/data-grid-column.ts';
import type { Column } from '../../components/data-grid-column.ts';
import { EmptyState } from '../../components/EmptyState.tsx';
import { ErrorView } from '../../components/ErrorView.tsx';
import { FilterBox } from '../../components/FilterBox.tsx';
import { Bytes, counted } from '../../components/Quantity.tsx';
import { TypeName } from '../../components/SnapshotText.tsx';
import { useAllRows } from '../../data/use-all-rows.ts';
import { GROUP_WORDS } from '../../lists/group-words.ts';
import type { ComparedKey, GrowthList } from '../../store/places/growth.ts';
import { useWindow } from '../../store/window-store.ts';
import { CompareBy } from './CompareBy.tsx';
import { Delta } from './Delta.tsx';
import { groupPlace } from './group-place.ts';
import type { GrowthPartProps } from './growth-part.ts';
import { growthTotals, listedGrowth } from './growth-rows.ts';

type Key = GrowthList['sort']['by'];

const SORTED = { sortable: true, numeric: true } as const;

const NUMBERS: readonly Column<DiffRow, Key>[] = [
  {
    ...SORTED,
    key: 'before',
    title: 'Count before',
    width: 112,
    counts: true,
    cell: (row) => formatCount(row.countBefore),
    text: (row) => String(row.countBefore),
  },
  {
    ...SORTED,
    key: 'after',
    title: 'Count after',
    width: 104,
    counts: true,
    cell: (row) => formatCount(row.countAfter),
    text: (row) => String(row.countAfter),
  },
  {
    ...SORTED,
    key: 'count',
    title: 'Count change',
    width: 116,
    cell: (row) => <Delta value={row.countDelta}>{formatCountDelta(row.countDelta)}</Delta>,
    text: (row) => String(row.countDelta),
  },
  {
    ...SORTED,
    key: 'shallow',
    title: 'Shallow change',
    width: 126,
    cell: (row) => (
      <Delta value={row.shallowDelta}>
        <Bytes bytes={row.shallowDelta} signed />
      </Delta>
    ),
    text: (row) => String(row.shallowDelta),
  },
  {
    ...SORTED,
    key: 'retained',
    title: 'Retained change',
    width: 132,
    cell: (row) => (
      <Delta value={row.retainedDelta}>
        <Bytes bytes={row.retainedDelta} signed />
      </Delta>
    ),
    text: (row) => (row.retainedDelta === null ? '' : String(row.retainedDelta)),
  },
];

function columnsFor(by: ComparedKey): readonly Column<DiffRow, Key>[] {
  const name: Column<DiffRow, Key> = {
    key: 'name',
    title: GROUP_WORDS[by].name,
    sortable: true,
    width: 220,
    fill: true,
    cell: ({ type }) => (type === '' ? '(nothing)' : <TypeName type={type} max={240} />),
    text: (row) => visibleText(row.type, 10_000),
  };
  return [name, ...NUMBERS];
}

/** What there is more and less of, group by group; choosing one shows its objects in the later snapshot. */
export function ChangesPart({ snapshot, before, place }: GrowthPartProps): ReactNode {
  const goTo = useWindow((state) => state.goTo);
  const { list, by } = place;
  const answer = useAllRows(snapshot.id, 'diff', { before: before.id, by });
  const rows = useMemo(() => listedGrowth(answer.rows, list), [answer.rows, list]);
  const columns = useMemo(() => columnsFor(by), [by]);
  const change = (next: Partial<GrowthList>): void => goTo({ ...place, list: { ...list, ...next } });
  return (
    <>
      <div className="part-tools">
        <CompareBy by={by} onChange={(key) => goTo({ ...place, by: key })} />
        <FilterBox label="Filter changes" value={list.filter} onChange={(filter) => change({ filter })} />
      </div>
      {answer.error === null ? (
        <DataGrid
          label="Growth"
          columns={columns}
          total={rows.length}
          rowAt={(index) => rows[index]}
          rowKey={(row) => row.type}
          sort={list.sort}
          onSort={(column) => change({ sort: nextSort(list.sort, column) })}
          onActivate={(row) => goTo(groupPlace(snapshot.slug, by, row.type))}
          totals={totalsOf(rows, by)}
          resetKey={JSON.stringify([before.slug, snapshot.slug, by, list])}
          busy={answer.status === 'loading'}
          empty={
            <EmptyState
              title={list.filter === '' ? 'Nothing changed between the two' : 'No change matches'}
            />
          }
        />
      ) : (
        <ErrorView title="The snapshots could not be compared" error={answer.error} />
      )}
    </>
  );
}

function totalsOf(rows: readonly DiffRow[], by: ComparedKey): Partial<Record<Key, ReactNode>> {
  const totals = growthTotals(rows);
  return {
    name: counted(rows.length, by === 'type' ? 'type' : 'group'),
    before: formatCount(totals.before),
    after: formatCount(totals.after),
    count: formatCountDelta(totals.count),
    shallow: <Bytes bytes={totals.shallow} signed />,
  };
}
