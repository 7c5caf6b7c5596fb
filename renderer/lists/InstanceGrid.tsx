import { useMemo } from 'react';
import type { ReactNode } from 'react';
import { formatCount } from '../../shared/base/numbers-to-text.ts';
import type { InstanceRow, InstancesPage } from '../../shared/protocol/rows.ts';
import { DataGrid } from '../components/DataGrid.tsx';
import { nextSort } from '../components/data-grid-column.ts';
import { ErrorView } from '../components/ErrorView.tsx';
import { Bytes } from '../components/Quantity.tsx';
import type { Rows } from '../data/use-rows.ts';
import type { InstanceList } from '../store/places/instance-list.ts';
import { instanceColumns } from './instance-columns.tsx';
import type { InstanceKey } from './instance-columns.tsx';

export interface InstanceGridProps {
  readonly label: string;
  /** What the list is called in the sentence when it fails: `The instances`. */
  readonly name: string;
  readonly rows: Rows<InstanceRow, InstancesPage>;
  readonly list: InstanceList;
  readonly onList: (change: Partial<InstanceList>) => void;
  /** The open object. */
  readonly selected: string | null;
  readonly onOpen: (id: string) => void;
  /** Whether objects of several types are in it. */
  readonly types: boolean;
  readonly empty: ReactNode;
}

const NO_MAX = { shallowBytes: 0, retainedBytes: 0 };

/** A list of objects of any length; choosing one opens it. */
export function InstanceGrid(props: InstanceGridProps): ReactNode {
  const { rows, list, onList, selected, types } = props;
  const { page } = rows;
  const max = page?.max ?? NO_MAX;
  const { sort } = list;
  const roomy = selected === null;
  const columns = useMemo(
    () => instanceColumns(max, { roomy, types, sortedBy: sort.by }),
    [max, roomy, types, sort.by],
  );
  if (rows.error !== null) {
    return (
      <ErrorView title={`${props.name} could not be listed`} error={rows.error}>
        <button type="button" className="button" onClick={rows.reload}>
          Try again
        </button>
      </ErrorView>
    );
  }
  return (
    <DataGrid<InstanceRow, InstanceKey>
      label={props.label}
      columns={columns}
      total={rows.total}
      rowAt={rows.rowAt}
      need={rows.need}
      rowKey={(row) => row.id}
      selected={selected}
      sort={sort}
      onSort={({ key, numeric }) => {
        if (key !== 'type')
          onList({ sort: nextSort(sort, { key, ...(numeric === true ? { numeric } : {}) }) });
      }}
      onActivate={(row) => props.onOpen(row.id)}
      totals={page === null ? null : totalsOf(page)}
      resetKey={rows.key}
      busy={rows.status === 'loading'}
      empty={props.empty}
    />
  );
}

function totalsOf({ totals }: InstancesPage): Partial<Record<InstanceKey, ReactNode>> {
  return { id: formatCount(totals.count), shallow: <Bytes bytes={totals.shallowBytes} /> };
}
