import { formatBytes, formatCount } from '../../../shared/base/numbers-to-text.ts';
import type { InstanceSortKey } from '../../../shared/protocol/engine-api.ts';
import type { InstanceRow, InstancesPage } from '../../../shared/protocol/rows.ts';
import { bytesCell, plural, shownText, typeText } from '../cells.ts';
import { type Command, FILE, JSON_OPTION } from '../command.ts';
import type { OpenHeap } from '../heaps.ts';
import { writeJsonWithRows } from '../json-output.ts';
import { LIMIT_OPTION, moreLine, rowLimit } from '../row-limit.ts';
import { askPages, type Pages } from '../rows-of-pages.ts';
import { type Column, TableWriter } from '../table.ts';
import type { Terminal } from '../terminal.ts';
import { unknownType } from '../unknown-type.ts';

const SORT_KEYS: readonly InstanceSortKey[] = ['shallow', 'retained', 'id', 'preview'];

export const instancesCommand: Command = {
  name: 'instances',
  operands: [FILE, { name: 'TYPE', count: 'one' }],
  options: [
    { name: 'sort', value: 'KEY', does: `${SORT_KEYS.join(', ')}; retained unless told` },
    LIMIT_OPTION,
    {
      name: 'filter',
      value: 'TEXT',
      does: 'Only instances with TEXT in their id or preview, in either case',
    },
    JSON_OPTION,
  ],
  summary: 'The instances of one type',
  description: ['TYPE is the whole name as `backref types` prints it.'],
  examples: [
    'instances leak.backref __main__.Foo --limit 10',
    'instances leak.backref dict --sort shallow --json',
  ],
  async run(args, { terminal, heaps }) {
    const by = args.choice('sort', SORT_KEYS) ?? 'retained';
    const limit = rowLimit(args, terminal);
    const filter = args.text('filter') ?? '';
    const heap = await heaps.open(args.operand(0));
    const type = args.operand(1);
    const sort = { by, descending: by === 'shallow' || by === 'retained' };
    const pages = await askInstances(heap, type, limit, (window) =>
      heap.call('instances', { ...window, type, sort, filter }),
    );
    if (pages.first.total === 0 && filter === '') throw await unknownType(heap, type);
    if (args.flag('json'))
      await writeJsonWithRows(terminal, { total: pages.first.total }, { rows: pages.rows });
    else await writeInstances(terminal, type, pages);
    return 0;
  },
};

async function askInstances(
  heap: OpenHeap,
  type: string,
  limit: number | null,
  ask: Parameters<typeof askPages<InstancesPage>>[0],
): Promise<Pages<InstancesPage>> {
  try {
    return await askPages(ask, limit);
  } catch (error) {
    throw await unknownType(heap, type, error);
  }
}

const COLUMNS: readonly Column<InstanceRow>[] = [
  { header: 'Id', align: 'left', cell: (row) => row.id },
  { header: 'Shallow', align: 'right', ink: 'shallow', cell: (row) => bytesCell(row.shallowBytes) },
  { header: 'Retained', align: 'right', ink: 'retained', cell: (row) => bytesCell(row.retainedBytes) },
  { header: 'Preview', align: 'left', cell: (row) => shownText(row.preview) },
];

async function writeInstances(terminal: Terminal, type: string, pages: Pages<InstancesPage>): Promise<void> {
  const { totals, total } = pages.first;
  const table = new TableWriter(COLUMNS, terminal);
  let shown = 0;
  if (total > 0) {
    for await (const rows of pages.rows) {
      await table.write(rows);
      shown += rows.length;
    }
  }
  const objects = `${formatCount(totals.count)} ${plural(totals.count, 'instance')} of ${typeText(type)}`;
  const summary = `${objects} · ${formatBytes(totals.shallowBytes)}${moreLine(shown, total)}`;
  await terminal.out(`${terminal.ink('quiet', summary)}\n`);
}
