import { ArrowRightLeft } from 'lucide-react';
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
import { PaneHead } from '../../components/PaneHead.tsx';
import { Bytes, counted } from '../../components/Quantity.tsx';
import { TypeName } from '../../components/SnapshotText.tsx';
import { useAllRows } from '../../data/use-all-rows.ts';
import { growthPlace } from '../../store/places/growth.ts';
import type { GrowthList, GrowthPlace } from '../../store/places/growth.ts';
import { typesPlace } from '../../store/places/types.ts';
import { useWindow } from '../../store/window-store.ts';
import type { OpenSnapshot } from '../../store/window-store.ts';
import { growthTotals, listedGrowth } from './growth-rows.ts';
import './growth.css';

type Key = GrowthList['sort']['by'];

function Delta({
  value,
  children,
}: {
  readonly value: number | null;
  readonly children: ReactNode;
}): ReactNode {
  return <span className={value !== null && value > 0 ? 'delta more' : 'delta'}>{children}</span>;
}

const SORTED = { sortable: true, numeric: true } as const;

const COLUMNS: readonly Column<DiffRow, Key>[] = [
  {
    key: 'name',
    title: 'Type',
    sortable: true,
    width: 220,
    fill: true,
    cell: (row) => <TypeName type={row.type} />,
    text: (row) => visibleText(row.type, 10_000),
  },
  {
    ...SORTED,
    key: 'before',
    title: 'Count before',
    width: 112,
    cell: (row) => formatCount(row.countBefore),
    text: (row) => String(row.countBefore),
  },
  {
    ...SORTED,
    key: 'after',
    title: 'Count after',
    width: 104,
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

/** What changed from one open snapshot to another, type by type. */
export function GrowthPanel({
  snapshot,
  place,
}: {
  readonly snapshot: OpenSnapshot;
  readonly place: GrowthPlace;
}): ReactNode {
  const snapshots = useWindow((state) => state.snapshots);
  const goTo = useWindow((state) => state.goTo);
  const before = snapshots.find((each) => each.slug === place.before) ?? null;
  const answer = useAllRows(snapshot.id, 'diff', before === null ? null : { before: before.id });
  const { list } = place;
  const rows = useMemo(() => listedGrowth(answer.rows, list), [answer.rows, list]);
  const change = (next: Partial<GrowthList>): void => goTo({ ...place, list: { ...list, ...next } });
  return (
    <section className="pane growth" aria-label="Growth between two snapshots">
      <PaneHead title="Growth" note={before === null ? undefined : `${counted(rows.length, 'type')} changed`}>
        <FilterBox label="Filter types" value={list.filter} onChange={(filter) => change({ filter })} />
      </PaneHead>
      <Pair snapshots={snapshots} before={before} after={snapshot} />
      {before === null ? (
        <EmptyState title="Choose the snapshot to compare with" />
      ) : answer.error !== null ? (
        <ErrorView title="The snapshots could not be compared" error={answer.error} />
      ) : (
        <DataGrid
          label="Growth"
          columns={COLUMNS}
          total={rows.length}
          rowAt={(index) => rows[index]}
          rowKey={(row) => row.type}
          sort={list.sort}
          onSort={(column) => change({ sort: nextSort(list.sort, column) })}
          onActivate={(row) => goTo({ ...typesPlace(snapshot.slug), type: row.type })}
          totals={totalsOf(rows)}
          resetKey={JSON.stringify([before.slug, snapshot.slug, list])}
          busy={answer.status === 'loading'}
          empty={
            <EmptyState
              title={list.filter === '' ? 'No type changed between the two' : 'No changed type matches'}
            />
          }
        />
      )}
    </section>
  );
}

function totalsOf(rows: readonly DiffRow[]): Partial<Record<Key, ReactNode>> {
  const totals = growthTotals(rows);
  return {
    name: counted(rows.length, 'type'),
    before: formatCount(totals.before),
    after: formatCount(totals.after),
    count: formatCountDelta(totals.count),
    shallow: <Bytes bytes={totals.shallow} signed />,
  };
}

function Pair({
  snapshots,
  before,
  after,
}: {
  readonly snapshots: readonly OpenSnapshot[];
  readonly before: OpenSnapshot | null;
  readonly after: OpenSnapshot;
}): ReactNode {
  const goTo = useWindow((state) => state.goTo);
  return (
    <div className="growth-pair">
      <SnapshotSelect
        label="Before"
        value={before?.slug ?? ''}
        snapshots={snapshots.filter((each) => each !== after)}
        onChange={(slug) => goTo(growthPlace(after.slug, slug))}
      />
      <button
        type="button"
        className="button icon quiet"
        aria-label="Swap before and after"
        title="Swap before and after"
        disabled={before === null}
        onClick={() => before !== null && goTo(growthPlace(before.slug, after.slug))}
      >
        <ArrowRightLeft size={14} aria-hidden />
      </button>
      <SnapshotSelect
        label="After"
        value={after.slug}
        snapshots={snapshots.filter((each) => each !== before)}
        onChange={(slug) => goTo(growthPlace(slug, before?.slug ?? null))}
      />
    </div>
  );
}

/** A snapshot's label after its name. */
function labelText(label: string): string {
  return label === '' ? '' : `: ${visibleText(label, 40)}`;
}

function SnapshotSelect({
  label,
  value,
  snapshots,
  onChange,
}: {
  readonly label: string;
  readonly value: string;
  readonly snapshots: readonly OpenSnapshot[];
  readonly onChange: (slug: string) => void;
}): ReactNode {
  return (
    <div className="select">
      <span aria-hidden>{label}</span>
      <select aria-label={label} value={value} onChange={(event) => onChange(event.target.value)}>
        {value === '' ? <option value="">Choose…</option> : null}
        {snapshots.map(({ slug, info }) => (
          <option key={slug} value={slug}>
            {visibleText(slug, 60)}
            {labelText(info.process?.label ?? '')}
          </option>
        ))}
      </select>
    </div>
  );
}
