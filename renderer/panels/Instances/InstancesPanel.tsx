import { X } from 'lucide-react';
import { useMemo } from 'react';
import type { ReactNode } from 'react';
import { formatCount } from '../../../shared/base/numbers-to-text.ts';
import { visibleText } from '../../../shared/base/visible-text.ts';
import type { InstanceRow, InstancesPage } from '../../../shared/protocol/rows.ts';
import { DataGrid } from '../../components/DataGrid.tsx';
import { nextSort } from '../../components/data-grid-column.ts';
import type { Column } from '../../components/data-grid-column.ts';
import { EmptyState } from '../../components/EmptyState.tsx';
import { ErrorView } from '../../components/ErrorView.tsx';
import { FilterBox } from '../../components/FilterBox.tsx';
import { PaneHead } from '../../components/PaneHead.tsx';
import { Bytes, counted } from '../../components/Quantity.tsx';
import { CodeText, TypeName } from '../../components/SnapshotText.tsx';
import { useRows } from '../../data/use-rows.ts';
import type { InstanceList, TypesPlace } from '../../store/place.ts';
import { useWindow } from '../../store/window-store.ts';
import type { OpenSnapshot } from '../../store/window-store.ts';

type Key = InstanceList['sort']['by'];

function columnsFor(max: InstancesPage['max'], roomy: boolean): readonly Column<InstanceRow, Key>[] {
  const of = (bytes: number | null, greatest: number): number =>
    bytes === null || greatest === 0 ? 0 : bytes / greatest;
  return [
    {
      key: 'id',
      title: 'Id',
      sortable: true,
      width: 126,
      cell: (row) => <code className="code bare">{row.id}</code>,
      text: (row) => row.id,
    },
    {
      key: 'preview',
      title: 'Preview',
      sortable: true,
      width: 72,
      fill: true,
      cell: (row) => <CodeText text={row.preview} max={200} tone="bare soft" />,
      text: (row) => visibleText(row.preview, 10_000),
    },
    {
      key: 'shallow',
      title: 'Shallow size',
      ...(roomy ? {} : { shortTitle: 'Shallow' }),
      sortable: true,
      numeric: true,
      width: roomy ? 104 : 76,
      tone: 'shallow',
      share: (row) => of(row.shallowBytes, max.shallowBytes),
      cell: (row) => <Bytes bytes={row.shallowBytes} />,
      text: (row) => String(row.shallowBytes),
    },
    {
      key: 'retained',
      title: 'Retained size',
      ...(roomy ? {} : { shortTitle: 'Retained' }),
      sortable: true,
      numeric: true,
      width: roomy ? 114 : 90,
      tone: 'retained',
      share: (row) => of(row.retainedBytes, max.retainedBytes),
      cell: (row) => <Bytes bytes={row.retainedBytes} />,
      text: (row) => (row.retainedBytes === null ? '' : String(row.retainedBytes)),
    },
  ];
}

const NO_MAX = { shallowBytes: 0, retainedBytes: 0 };

/** All objects of one type; choosing one shows it. */
export function InstancesPanel({
  snapshot,
  place,
  type,
}: {
  readonly snapshot: OpenSnapshot;
  readonly place: TypesPlace;
  readonly type: string;
}): ReactNode {
  const goTo = useWindow((state) => state.goTo);
  const { sort, filter } = place.instances;
  const rows = useRows(snapshot.id, 'instances', { type, sort, filter }, `${snapshot.id} ${type}`);
  const { page } = rows;
  const max = page?.max ?? NO_MAX;
  const roomy = place.object === null;
  // Beside an open object there is little room: what tells the instances apart comes first.
  const isShallowShown = roomy || sort.by === 'shallow';
  const columns = useMemo(
    () => columnsFor(max, roomy).filter(({ key }) => isShallowShown || key !== 'shallow'),
    [max, roomy, isShallowShown],
  );
  const list = (change: Partial<InstanceList>): void =>
    goTo({ ...place, instances: { ...place.instances, ...change } });
  return (
    <>
      <PaneHead
        title={<TypeName type={type} max={80} />}
        note={page === null ? undefined : roomy ? counted(rows.total, 'instance') : formatCount(rows.total)}
      >
        <FilterBox label="Filter instances" value={filter} onChange={(next) => list({ filter: next })} />
        <button
          type="button"
          className="button icon quiet"
          aria-label="Close instances"
          title="Back to the types alone"
          onClick={() => goTo({ ...place, type: null, object: null })}
        >
          <X size={14} aria-hidden />
        </button>
      </PaneHead>
      {rows.error === null ? (
        <DataGrid
          label="Instances"
          columns={columns}
          total={rows.total}
          rowAt={rows.rowAt}
          need={rows.need}
          rowKey={(row) => row.id}
          selected={place.object}
          sort={sort}
          onSort={(column) => list({ sort: nextSort(sort, column) })}
          onActivate={(row) => goTo({ ...place, object: row.id })}
          totals={page === null ? null : totalsOf(page)}
          resetKey={rows.key}
          busy={rows.status === 'loading'}
          empty={<NoInstances filter={filter} />}
        />
      ) : (
        <ErrorView title="The instances could not be listed" error={rows.error}>
          <button type="button" className="button" onClick={rows.reload}>
            Try again
          </button>
        </ErrorView>
      )}
    </>
  );
}

function NoInstances({ filter }: { readonly filter: string }): ReactNode {
  return (
    <EmptyState
      title={
        filter === '' ? 'There is no object of this type' : `No instance matches “${visibleText(filter, 60)}”`
      }
    />
  );
}

function totalsOf({ totals }: InstancesPage): Partial<Record<Key, ReactNode>> {
  return { id: formatCount(totals.count), shallow: <Bytes bytes={totals.shallowBytes} /> };
}
