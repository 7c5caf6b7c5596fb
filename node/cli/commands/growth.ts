import { formatBytes, formatCount } from '../../../shared/base/numbers-to-text.ts';
import { MAX_SERIES } from '../../../shared/protocol/engine-api.ts';
import type { SeriesPage, SeriesRow, SeriesSortKey } from '../../../shared/protocol/growth-rows.ts';
import { COMPARED_KEYS } from '../../../shared/protocol/object-set.ts';
import { bytesCell, plural, shownText, typeText } from '../cells.ts';
import { UsageError } from '../command-errors.ts';
import { type Command, FILE, JSON_OPTION } from '../command.ts';
import type { OpenHeap } from '../heaps.ts';
import { inOrderOfTime } from '../../../shared/protocol/in-order-of-time.ts';
import { writeJsonWithRows } from '../json-output.ts';
import { LIMIT_OPTION, moreLine, rowLimit } from '../row-limit.ts';
import { askPages, type Pages } from '../rows-of-pages.ts';
import { type Column, TableWriter } from '../table.ts';
import type { Terminal } from '../terminal.ts';

const SORT_KEYS: readonly SeriesSortKey[] = ['count', 'shallow', 'retained', 'name'];

export const growthCommand: Command = {
  name: 'growth',
  operands: [FILE, { name: 'FILE', count: 'many' }],
  options: [
    { name: 'by', value: 'KEY', does: `${COMPARED_KEYS.join(', ')}; type unless told` },
    { name: 'steady', does: 'Only what never fell from one snapshot to the next, and grew' },
    { name: 'filter', value: 'TEXT', does: 'Only names with this text in them' },
    {
      name: 'sort',
      value: 'COLUMN',
      does: `${SORT_KEYS.join(', ')}: by how much it grew; shallow unless told`,
    },
    LIMIT_OPTION,
    JSON_OPTION,
  ],
  summary: 'How types, paths … grew over several snapshots',
  description: [
    'In the order in which the snapshots were taken; as given, where a file does not say. All are open at once.',
  ],
  examples: [
    'growth 1.backref 2.backref 3.backref --steady',
    'growth monday.backref friday.backref --by keeper --json',
  ],
  async run(args, { terminal, heaps }) {
    if (args.operands.length < 2) throw new UsageError('At least two files are needed');
    if (args.operands.length > MAX_SERIES) throw new UsageError(`At most ${String(MAX_SERIES)} files`);
    const by = args.choice('by', COMPARED_KEYS) ?? 'type';
    const sortBy = args.choice('sort', SORT_KEYS) ?? 'shallow';
    const limit = rowLimit(args, terminal);
    const given: OpenHeap[] = [];
    for (const file of args.operands) given.push(await heaps.open(file));
    const opened = inOrderOfTime(given);
    const question = {
      ...{ by, filter: args.text('filter') ?? '', steady: args.flag('steady') },
      snapshots: opened.map(({ snapshot }) => snapshot),
      sort: { by: sortBy, descending: sortBy !== 'name' },
    };
    const last = opened[opened.length - 1];
    const pages = await askPages<SeriesPage>(
      (window) => last.call('series', { ...window, ...question }),
      limit,
    );
    const { total, note } = pages.first;
    if (args.flag('json')) {
      const snapshots = opened.map(snapshotFacts);
      await writeJsonWithRows(terminal, { by, snapshots, total, note }, { rows: pages.rows });
      return 0;
    }
    await writeSnapshots(terminal, opened);
    await writeSeries(terminal, pages, sortBy);
    return 0;
  },
};

function snapshotFacts({ file, info }: OpenHeap): object {
  return {
    file,
    label: info.process?.label ?? null,
    time: info.process?.time ?? null,
    rssBytes: info.process?.rssBytes ?? null,
    objects: info.objects,
    shallowBytes: info.shallowBytes,
  };
}

const SNAPSHOT_COLUMNS: readonly Column<OpenHeap>[] = [
  { header: 'RSS', align: 'right', cell: ({ info }) => bytesCell(info.process?.rssBytes ?? null) },
  { header: 'Shallow', align: 'right', ink: 'shallow', cell: ({ info }) => bytesCell(info.shallowBytes) },
  { header: 'Objects', align: 'right', cell: ({ info }) => formatCount(info.objects) },
  { header: 'Taken', align: 'left', cell: ({ info }) => shownText(info.process?.time ?? '') },
  { header: 'Snapshot', align: 'left', ink: 'strong', cell: ({ file }) => shownText(file) },
  { header: 'Label', align: 'left', cell: ({ info }) => shownText(info.process?.label ?? '') },
];

async function writeSnapshots(terminal: Terminal, heaps: readonly OpenHeap[]): Promise<void> {
  const table = new TableWriter(SNAPSHOT_COLUMNS, terminal);
  await table.write(heaps);
  await terminal.out('\n');
}

async function writeSeries(
  terminal: Terminal,
  { first, rows: pages }: Pages<SeriesPage>,
  by: SeriesSortKey,
): Promise<void> {
  const { total, note } = first;
  if (note !== null) await terminal.out(`${terminal.ink('quiet', note)}\n`);
  if (total === 0) {
    await terminal.out('Nothing of the kind.\n');
    return;
  }
  const valuesOf = (row: SeriesRow): string =>
    by === 'count'
      ? row.count.map((count) => formatCount(count)).join(' → ')
      : (by === 'retained' ? row.retainedBytes : row.shallowBytes)
          .map((bytes) => formatBytes(bytes))
          .join(' → ');
  const table = new TableWriter<SeriesRow>(
    [
      { header: 'Steady', align: 'left', ink: 'worse', cell: ({ steady }) => (steady ? 'yes' : '') },
      { header: 'Name', align: 'left', ink: 'strong', cell: ({ key }) => typeText(key) },
      {
        header: by === 'count' ? 'Count' : by === 'retained' ? 'Retained' : 'Shallow',
        align: 'left',
        cell: valuesOf,
      },
    ],
    terminal,
  );
  let shown = 0;
  for await (const rows of pages) {
    await table.write(rows);
    shown += rows.length;
  }
  const summary = `${formatCount(total)} ${plural(total, 'row')}${moreLine(shown, total)}`;
  await terminal.out(`${terminal.ink('quiet', summary)}\n`);
}
