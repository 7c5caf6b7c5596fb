import { Layers } from 'lucide-react';
import { useMemo } from 'react';
import type { ReactNode } from 'react';
import { formatCount, formatPercent } from '../../../shared/base/numbers-to-text.ts';
import { visibleText } from '../../../shared/base/visible-text.ts';
import type { DominatorRow } from '../../../shared/protocol/rows.ts';
import type { Column } from '../../components/data-grid-column.ts';
import { EmptyState } from '../../components/EmptyState.tsx';
import { IconButton } from '../../components/IconButton.tsx';
import { Bytes } from '../../components/Quantity.tsx';
import { CodeText, TypeName } from '../../components/SnapshotText.tsx';
import { TreeGrid } from '../../components/TreeGrid.tsx';
import { useTree } from '../../data/use-tree.ts';
import { Unanswered } from '../../lists/Unanswered.tsx';
import type { DominatorsPlace } from '../../store/places/dominators.ts';
import { setsPlace } from '../../store/places/sets.ts';
import { useWindow } from '../../store/window-store.ts';
import type { OpenSnapshot } from '../../store/window-store.ts';
import { DOMINATOR_QUESTION } from './dominator-question.ts';
import type { HeldRow } from './dominator-question.ts';

function columnsFor(heapBytes: number): readonly Column<DominatorRow>[] {
  return [
    {
      key: 'object',
      title: 'Object',
      width: 240,
      fill: true,
      cell: (row) => <ObjectCell row={row} />,
      text: (row) =>
        [
          row.id ?? `${String(row.count)} ×`,
          visibleText(row.type, 10_000),
          visibleText(row.preview, 400),
        ].join(' '),
    },
    {
      key: 'shallow',
      title: 'Shallow size',
      shortTitle: 'Shallow',
      numeric: true,
      width: 84,
      cell: (row) => <Bytes bytes={row.shallowBytes} />,
      text: (row) => String(row.shallowBytes),
    },
    {
      key: 'retained',
      title: 'Retained size',
      shortTitle: 'Retained',
      numeric: true,
      width: 96,
      tone: 'retained',
      share: (row) => (heapBytes === 0 ? 0 : row.retainedBytes / heapBytes),
      cell: (row) => <Bytes bytes={row.retainedBytes} />,
      text: (row) => String(row.retainedBytes),
    },
    {
      key: 'share',
      title: 'Share of the heap',
      shortTitle: 'Share',
      numeric: true,
      width: 64,
      cell: (row) => (heapBytes === 0 ? '' : formatPercent(row.retainedBytes / heapBytes)),
      text: (row) => String(heapBytes === 0 ? 0 : row.retainedBytes / heapBytes),
    },
    {
      key: 'dominated',
      title: 'Dominated objects',
      shortTitle: 'Dominates',
      numeric: true,
      width: 88,
      counts: true,
      cell: (row) => formatCount(row.dominated),
      text: (row) => String(row.dominated),
    },
  ];
}

function ObjectCell({ row }: { readonly row: DominatorRow }): ReactNode {
  return (
    <span className="dominator-name">
      {row.id === null ? <b className="times">{formatCount(row.count)} ×</b> : null}
      <TypeName type={row.type} max={100} />
      {row.id === null ? null : (
        <CodeText text={row.preview === '' ? row.id : row.preview} max={120} tone="bare soft" />
      )}
      {row.unreachable === 0 ? null : (
        <span className="tag" title="No root reaches it: it waits to be collected">
          {row.unreachable === row.count ? 'unreachable' : `${formatCount(row.unreachable)} unreachable`}
        </span>
      )}
    </span>
  );
}

/** The dominator tree as a table; choosing an object opens it. */
export function DominatorTree({
  snapshot,
  place,
}: {
  readonly snapshot: OpenSnapshot;
  readonly place: DominatorsPlace;
}): ReactNode {
  const open = useWindow((state) => state.openObject);
  const goTo = useWindow((state) => state.goTo);
  const tree = useTree(DOMINATOR_QUESTION, snapshot.id, { grouped: place.grouped });
  const { shallowBytes } = snapshot.info;
  const columns = useMemo(() => columnsFor(shallowBytes), [shallowBytes]);
  if (tree.total === null) {
    return (
      <Unanswered
        error={tree.error}
        progress={tree.progress}
        isStopped={false}
        what="Looking for what holds most"
        title="The dominator tree could not be shown"
        onStop={tree.cancel}
        onRetry={tree.reload}
      />
    );
  }
  return (
    <TreeGrid
      label="Dominator tree"
      columns={columns}
      lines={tree.lines}
      onToggle={tree.toggle}
      onMore={tree.more}
      onActivate={(row: HeldRow) => {
        if (row.id !== null) open(row.id);
        return row.id !== null;
      }}
      isSelected={(row) => row.id !== null && row.id === place.object}
      actions={(row) => (
        <IconButton
          name={row.id === null ? 'These objects as a set' : 'It and all that it holds alone as a set'}
          icon={Layers}
          onClick={() => goTo(setsPlace(snapshot.slug, setOfRow(row)))}
        />
      )}
      resetKey={tree.key}
      empty={<EmptyState title="There is no object in this snapshot" />}
    />
  );
}

/** What a row stands for, as a set: of several, all of their type that the object above holds. */
function setOfRow(row: HeldRow): Parameters<typeof setsPlace>[1] {
  if (row.id !== null) return { kind: 'dominated-by', id: row.id };
  const type = { kind: 'type', type: row.type } as const;
  if (row.under === null) return type;
  return { kind: 'and', left: type, right: { kind: 'dominated-by', id: row.under } };
}
