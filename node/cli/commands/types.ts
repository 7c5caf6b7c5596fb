import { formatBytes, formatCount } from '../../../shared/base/numbers-to-text.ts';
import type { Sort, TypeSortKey } from '../../../shared/protocol/engine-api.ts';
import type { TypeRow, TypesPage } from '../../../shared/protocol/rows.ts';
import type { Arguments } from '../arguments.ts';
import { bytesCell, plural, shareCell, typeText } from '../cells.ts';
import { type Command, FILE, JSON_OPTION } from '../command.ts';
import { writeJsonWithRows } from '../json-output.ts';
import { LIMIT_OPTION, moreLine, rowLimit } from '../row-limit.ts';
import { askPages } from '../rows-of-pages.ts';
import { type Column, TableWriter } from '../table.ts';
import type { Terminal } from '../terminal.ts';

const SORT_KEYS: readonly TypeSortKey[] = ['count', 'shallow', 'retained', 'name'];

export const typesCommand: Command = {
  name: 'types',
  operands: [FILE],
  options: [
    { name: 'sort', value: 'KEY', does: `${SORT_KEYS.join(', ')}; shallow unless told` },
    LIMIT_OPTION,
    { name: 'filter', value: 'TEXT', does: 'Only types whose name contains TEXT, in either case' },
    JSON_OPTION,
  ],
  summary: 'Types with count, shallow and retained size',
  examples: [
    'types leak.backref',
    'types leak.backref --sort retained --limit 20',
    'types leak.backref --filter foo',
  ],
  async run(args, { terminal, heaps }) {
    const sort = sortOf(args.choice('sort', SORT_KEYS) ?? 'shallow');
    const limit = rowLimit(args, terminal);
    const filter = args.text('filter') ?? '';
    const heap = await heaps.open(args.operand(0));
    const pages = await askPages<TypesPage>(
      (window) => heap.call('types', { ...window, sort, filter }),
      limit,
    );
    const { totals } = pages.first;
    if (args.flag('json')) {
      const total = { types: totals.types, count: totals.count, shallowBytes: totals.shallowBytes };
      await writeJsonWithRows(terminal, { total }, { rows: pages.rows });
      return 0;
    }
    await writeTypes(terminal, args, pages.first, pages.rows, sort.by);
    return 0;
  },
};

function sortOf(by: TypeSortKey): Sort<TypeSortKey> {
  return { by, descending: by !== 'name' };
}

function columnsFor({ totals, max }: TypesPage, sortedBy: TypeSortKey): readonly Column<TypeRow>[] {
  const share: Column<TypeRow> = {
    header: 'Share',
    align: 'left',
    ink: sortedBy === 'retained' ? 'retained' : 'shallow',
    cell(row) {
      if (sortedBy === 'count') return shareCell(row.count, totals.count);
      // Retained sizes of types overlap: their share is of the whole heap only where one type holds it all.
      if (sortedBy === 'retained')
        return shareCell(row.retainedBytes ?? 0, Math.max(max.retainedBytes, totals.shallowBytes));
      return shareCell(row.shallowBytes, totals.shallowBytes);
    },
  };
  return [
    { header: 'Count', align: 'right', cell: (row) => formatCount(row.count) },
    { header: 'Shallow', align: 'right', ink: 'shallow', cell: (row) => bytesCell(row.shallowBytes) },
    { header: 'Retained', align: 'right', ink: 'retained', cell: (row) => bytesCell(row.retainedBytes) },
    share,
    { header: 'Type', align: 'left', ink: 'strong', cell: (row) => typeText(row.type) },
  ];
}

async function writeTypes(
  terminal: Terminal,
  args: Arguments,
  first: TypesPage,
  rows: AsyncIterable<readonly TypeRow[]>,
  sortedBy: TypeSortKey,
): Promise<void> {
  const { totals } = first;
  if (first.total === 0) {
    await terminal.out(args.text('filter') === null ? 'No types.\n' : 'No type has that in its name.\n');
    return;
  }
  const table = new TableWriter(columnsFor(first, sortedBy), terminal);
  let shown = 0;
  for await (const page of rows) {
    await table.write(page);
    shown += page.length;
  }
  const types = `${formatCount(totals.types)} ${plural(totals.types, 'type')}`;
  const objects = `${formatCount(totals.count)} ${plural(totals.count, 'object')}`;
  const summary = `${types} · ${objects} · ${formatBytes(totals.shallowBytes)}`;
  await terminal.out(`${terminal.ink('quiet', summary + moreLine(shown, first.total))}\n`);
}
