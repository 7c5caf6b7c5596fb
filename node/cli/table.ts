import type { InkName } from './ink.ts';
import type { Terminal } from './terminal.ts';
import { cutToWidth, padAfter, padBefore, textWidth } from './terminal-width.ts';

export interface Column<Row> {
  readonly header: string;
  readonly align: 'left' | 'right';
  readonly ink?: InkName | ((row: Row) => InkName | null);
  /** Text to show; must already be safe to show. */
  cell(row: Row): string;
}

const GAP = '  ';

/**
 * Writes rows as aligned lines, page by page, so that a million rows need no more memory than one page. The first page
 * sets the widths; a wider cell of a later page widens its column from there on. The last column is not padded, and on
 * a screen it is cut to what is left of the line.
 */
export class TableWriter<Row> {
  readonly #columns: readonly Column<Row>[];
  readonly #terminal: Terminal;
  readonly #widths: number[];
  /** Whether the header stands. */
  #started: boolean;

  constructor(
    columns: readonly Column<Row>[],
    terminal: Terminal,
    options: { readonly header?: boolean } = {},
  ) {
    this.#columns = columns;
    this.#terminal = terminal;
    this.#started = options.header === false;
    this.#widths = columns.map((column) => textWidth(column.header));
  }

  async write(rows: readonly Row[]): Promise<void> {
    const texts = rows.map((row) => this.#columns.map((column) => column.cell(row)));
    for (const cells of texts) {
      for (const [index, cell] of cells.entries()) {
        this.#widths[index] = Math.max(this.#widths[index] as number, textWidth(cell));
      }
    }
    const lines = texts.map((cells, index) => this.#line(cells, rows[index] as Row));
    if (!this.#started)
      lines.unshift(
        this.#line(
          this.#columns.map((column) => column.header),
          null,
        ),
      );
    this.#started = true;
    if (lines.length > 0) await this.#terminal.out(`${lines.join('\n')}\n`);
  }

  /** One line; `row` null for the header. */
  #line(cells: readonly string[], row: Row | null): string {
    const { columns, ink } = this.#terminal;
    let used = 0;
    const parts = cells.map((cell, index) => {
      const column = this.#columns[index] as Column<Row>;
      const width = this.#widths[index] as number;
      const isLast = index === cells.length - 1;
      let text = cell;
      if (isLast && columns !== null) text = cutToWidth(text, Math.max(8, columns - used));
      if (column.align === 'right') text = padBefore(text, width);
      else if (!isLast) text = padAfter(text, width);
      used += width + GAP.length;
      const name = row === null ? 'quiet' : typeof column.ink === 'function' ? column.ink(row) : column.ink;
      return name === undefined || name === null ? text : ink(name, text);
    });
    return parts.join(GAP).trimEnd();
  }
}
