import { formatBytes, formatCount } from '../../../shared/base/numbers-to-text.ts';
import type { DominatorRow, DominatorsPage } from '../../../shared/protocol/rows.ts';
import { bytesCell, plural, shareCell, shownText, typeText } from '../cells.ts';
import { type Command, FILE, JSON_OPTION } from '../command.ts';
import { objectIdOf } from '../heaps.ts';
import { writeJsonWithRows } from '../json-output.ts';
import { LIMIT_OPTION, moreLine, rowLimit } from '../row-limit.ts';
import { askPages, type Pages } from '../rows-of-pages.ts';
import { type Column, TableWriter } from '../table.ts';
import type { Terminal } from '../terminal.ts';
import { unknownType } from '../unknown-type.ts';

export const dominatorsCommand: Command = {
  name: 'dominators',
  operands: [FILE, { name: 'ID', count: 'many' }],
  options: [
    { name: 'type', value: 'T', does: 'Only objects of this type, one by one' },
    { name: 'single', does: 'Objects one by one instead of by type' },
    LIMIT_OPTION,
    JSON_OPTION,
  ],
  summary: 'What an object holds alone, greatest first; without ID what nothing else holds',
  description: ['Objects stand under the one that every way to them goes through. Sizes of rows add up.'],
  examples: ['dominators leak.backref', 'dominators leak.backref 0x7f3a5c0d1e40 --single --json'],
  async run(args, { terminal, heaps }) {
    const limit = rowLimit(args, terminal);
    const type = args.text('type');
    const heap = await heaps.open(args.operand(0));
    const word = args.operands.at(1);
    const id = word === undefined ? null : objectIdOf(heap, word);
    const grouped = type === null && !args.flag('single');
    let pages: Pages<DominatorsPage>;
    try {
      pages = await askPages(
        (window) => heap.call('dominator-tree', { ...window, id, grouped, type }),
        limit,
      );
    } catch (error) {
      throw type === null ? error : await unknownType(heap, type, error);
    }
    if (args.flag('json')) {
      const { totals } = pages.first;
      await writeJsonWithRows(
        terminal,
        { id, total: { rows: pages.first.total, ...totals } },
        { rows: pages.rows },
      );
    } else await writeRows(terminal, pages);
    return 0;
  },
};

function columnsFor(whole: number): readonly Column<DominatorRow>[] {
  return [
    { header: 'Retained', align: 'right', ink: 'retained', cell: (row) => bytesCell(row.retainedBytes) },
    { header: 'Share', align: 'left', ink: 'retained', cell: (row) => shareCell(row.retainedBytes, whole) },
    { header: 'Shallow', align: 'right', ink: 'shallow', cell: (row) => bytesCell(row.shallowBytes) },
    { header: 'Holds', align: 'right', cell: (row) => formatCount(row.dominated) },
    { header: 'Object', align: 'left', ink: 'strong', cell: objectText },
  ];
}

function objectText({ count, type, id, preview, unreachable }: DominatorRow): string {
  const what =
    id === null
      ? `${formatCount(count)} × ${typeText(type)}`
      : `${typeText(type)} ${id}  ${shownText(preview)}`;
  return `${what.trimEnd()}${unreachable > 0 ? '  (unreachable)' : ''}`;
}

async function writeRows(terminal: Terminal, { first, rows }: Pages<DominatorsPage>): Promise<void> {
  const { totals, total } = first;
  if (total === 0) {
    await terminal.out('It holds nothing alone.\n');
    return;
  }
  const table = new TableWriter(columnsFor(totals.retainedBytes), terminal);
  let shown = 0;
  for await (const page of rows) {
    await table.write(page);
    shown += page.length;
  }
  const objects = `${formatCount(totals.count)} ${plural(totals.count, 'object')}`;
  const summary = `${objects} · ${formatBytes(totals.retainedBytes)}${moreLine(shown, total)}`;
  await terminal.out(`${terminal.ink('quiet', summary)}\n`);
}
