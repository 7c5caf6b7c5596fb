import { useEffect, useMemo } from 'react';
import type { ReactNode } from 'react';
import { formatCount } from '../../../shared/base/numbers-to-text.ts';
import { visibleText } from '../../../shared/base/visible-text.ts';
import type { TypeRow, TypesPage } from '../../../shared/protocol/rows.ts';
import { DataGrid } from '../../components/DataGrid.tsx';
import { nextSort } from '../../components/data-grid-column.ts';
import type { Column } from '../../components/data-grid-column.ts';
import { EmptyState } from '../../components/EmptyState.tsx';
import { ErrorView } from '../../components/ErrorView.tsx';
import { FilterBox } from '../../components/FilterBox.tsx';
import { PaneHead } from '../../components/PaneHead.tsx';
import { Bytes, counted } from '../../components/Quantity.tsx';
import { TypeName } from '../../components/SnapshotText.tsx';
import { useRows } from '../../data/use-rows.ts';
import { bytesColumn } from '../../lists/bytes-column.tsx';
import { typesPlace } from '../../store/places/types.ts';
import type { TypeList, TypesPlace } from '../../store/places/types.ts';
import { useWindow } from '../../store/window-store.ts';
import type { OpenSnapshot } from '../../store/window-store.ts';

type Key = TypeList['sort']['by'];

/** Retained sizes come after the types; until then the list is asked again this often (ms). */
const ASK_AGAIN_MS = 600;

/** `roomy` where nothing stands beside the types: else the name gives way, so that the sizes stay in sight. */
function columnsFor(max: TypesPage['max'], roomy: boolean): readonly Column<TypeRow, Key>[] {
  return [
    {
      key: 'name',
      title: 'Type',
      sortable: true,
      width: roomy ? 140 : 96,
      fill: true,
      cell: (row) => <TypeName type={row.type} />,
      text: (row) => visibleText(row.type, 10_000),
    },
    {
      key: 'count',
      title: 'Count',
      sortable: true,
      numeric: true,
      width: 76,
      counts: true,
      cell: (row) => formatCount(row.count),
      text: (row) => String(row.count),
    },
    bytesColumn('shallow', max.shallowBytes, roomy, (row) => row.shallowBytes),
    bytesColumn('retained', max.retainedBytes, roomy, (row) => row.retainedBytes),
  ];
}

const NO_MAX = { count: 0, shallowBytes: 0, retainedBytes: 0 };

/** Every type of a snapshot with its count and bytes; choosing one lists its instances. */
export function TypesPanel({
  snapshot,
  place,
}: {
  readonly snapshot: OpenSnapshot;
  readonly place: TypesPlace;
}): ReactNode {
  const goTo = useWindow((state) => state.goTo);
  const { sort, filter } = place.types;
  const rows = useRows(snapshot.id, 'types', { sort, filter }, snapshot.id);
  const { page, reload } = rows;
  const max = page?.max ?? NO_MAX;
  const roomy = place.type === null && place.object === null;
  const columns = useMemo(() => columnsFor(max, roomy), [max, roomy]);

  const waiting = page?.rows[0]?.retainedBytes === null;
  useEffect(() => {
    if (!waiting) return undefined;
    const timer = setTimeout(reload, ASK_AGAIN_MS);
    return () => clearTimeout(timer);
  }, [waiting, page, reload]);

  const list = (change: Partial<TypeList>): void => goTo({ ...place, types: { ...place.types, ...change } });
  const choose = (row: TypeRow): void => {
    const { instances } = typesPlace(place.snapshot);
    goTo({ ...place, type: row.type, instances: row.type === place.type ? place.instances : instances });
  };
  return (
    <>
      <PaneHead title="Types" note={page === null ? undefined : formatCount(rows.total)}>
        <FilterBox label="Filter types" value={filter} onChange={(next) => list({ filter: next })} />
      </PaneHead>
      {rows.error === null ? (
        <DataGrid
          label="Types"
          columns={columns}
          total={rows.total}
          rowAt={rows.rowAt}
          need={rows.need}
          rowKey={(row) => row.type}
          selected={place.type}
          sort={sort}
          onSort={(column) => list({ sort: nextSort(sort, column) })}
          onActivate={choose}
          totals={page === null ? null : totalsOf(page)}
          resetKey={rows.key}
          busy={rows.status === 'loading'}
          empty={<EmptyState title={`No type is called “${visibleText(filter, 60)}”`} />}
        />
      ) : (
        <ErrorView title="The types could not be listed" error={rows.error}>
          <button type="button" className="button" onClick={reload}>
            Try again
          </button>
        </ErrorView>
      )}
    </>
  );
}

function totalsOf({ totals }: TypesPage): Partial<Record<Key, ReactNode>> {
  return {
    name: counted(totals.types, 'type'),
    count: formatCount(totals.count),
    shallow: <Bytes bytes={totals.shallowBytes} />,
  };
}
