import type { ReactNode } from 'react';
import { visibleText } from '../../../shared/base/visible-text.ts';
import type { GraphDirection, ReferenceRow } from '../../../shared/protocol/rows.ts';
import { DataGrid } from '../../components/DataGrid.tsx';
import type { Column } from '../../components/data-grid-column.ts';
import { EmptyState } from '../../components/EmptyState.tsx';
import { ErrorView } from '../../components/ErrorView.tsx';
import { Bytes } from '../../components/Quantity.tsx';
import { CodeText, TypeName } from '../../components/SnapshotText.tsx';
import { useRows } from '../../data/use-rows.ts';

const COLUMNS: readonly Column<ReferenceRow>[] = [
  {
    key: 'label',
    title: 'Reference',
    width: 150,
    cell: (row) => <CodeText text={row.label} max={80} {...(row.retains ? {} : { tone: 'weak' })} />,
    text: (row) => visibleText(row.label, 200),
  },
  {
    key: 'object',
    title: 'Object',
    width: 160,
    fill: true,
    cell: (row) => (
      <span className="reference-object">
        <TypeName type={row.type} max={60} />{' '}
        <CodeText text={row.preview === '' ? row.id : row.preview} max={120} tone="bare soft" />
      </span>
    ),
    text: (row) => `${visibleText(row.type, 200)} ${row.id} ${visibleText(row.preview, 400)}`,
  },
  {
    key: 'kind',
    title: 'Kind',
    width: 78,
    cell: (row) => (
      <span className="reference-kind" title={row.retains ? 'Keeps it alive' : 'Does not keep it alive'}>
        {row.kind}
      </span>
    ),
    text: (row) => row.kind,
  },
  {
    key: 'shallow',
    title: 'Shallow size',
    shortTitle: 'Shallow',
    numeric: true,
    width: 76,
    cell: (row) => <Bytes bytes={row.shallowBytes} />,
    text: (row) => String(row.shallowBytes),
  },
  {
    key: 'retained',
    title: 'Retained size',
    shortTitle: 'Retained',
    numeric: true,
    width: 82,
    cell: (row) => <Bytes bytes={row.retainedBytes} />,
    text: (row) => (row.retainedBytes === null ? '' : String(row.retainedBytes)),
  },
];

interface ReferencesTabProps {
  readonly snapshot: string;
  readonly id: string;
  /** `referents`: what the object refers to; `referrers`: what refers to it. */
  readonly direction: GraphDirection;
  readonly onOpen: (id: string) => void;
}

/** All references of an object in one direction, as a list. */
export function ReferencesTab({ snapshot, id, direction, onOpen }: ReferencesTabProps): ReactNode {
  const rows = useRows(snapshot, 'references', { id, direction }, `${snapshot} ${id} ${direction}`);
  if (rows.error !== null) {
    return (
      <ErrorView title="The references could not be listed" error={rows.error}>
        <button type="button" className="button" onClick={rows.reload}>
          Try again
        </button>
      </ErrorView>
    );
  }
  return (
    <DataGrid
      label={direction === 'referents' ? 'References' : 'Referrers'}
      columns={COLUMNS}
      total={rows.total}
      rowAt={rows.rowAt}
      need={rows.need}
      rowKey={(row) => row.id}
      onActivate={(row) => onOpen(row.id)}
      resetKey={rows.key}
      busy={rows.status === 'loading'}
      empty={
        <EmptyState
          title={direction === 'referents' ? 'It refers to nothing' : 'Nothing in the snapshot refers to it'}
        />
      }
    />
  );
}
