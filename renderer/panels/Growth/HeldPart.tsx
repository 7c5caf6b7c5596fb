import type { ReactNode } from 'react';
import { formatCount } from '../../../shared/base/numbers-to-text.ts';
import { visibleText } from '../../../shared/base/visible-text.ts';
import type { HeldByOldRow } from '../../../shared/protocol/growth-rows.ts';
import { DataGrid } from '../../components/DataGrid.tsx';
import type { Column } from '../../components/data-grid-column.ts';
import { EmptyState } from '../../components/EmptyState.tsx';
import { Bytes, counted } from '../../components/Quantity.tsx';
import { TypeName } from '../../components/SnapshotText.tsx';
import { useRows } from '../../data/use-rows.ts';
import { Unanswered } from '../../lists/Unanswered.tsx';
import { useWindow } from '../../store/window-store.ts';
import type { GrowthPartProps } from './growth-part.ts';

const COLUMNS: readonly Column<HeldByOldRow>[] = [
  {
    key: 'bytes',
    title: 'New bytes',
    numeric: true,
    width: 92,
    cell: (row) => <Bytes bytes={row.bytes} />,
    text: (row) => String(row.bytes),
  },
  {
    key: 'objects',
    title: 'New objects',
    numeric: true,
    width: 96,
    counts: true,
    cell: (row) => formatCount(row.objects),
    text: (row) => String(row.objects),
  },
  {
    key: 'what',
    title: 'What',
    width: 150,
    fill: true,
    cell: (row) => (
      <Times count={row.count}>
        <TypeName type={row.type} max={80} />
      </Times>
    ),
    text: (row) => `${String(row.count)} × ${visibleText(row.type, 10_000)}`,
  },
  {
    key: 'holder',
    title: 'Held by the older',
    width: 150,
    fill: true,
    cell: (row) => <HolderName row={row} />,
    text: (row) => (row.holder === null ? 'roots' : visibleText(row.holder.type, 10_000)),
  },
  {
    key: 'length',
    title: 'Its length',
    numeric: true,
    width: 132,
    cell: ({ lengthBefore, lengthAfter }) =>
      lengthBefore === null || lengthAfter === null
        ? ''
        : `${formatCount(lengthBefore)} → ${formatCount(lengthAfter)}`,
    text: ({ lengthBefore, lengthAfter }) =>
      lengthBefore === null ? '' : `${String(lengthBefore)} → ${String(lengthAfter)}`,
  },
  {
    key: 'words',
    title: 'For instance',
    width: 220,
    fill: true,
    cell: (row) => (
      <span className="soft" title={visibleText(row.words, 800)}>
        {visibleText(row.words, 300)}
      </span>
    ),
    text: (row) => visibleText(row.words, 10_000),
  },
];

function HolderName({ row: { holder, holders } }: { readonly row: HeldByOldRow }): ReactNode {
  if (holder === null) return <span className="soft">nothing: roots themselves</span>;
  return (
    <Times count={holders > 1 ? holders : null}>
      <TypeName type={holder.type} max={80} />
    </Times>
  );
}

function Times({
  count,
  children,
}: {
  readonly count: number | null;
  readonly children: ReactNode;
}): ReactNode {
  return (
    <>
      {count === null ? null : <span className="times">{formatCount(count)} ×</span>}
      {children}
    </>
  );
}

function rowKey({ holder, label, type }: HeldByOldRow): string {
  return JSON.stringify([holder?.id ?? holder?.type ?? null, label, type]);
}

/** Where new objects hang on old ones: choosing a row opens the holder, or where there are many one of the new objects. */
export function HeldPart({ snapshot, before, place }: GrowthPartProps): ReactNode {
  const goTo = useWindow((state) => state.goTo);
  const open = useWindow((state) => state.openObject);
  const grown = !place.allHolders;
  const question = { before: before.id, grown };
  const rows = useRows(snapshot.id, 'held-by-old', question, `${snapshot.id} ${before.id}`);
  if (rows.page === null || rows.error !== null) {
    return (
      <Unanswered
        error={rows.error}
        progress={rows.progress}
        isStopped={false}
        what="Looking for what new objects hang on"
        title="New objects could not be told from old ones"
        onStop={rows.cancel}
        onRetry={rows.reload}
      />
    );
  }
  const { totals } = rows.page;
  return (
    <>
      <div className="part-tools">
        <label className="check" title="Also containers that lost as much as they took: queues, full caches">
          <input
            type="checkbox"
            checked={place.allHolders}
            onChange={(event) => goTo({ ...place, allHolders: event.target.checked })}
          />
          also those that are no longer than before
        </label>
        <span className="soft">
          {counted(totals.count, 'new object')} that roots reach, <Bytes bytes={totals.shallowBytes} />: each
          in one row
        </span>
      </div>
      <DataGrid
        label="New objects held by older ones"
        columns={COLUMNS}
        total={rows.total}
        rowAt={rows.rowAt}
        need={rows.need}
        rowKey={rowKey}
        onActivate={({ holder, example }) => open(holder?.id ?? example)}
        resetKey={rows.key}
        busy={rows.status === 'loading'}
        empty={
          <EmptyState title={grown ? 'No older object took in more than it lost' : 'No object is new'} />
        }
      />
    </>
  );
}
