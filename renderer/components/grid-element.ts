import type { CSSProperties, ClipboardEvent } from 'react';
import { columnTemplate, leastWidth, rowAsTsv } from './data-grid-column.ts';
import type { Column, ColumnWidths } from './data-grid-column.ts';

/** The columns of a grid as the style that its rows are laid out by. O(columns). */
export function gridStyle(
  columns: readonly Pick<Column<never>, 'key' | 'width' | 'fill'>[],
  widths: ColumnWidths,
): CSSProperties {
  const names = {
    '--columns': columnTemplate(columns, widths),
    '--least': leastWidth(columns, widths),
  };
  return names as CSSProperties;
}

/** Puts the row on the clipboard, unless the user selected text by hand. */
export function copyRow<Row>(
  event: ClipboardEvent,
  columns: readonly Pick<Column<Row>, 'text'>[],
  row: Row | undefined,
): void {
  if (row === undefined || document.getSelection()?.isCollapsed === false) return;
  event.preventDefault();
  event.clipboardData.setData('text/plain', rowAsTsv(columns, row));
}
