import { Bytes } from '../components/Quantity.tsx';
import type { Column } from '../components/data-grid-column.ts';

/**
 * The column of shallow or retained sizes of a list. `greatest` is that of all its rows, for the bars; `roomy` where
 * nothing stands beside the list; `of` gives a row's bytes, null for those that are not known yet. O(1).
 */
export function bytesColumn<Row, Key extends 'shallow' | 'retained'>(
  key: Key,
  greatest: number,
  roomy: boolean,
  of: (row: Row) => number | null,
): Column<Row, Key> {
  const name = key === 'shallow' ? 'Shallow' : 'Retained';
  const widths = key === 'shallow' ? { roomy: 104, close: 82 } : { roomy: 114, close: 90 };
  return {
    key,
    title: `${name} size`,
    ...(roomy ? {} : { shortTitle: name }),
    sortable: true,
    numeric: true,
    width: roomy ? widths.roomy : widths.close,
    tone: key,
    share: (row) => (greatest === 0 ? 0 : (of(row) ?? 0) / greatest),
    cell: (row) => <Bytes bytes={of(row)} />,
    text: (row) => String(of(row) ?? ''),
  };
}
