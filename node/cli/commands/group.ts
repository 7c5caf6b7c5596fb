import { formatBytes, formatCount } from '../../../shared/base/numbers-to-text.ts';
import type { GroupSortKey } from '../../../shared/protocol/engine-api.ts';
import { GROUP_KEYS } from '../../../shared/protocol/object-set.ts';
import type { GroupRow, GroupsPage } from '../../../shared/protocol/rows.ts';
import { UsageError } from '../command-errors.ts';
import { bytesCell, plural, shareCell, typeText } from '../cells.ts';
import { askAboutSet, chosenSet, SET_OPTIONS } from '../chosen-set.ts';
import { type Command, FILE, JSON_OPTION } from '../command.ts';
import { writeJsonWithRows } from '../json-output.ts';
import { LIMIT_OPTION, moreLine, rowLimit } from '../row-limit.ts';
import { askPages, type Pages } from '../rows-of-pages.ts';
import { type Column, TableWriter } from '../table.ts';
import type { Terminal } from '../terminal.ts';

const SORT_KEYS: readonly GroupSortKey[] = ['count', 'shallow', 'retained', 'key'];

export const groupCommand: Command = {
  name: 'group',
  operands: [FILE],
  options: [
    { name: 'by', value: 'KEY', does: GROUP_KEYS.join(', ') },
    ...SET_OPTIONS,
    { name: 'sort', value: 'COLUMN', does: `${SORT_KEYS.join(', ')}; shallow unless told` },
    LIMIT_OPTION,
    JSON_OPTION,
  ],
  summary: 'Objects in groups: by who refers to them, how, by module, value, path …',
  description: ['What the keys mean and how queries are written: docs/sets.md.'],
  examples: [
    'group leak.backref --by owner',
    'group leak.backref --by via --type __main__.Foo',
    "group leak.backref --by path --where 'retained > 10kB' --json",
  ],
  async run(args, { terminal, heaps }) {
    const by = args.choice('by', GROUP_KEYS);
    if (by === null) throw new UsageError(`--by missing: one of ${GROUP_KEYS.join(', ')}`);
    const sortBy = args.choice('sort', SORT_KEYS) ?? 'shallow';
    const limit = rowLimit(args, terminal);
    const set = chosenSet(args);
    const heap = await heaps.open(args.operand(0));
    const sort = { by: sortBy, descending: sortBy !== 'key' };
    const pages = await askAboutSet(heap, args, () =>
      askPages<GroupsPage>((window) => heap.call('group', { ...window, set, by, sort }), limit),
    );
    const { first } = pages;
    if (args.flag('json')) {
      const total = { groups: first.total, ...first.totals };
      await writeJsonWithRows(terminal, { by, total, note: first.note }, { rows: pages.rows });
    } else await writeGroups(terminal, pages);
    return 0;
  },
};

function columnsFor(totals: GroupsPage['totals']): readonly Column<GroupRow>[] {
  return [
    { header: 'Count', align: 'right', cell: (row) => formatCount(row.count) },
    { header: 'Shallow', align: 'right', ink: 'shallow', cell: (row) => bytesCell(row.shallowBytes) },
    { header: 'Retained', align: 'right', ink: 'retained', cell: (row) => bytesCell(row.retainedBytes) },
    {
      header: 'Share',
      align: 'left',
      ink: 'shallow',
      cell: (row) => shareCell(row.shallowBytes, totals.shallowBytes),
    },
    { header: 'Key', align: 'left', ink: 'strong', cell: (row) => typeText(row.key) },
  ];
}

async function writeGroups(terminal: Terminal, { first, rows }: Pages<GroupsPage>): Promise<void> {
  const { totals, total, note } = first;
  if (note !== null) await terminal.out(`${terminal.ink('quiet', note)}\n`);
  if (total === 0) {
    await terminal.out('No objects.\n');
    return;
  }
  const table = new TableWriter(columnsFor(totals), terminal);
  let shown = 0;
  for await (const page of rows) {
    await table.write(page);
    shown += page.length;
  }
  const objects = `${formatCount(totals.count)} ${plural(totals.count, 'object')}`;
  const summary = `${formatCount(total)} ${plural(total, 'group')} · ${objects} · ${formatBytes(totals.shallowBytes)}`;
  await terminal.out(`${terminal.ink('quiet', summary + moreLine(shown, total))}\n`);
}
