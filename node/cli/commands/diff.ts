import { formatBytesDelta, formatCount, formatCountDelta } from '../../../shared/base/numbers-to-text.ts';
import type { DiffRow, Page } from '../../../shared/protocol/rows.ts';
import { bytesDeltaCell, plural, typeText } from '../cells.ts';
import { type Command, JSON_OPTION } from '../command.ts';
import type { InkName } from '../ink.ts';
import { writeJsonWithRows } from '../json-output.ts';
import { LIMIT_OPTION, moreLine, rowLimit } from '../row-limit.ts';
import { askPages, type Pages } from '../rows-of-pages.ts';
import { type Column, TableWriter } from '../table.ts';
import type { Terminal } from '../terminal.ts';

export const diffCommand: Command = {
  name: 'diff',
  operands: [
    { name: 'BEFORE', count: 'one' },
    { name: 'AFTER', count: 'one' },
  ],
  options: [LIMIT_OPTION, JSON_OPTION],
  summary: 'What grew and what shrank between two snapshots, by type',
  examples: ['diff before.backref after.backref', 'diff before.backref after.backref --limit 10 --json'],
  async run(args, { terminal, heaps }) {
    const limit = rowLimit(args, terminal);
    const before = await heaps.open(args.operand(0));
    const after = await heaps.open(args.operand(1));
    const pages = await askPages<Page<DiffRow>>(
      (window) => after.call('diff', { ...window, before: before.snapshot }),
      limit,
    );
    if (args.flag('json')) {
      await writeJsonWithRows(terminal, { total: pages.first.total }, { rows: pages.rows });
      return 0;
    }
    await writeDiff(terminal, pages);
    const objects = formatCountDelta(after.info.objects - before.info.objects);
    const bytes = formatBytesDelta(after.info.shallowBytes - before.info.shallowBytes);
    await terminal.out(`${terminal.ink('quiet', `In all ${objects} objects, ${bytes}`)}\n`);
    return 0;
  },
};

function changeInk(delta: number): InkName | null {
  if (delta === 0) return null;
  return delta > 0 ? 'worse' : 'better';
}

const COLUMNS: readonly Column<DiffRow>[] = [
  { header: 'Before', align: 'right', cell: (row) => formatCount(row.countBefore) },
  { header: 'After', align: 'right', cell: (row) => formatCount(row.countAfter) },
  {
    header: 'Count',
    align: 'right',
    ink: (row) => changeInk(row.countDelta),
    cell: (row) => formatCountDelta(row.countDelta),
  },
  {
    header: 'Shallow',
    align: 'right',
    ink: (row) => changeInk(row.shallowDelta),
    cell: (row) => bytesDeltaCell(row.shallowDelta),
  },
  {
    header: 'Retained',
    align: 'right',
    ink: (row) => changeInk(row.retainedDelta ?? 0),
    cell: (row) => bytesDeltaCell(row.retainedDelta),
  },
  { header: 'Type', align: 'left', ink: 'strong', cell: (row) => typeText(row.type) },
];

async function writeDiff(terminal: Terminal, pages: Pages<Page<DiffRow>>): Promise<void> {
  const { total } = pages.first;
  if (total === 0) {
    await terminal.out('Nothing changed.\n');
    return;
  }
  const table = new TableWriter(COLUMNS, terminal);
  let shown = 0;
  for await (const rows of pages.rows) {
    await table.write(rows);
    shown += rows.length;
  }
  const summary = `${formatCount(total)} ${plural(total, 'type')} changed${moreLine(shown, total)}`;
  await terminal.out(`${terminal.ink('quiet', summary)}\n`);
}
