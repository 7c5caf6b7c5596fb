import type { ReactNode } from 'react';

export interface Column<Row, Key extends string = string> {
  readonly key: Key;
  /** The header's accessible name. */
  readonly title: string;
  /** What the header shows where the name is too long for it. */
  readonly shortTitle?: string;
  readonly sortable?: boolean;
  readonly numeric?: boolean;
  /** Pixels; a column that fills takes at least these and what is left. */
  readonly width: number;
  readonly fill?: boolean;
  readonly cell: (row: Row) => ReactNode;
  /** The cell as plain text, exact: what is copied. */
  readonly text: (row: Row) => string;
  /** 0…1: length of the bar under the number. */
  readonly share?: (row: Row) => number;
  readonly tone?: 'shallow' | 'retained';
}

export interface GridSort<Key extends string = string> {
  readonly by: Key;
  readonly descending: boolean;
}

/** The sort after a click on a column: turned round, or the column's natural way first (big numbers, A to Z). O(1). */
export function nextSort<Key extends string>(
  sort: GridSort<Key> | null,
  column: Pick<Column<never, Key>, 'key' | 'numeric'>,
): GridSort<Key> {
  if (sort?.by === column.key) return { by: column.key, descending: !sort.descending };
  return { by: column.key, descending: column.numeric === true };
}

/** Pixels the user gave a column, by its key. */
export type ColumnWidths = Readonly<Partial<Record<string, number>>>;

/** `grid-template-columns` of head, rows and foot. `widths` are what the user dragged. O(columns). */
export function columnTemplate(
  columns: readonly Pick<Column<never>, 'key' | 'width' | 'fill'>[],
  widths: ColumnWidths,
): string {
  return columns
    .map(({ key, width, fill }) => {
      const dragged = widths[key];
      if (dragged !== undefined) return `${String(dragged)}px`;
      return fill === true ? `minmax(${String(width)}px, 1fr)` : `${String(width)}px`;
    })
    .join(' ');
}

/** Width (px) below which the table scrolls sideways. O(columns). */
export function leastWidth(
  columns: readonly Pick<Column<never>, 'key' | 'width'>[],
  widths: ColumnWidths,
): number {
  return columns.reduce((sum, { key, width }) => sum + (widths[key] ?? width), 0);
}

/** What a spreadsheet would take for a formula. Plain numbers and V8's object ids (`@123`) are none. */
const FORMULA = /^(?![-+]?[\d.,]+(?:e[-+]?\d+)?$|@\d+$)[=+\-@]/i;

/** A cell for a table that is pasted elsewhere: one line, and never a formula: an apostrophe before it makes it text. */
function pastedCell(text: string): string {
  const line = text.replace(/[\t\r\n]+/g, ' ');
  return FORMULA.test(line.trimStart()) ? `'${line}` : line;
}

/**
 * One row as a line of tab-separated values; tabs and line ends inside a cell become spaces, and what a spreadsheet
 * would compute gets an apostrophe before it. O(text).
 */
export function rowAsTsv<Row>(columns: readonly Pick<Column<Row>, 'text'>[], row: Row): string {
  return columns.map((column) => pastedCell(column.text(row))).join('\t');
}
