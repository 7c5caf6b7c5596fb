import { bytesParts, formatCount, formatExactBytes, formatPercent } from '../base/numbers-to-text.ts';
import { type Markup, markup, NO_MARKUP } from './markup.ts';

export interface ReportColumn<Row> {
  readonly title: string;
  readonly isNumber: boolean;
  cell(row: Row): Markup;
}

/** A table with a heading row. O(rows). */
export function tableMarkup<Row>(columns: readonly ReportColumn<Row>[], rows: readonly Row[]): Markup {
  const side = ({ isNumber }: ReportColumn<Row>): string => (isNumber ? 'number' : 'text');
  const heads = columns.map((column) => markup`<th class="${side(column)}" scope="col">${column.title}</th>`);
  const lines = rows.map(
    (row) =>
      markup`<tr>${columns.map((column) => markup`<td class="${side(column)}">${column.cell(row)}</td>`)}</tr>`,
  );
  return markup`<div class="wide"><table><thead><tr>${heads}</tr></thead><tbody>
${lines}
</tbody></table></div>`;
}

/** Bytes with the unit small, every byte as its title. */
export function bytesMarkup(bytes: number | null): Markup {
  if (bytes === null) return markup`–`;
  const { value, unit } = bytesParts(bytes);
  return markup`<span title="${formatExactBytes(bytes)}">${value}&nbsp;<small>${unit}</small></span>`;
}

/** A change in bytes with its sign. */
export function deltaMarkup(bytes: number | null): Markup {
  if (bytes === null) return markup`–`;
  const { value, unit } = bytesParts(bytes);
  const sign = bytes > 0 ? '+' : '';
  return markup`<span class="${changeClass(bytes)}" title="${formatExactBytes(bytes)}">${sign}${value}&nbsp;<small>${unit}</small></span>`;
}

/** A change in count with its sign. */
export function countDeltaMarkup(count: number): Markup {
  return markup`<span class="${changeClass(count)}">${count > 0 ? '+' : ''}${formatCount(count)}</span>`;
}

function changeClass(change: number): string {
  if (change === 0) return 'same';
  return change > 0 ? 'worse' : 'better';
}

/** A share as percent and bar; nothing where there is no whole. */
export function shareMarkup(part: number, whole: number, colour: 'shallow' | 'retained'): Markup {
  if (!(whole > 0)) return NO_MARKUP;
  const width = Math.max(1, Math.round(Math.min(1, part / whole) * 100));
  return markup`<span class="share"><span>${formatPercent(part / whole)}</span><svg class="bar" viewBox="0 0 100 8" preserveAspectRatio="none" aria-hidden="true"><rect class="${colour}" width="${width}" height="8"/></svg></span>`;
}

/** A name as code. */
export function codeMarkup(text: string): Markup {
  return markup`<code>${text}</code>`;
}
