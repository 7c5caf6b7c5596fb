import { formatCount } from '../../../shared/base/numbers-to-text.ts';
import type { HoldersRow, Page } from '../../../shared/protocol/rows.ts';
import { bytesCell, typeText } from '../cells.ts';
import { askAboutSet, neededSet, SET_OPTIONS } from '../chosen-set.ts';
import { type Command, FILE, JSON_OPTION } from '../command.ts';
import { writeJsonWithRows } from '../json-output.ts';
import { LIMIT_OPTION, rowLimit } from '../row-limit.ts';
import { askPages } from '../rows-of-pages.ts';
import { type Column, TableWriter } from '../table.ts';

export const holdersCommand: Command = {
  name: 'holders',
  operands: [FILE],
  options: [
    ...SET_OPTIONS,
    { name: 'skip', value: 'TEXT', does: 'Pass over holders with TEXT (or /expression/) in their kind' },
    LIMIT_OPTION,
    JSON_OPTION,
  ],
  summary: 'Who holds the objects of a type or a query alone, by kind: their immediate dominators',
  examples: [
    'holders leak.backref --type __main__.Foo',
    "holders leak.backref --type str --skip '/^(dict|list|tuple)/' --json",
  ],
  async run(args, { terminal, heaps }) {
    const set = neededSet(args);
    const limit = rowLimit(args, terminal);
    const skip = args.text('skip') ?? '';
    const heap = await heaps.open(args.operand(0));
    const pages = await askAboutSet(heap, args, () =>
      askPages<Page<HoldersRow>>(
        (window) => heap.call('immediate-dominators', { ...window, set, skip }),
        limit,
      ),
    );
    if (args.flag('json')) {
      await writeJsonWithRows(terminal, { total: pages.first.total }, { rows: pages.rows });
      return 0;
    }
    const table = new TableWriter(COLUMNS, terminal);
    for await (const rows of pages.rows) await table.write(rows);
    return 0;
  },
};

const COLUMNS: readonly Column<HoldersRow>[] = [
  { header: 'Held', align: 'right', cell: (row) => formatCount(row.count) },
  { header: 'Shallow', align: 'right', ink: 'shallow', cell: (row) => bytesCell(row.bytes) },
  { header: 'Holders', align: 'right', cell: (row) => formatCount(row.holders) },
  { header: 'Greatest', align: 'left', ink: 'quiet', cell: (row) => row.greatest ?? '' },
  { header: 'Kind', align: 'left', ink: 'strong', cell: (row) => typeText(row.key) },
];
