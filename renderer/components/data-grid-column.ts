import type { ReactNode } from 'react';
import { formatCount } from '../../shared/base/numbers-to-text.ts';

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
  /** Its numbers count objects: it is never too narrow for all of the largest open heap. */
  readonly counts?: boolean;
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

/** The CSS variable with the width that counts of objects take. */
export const COUNT_ROOM = '--count-room';

/** In pixels, of the bold figures of a table's foot, which are the widest. */
const DIGIT_WIDTH = 8.5;
const SEPARATOR_WIDTH = 4;
const CELL_PADDING = 22;

/** Pixels of a cell, its padding with them, that shows this count in full and in bold. O(digits). */
export function countRoom(count: number): number {
  const text = formatCount(count);
  const digits = text.replace(/\D/g, '').length;
  return CELL_PADDING + DIGIT_WIDTH * digits + SEPARATOR_WIDTH * (text.length - digits);
}

type Sized = Pick<Column<never>, 'key' | 'width' | 'counts'>;

function columnWidth({ key, width, counts }: Sized, widths: ColumnWidths): string {
  const dragged = widths[key];
  if (dragged !== undefined) return `${String(dragged)}px`;
  return counts === true ? `max(${String(width)}px, var(${COUNT_ROOM}, 0px))` : `${String(width)}px`;
}

/** `grid-template-columns` of head, rows and foot. `widths` are what the user dragged. O(columns). */
export function columnTemplate(
  columns: readonly (Sized & Pick<Column<never>, 'fill'>)[],
  widths: ColumnWidths,
): string {
  return columns
    .map((column) => {
      const width = columnWidth(column, widths);
      return column.fill === true && widths[column.key] === undefined ? `minmax(${width}, 1fr)` : width;
    })
    .join(' ');
}

/** The width, as CSS, below which the table scrolls sideways. O(columns). */
export function leastWidth(columns: readonly Sized[], widths: ColumnWidths): string {
  return `calc(${columns.map((column) => columnWidth(column, widths)).join(' + ')})`;
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
