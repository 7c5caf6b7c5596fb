import { visibleText } from '../../shared/base/visible-text.ts';
import type { InstanceRow, InstancesPage } from '../../shared/protocol/rows.ts';
import type { Column } from '../components/data-grid-column.ts';
import { CodeText, TypeName } from '../components/SnapshotText.tsx';
import type { InstanceList } from '../store/places/instance-list.ts';
import { bytesColumn } from './bytes-column.tsx';

export type InstanceKey = InstanceList['sort']['by'] | 'type';
type InstanceColumn = Column<InstanceRow, InstanceKey>;

const SHARED: readonly InstanceColumn[] = [
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
];

const TYPE: InstanceColumn = {
  key: 'type',
  title: 'Type',
  width: 130,
  fill: true,
  cell: (row) => <TypeName type={row.type} max={80} />,
  text: (row) => visibleText(row.type, 10_000),
};

/**
 * The columns of a list of objects. `max` are the greatest values of the list, for the bars; `roomy` when no object
 * is open beside; without `types` all rows are of one type. O(1).
 */
export function instanceColumns(
  max: InstancesPage['max'],
  look: { readonly roomy: boolean; readonly types: boolean; readonly sortedBy: InstanceKey },
): readonly InstanceColumn[] {
  // Beside an open object there is little room: what tells the objects apart comes first.
  const isShallowShown = look.roomy || look.sortedBy === 'shallow';
  const shallow = bytesColumn(
    'shallow',
    max.shallowBytes,
    look.roomy,
    (row: InstanceRow) => row.shallowBytes,
  );
  const retained = bytesColumn(
    'retained',
    max.retainedBytes,
    look.roomy,
    (row: InstanceRow) => row.retainedBytes,
  );
  const [id, preview] = SHARED as readonly [InstanceColumn, InstanceColumn];
  return [id, ...(look.types ? [TYPE] : []), preview, ...(isShallowShown ? [shallow] : []), retained];
}
