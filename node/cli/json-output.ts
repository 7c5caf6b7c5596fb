import { printableJson } from '../../shared/base/visible-text.ts';
import type { Terminal } from './terminal.ts';

/** Rows that come page by page. */
export type RowPages = AsyncIterable<readonly unknown[]> | Iterable<readonly unknown[]>;

/** One JSON document with a line end; nothing in it that a terminal would obey. O(length). */
export function jsonDocument(value: unknown): string {
  return `${printableJson(JSON.stringify(value, null, 2))}\n`;
}

/** Writes one JSON document and a line end. */
export async function writeJson(terminal: Terminal, value: unknown): Promise<void> {
  await terminal.out(jsonDocument(value));
}

/**
 * Writes one JSON object: the members of `head`, then each list of `lists` row by row, one row a line. Never holds
 * more than a page, so that a list of millions of rows can be printed.
 */
export async function writeJsonWithRows(
  terminal: Terminal,
  head: Readonly<Record<string, unknown>>,
  lists: Readonly<Record<string, RowPages>>,
): Promise<void> {
  const members = Object.entries(head).map(
    ([name, value]) => `  ${JSON.stringify(name)}: ${indented(value)}`,
  );
  let before = members.length > 0 ? `{\n${members.join(',\n')},\n` : '{\n';
  for (const [name, pages] of Object.entries(lists)) {
    await terminal.out(`${before}  ${JSON.stringify(name)}: [`);
    before = ',\n';
    let wrote = false;
    for await (const rows of pages) {
      if (rows.length === 0) continue;
      const lines = rows.map((row) => `    ${printableJson(JSON.stringify(row))}`);
      await terminal.out(`${wrote ? ',' : ''}\n${lines.join(',\n')}`);
      wrote = true;
    }
    await terminal.out(wrote ? '\n  ]' : ']');
  }
  await terminal.out('\n}\n');
}

function indented(value: unknown): string {
  return printableJson(JSON.stringify(value ?? null, null, 2)).replaceAll('\n', '\n  ');
}
