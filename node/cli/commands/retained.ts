import { formatBytes, formatCount } from '../../../shared/base/numbers-to-text.ts';
import type { ObjectSet } from '../../../shared/protocol/object-set.ts';
import type { GroupRow, GroupsPage } from '../../../shared/protocol/rows.ts';
import { bytesCell, plural, shareCell, typeText } from '../cells.ts';
import { askAboutSet, neededSet, SET_OPTIONS } from '../chosen-set.ts';
import { type Command, FILE, JSON_OPTION } from '../command.ts';
import { writeJsonWithRows } from '../json-output.ts';
import { LIMIT_OPTION, moreLine, rowLimit } from '../row-limit.ts';
import { askPages } from '../rows-of-pages.ts';
import { type Column, TableWriter } from '../table.ts';

export const retainedCommand: Command = {
  name: 'retained',
  operands: [FILE],
  options: [...SET_OPTIONS, LIMIT_OPTION, JSON_OPTION],
  summary: 'What would go if all objects of a type or a query went, by type',
  description: [
    'Exact for the objects together: what several of them hold only jointly is in it, which no sum of',
    'retained sizes has.',
  ],
  examples: [
    'retained leak.backref --type __main__.Foo',
    "retained leak.backref --where 'len > 1000' --json",
  ],
  async run(args, { terminal, heaps }) {
    const set = neededSet(args);
    const limit = rowLimit(args, terminal);
    const heap = await heaps.open(args.operand(0));
    const summary = await askAboutSet(heap, args, () => heap.call('set-summary', { set }));
    const of: ObjectSet = { kind: 'retained', of: set };
    const sort = { by: 'shallow', descending: true } as const;
    const pages = await askPages<GroupsPage>(
      (window) => heap.call('group', { ...window, set: of, by: 'owner', sort }),
      limit,
    );
    const { count, shallowBytes, retainedCount, retainedBytes } = summary;
    if (args.flag('json')) {
      const head = {
        set: { count, shallowBytes },
        retained: { count: retainedCount, shallowBytes: retainedBytes },
      };
      await writeJsonWithRows(terminal, head, { rows: jsonRows(pages.rows) });
      return 0;
    }
    const objects = `${formatCount(count)} ${plural(count, 'object')} of ${formatBytes(shallowBytes)}`;
    const going = `${formatCount(retainedCount)} ${plural(retainedCount, 'object')} of ${formatBytes(retainedBytes)}`;
    await terminal.out(`If ${objects} went, ${going} would go:\n`);
    const table = new TableWriter(columnsFor(retainedBytes), terminal);
    let shown = 0;
    for await (const rows of pages.rows) {
      await table.write(rows);
      shown += rows.length;
    }
    const types = `${formatCount(pages.first.total)} ${plural(pages.first.total, 'group')}`;
    await terminal.out(`${terminal.ink('quiet', types + moreLine(shown, pages.first.total))}\n`);
    return 0;
  },
};

/** Without retained sizes: here all of it goes already. */
async function* jsonRows(pages: AsyncIterable<readonly GroupRow[]>): AsyncGenerator<readonly unknown[]> {
  for await (const rows of pages)
    yield rows.map(({ key, count, shallowBytes }) => ({ key, count, shallowBytes }));
}

function columnsFor(whole: number): readonly Column<GroupRow>[] {
  return [
    { header: 'Count', align: 'right', cell: (row) => formatCount(row.count) },
    { header: 'Shallow', align: 'right', ink: 'shallow', cell: (row) => bytesCell(row.shallowBytes) },
    { header: 'Share', align: 'left', ink: 'shallow', cell: (row) => shareCell(row.shallowBytes, whole) },
    { header: 'Type', align: 'left', ink: 'strong', cell: (row) => typeText(row.key) },
  ];
}
