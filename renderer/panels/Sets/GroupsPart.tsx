import { useMemo } from 'react';
import type { ReactNode } from 'react';
import { formatCount } from '../../../shared/base/numbers-to-text.ts';
import { visibleText } from '../../../shared/base/visible-text.ts';
import { GROUP_KEYS } from '../../../shared/protocol/object-set.ts';
import type { GroupKey, ObjectSet } from '../../../shared/protocol/object-set.ts';
import type { GroupRow, GroupsPage } from '../../../shared/protocol/rows.ts';
import { DataGrid } from '../../components/DataGrid.tsx';
import { nextSort } from '../../components/data-grid-column.ts';
import type { Column } from '../../components/data-grid-column.ts';
import { EmptyState } from '../../components/EmptyState.tsx';
import { Bytes, counted } from '../../components/Quantity.tsx';
import { TypeName } from '../../components/SnapshotText.tsx';
import { useRows } from '../../data/use-rows.ts';
import { bytesColumn } from '../../lists/bytes-column.tsx';
import { Unanswered } from '../../lists/Unanswered.tsx';
import { setsPlace } from '../../store/places/sets.ts';
import type { GroupSort, SetsPlace } from '../../store/places/sets.ts';
import { useWindow } from '../../store/window-store.ts';
import type { OpenSnapshot } from '../../store/window-store.ts';
import { GROUP_WORDS } from '../../lists/group-words.ts';

type Key = GroupSort['by'];

const NO_MAX = { count: 0, shallowBytes: 0, retainedBytes: 0 };

function columnsFor(by: GroupKey, max: GroupsPage['max']): readonly Column<GroupRow, Key>[] {
  return [
    {
      key: 'key',
      title: GROUP_WORDS[by].name,
      sortable: true,
      width: 180,
      fill: true,
      cell: ({ key }) => (key === '' ? '(nothing)' : <TypeName type={key} max={240} />),
      text: ({ key }) => visibleText(key, 10_000),
    },
    {
      key: 'count',
      title: 'Count',
      sortable: true,
      numeric: true,
      width: 84,
      counts: true,
      cell: (row) => formatCount(row.count),
      text: (row) => String(row.count),
    },
    bytesColumn('shallow', max.shallowBytes, true, (row) => row.shallowBytes),
    bytesColumn('retained', max.retainedBytes, true, (row) => row.retainedBytes),
  ];
}

/** The objects of a set in groups; choosing one goes into it, and groups it by something else. */
export function GroupsPart({
  snapshot,
  place,
  set,
}: {
  readonly snapshot: OpenSnapshot;
  readonly place: SetsPlace;
  readonly set: ObjectSet;
}): ReactNode {
  const goTo = useWindow((state) => state.goTo);
  const { by, groups: sort } = place;
  const rows = useRows(
    snapshot.id,
    'group',
    { set, by, sort },
    `${snapshot.id} ${by} ${JSON.stringify(set)}`,
  );
  const { page } = rows;
  const max = page?.max ?? NO_MAX;
  const columns = useMemo(() => columnsFor(by, max), [by, max]);
  const goInto = ({ key }: GroupRow): void =>
    goTo({
      ...setsPlace(snapshot.slug, { kind: 'group', of: set, by, key }),
      part: 'groups',
      by: GROUP_WORDS[by].next,
      groups: sort,
    });
  return (
    <>
      <div className="part-tools">
        <label className="select">
          Group by
          <select value={by} onChange={(event) => goTo({ ...place, by: event.target.value as GroupKey })}>
            {GROUP_KEYS.map((key) => (
              <option key={key} value={key}>
                {GROUP_WORDS[key].name}
              </option>
            ))}
          </select>
        </label>
        {page === null ? null : <span className="soft">{counted(rows.total, 'group')}</span>}
        {page === null || page.note === null ? null : (
          <span className="soft">{visibleText(page.note, 240)}</span>
        )}
      </div>
      {page === null || rows.error !== null ? (
        <Unanswered
          error={rows.error}
          progress={rows.progress}
          isStopped={false}
          what="Putting objects into groups"
          title="The groups could not be made"
          onStop={rows.cancel}
          onRetry={rows.reload}
        />
      ) : (
        <DataGrid
          label="Groups"
          columns={columns}
          total={rows.total}
          rowAt={rows.rowAt}
          need={rows.need}
          rowKey={(row) => row.key}
          sort={sort}
          onSort={(column) => goTo({ ...place, groups: nextSort(sort, column) })}
          onActivate={goInto}
          totals={{
            count: formatCount(page.totals.count),
            shallow: <Bytes bytes={page.totals.shallowBytes} />,
          }}
          resetKey={rows.key}
          busy={rows.status === 'loading'}
          empty={<EmptyState title="No object is in this set" />}
        />
      )}
    </>
  );
}
