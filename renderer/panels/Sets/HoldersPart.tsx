import type { ReactNode } from 'react';
import { formatCount } from '../../../shared/base/numbers-to-text.ts';
import { visibleText } from '../../../shared/base/visible-text.ts';
import type { ObjectSet } from '../../../shared/protocol/object-set.ts';
import type { HoldersRow } from '../../../shared/protocol/rows.ts';
import { DataGrid } from '../../components/DataGrid.tsx';
import type { Column } from '../../components/data-grid-column.ts';
import { EmptyState } from '../../components/EmptyState.tsx';
import { FilterBox } from '../../components/FilterBox.tsx';
import { Bytes } from '../../components/Quantity.tsx';
import { TypeName } from '../../components/SnapshotText.tsx';
import { useRows } from '../../data/use-rows.ts';
import { Unanswered } from '../../lists/Unanswered.tsx';
import type { SetsPlace } from '../../store/places/sets.ts';
import { useWindow } from '../../store/window-store.ts';
import type { OpenSnapshot } from '../../store/window-store.ts';

const COLUMNS: readonly Column<HoldersRow>[] = [
  {
    key: 'key',
    title: 'Holder',
    width: 180,
    fill: true,
    cell: (row) => <TypeName type={row.key} max={160} />,
    text: (row) => visibleText(row.key, 10_000),
  },
  {
    key: 'holders',
    title: 'Holders',
    numeric: true,
    width: 80,
    counts: true,
    cell: (row) => (row.greatest === null ? '' : formatCount(row.holders)),
    text: (row) => String(row.holders),
  },
  {
    key: 'holderBytes',
    title: 'Their own size',
    numeric: true,
    width: 104,
    cell: (row) => <Bytes bytes={row.holderBytes} />,
    text: (row) => String(row.holderBytes),
  },
  {
    key: 'count',
    title: 'Hold of the set',
    numeric: true,
    width: 108,
    counts: true,
    cell: (row) => formatCount(row.count),
    text: (row) => String(row.count),
  },
  {
    key: 'bytes',
    title: 'Size of those',
    numeric: true,
    width: 104,
    cell: (row) => <Bytes bytes={row.bytes} />,
    text: (row) => String(row.bytes),
  },
];

/** The kinds of objects through which every path to the set's objects goes; choosing one opens its greatest. */
export function HoldersPart({
  snapshot,
  place,
  set,
}: {
  readonly snapshot: OpenSnapshot;
  readonly place: SetsPlace;
  readonly set: ObjectSet;
}): ReactNode {
  const goTo = useWindow((state) => state.goTo);
  const open = useWindow((state) => state.openObject);
  const { skip } = place;
  const subject = `${snapshot.id} ${JSON.stringify(set)}`;
  const rows = useRows(snapshot.id, 'immediate-dominators', { set, skip }, subject);
  return (
    <>
      <div className="part-tools">
        <FilterBox
          label="Pass over kinds"
          placeholder="Pass over kinds"
          value={skip}
          onChange={(next) => goTo({ ...place, skip: next })}
        />
        <span className="soft">
          A text in their names, or <code className="code">/a regular expression/</code>: what holds those,
          counts.
        </span>
      </div>
      {rows.page === null || rows.error !== null ? (
        <Unanswered
          error={rows.error}
          progress={rows.progress}
          isStopped={false}
          what="Looking for who holds them alone"
          title="The holders could not be found"
          onStop={rows.cancel}
          onRetry={rows.reload}
        />
      ) : (
        <DataGrid
          label="Holders"
          columns={COLUMNS}
          total={rows.total}
          rowAt={rows.rowAt}
          need={rows.need}
          rowKey={(row) => row.key}
          onActivate={(row) => {
            if (row.greatest !== null) open(row.greatest);
          }}
          resetKey={rows.key}
          busy={rows.status === 'loading'}
          empty={<EmptyState title="No object is in this set" />}
        />
      )}
    </>
  );
}
