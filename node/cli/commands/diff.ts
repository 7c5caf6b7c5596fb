import { formatBytesDelta, formatCount, formatCountDelta } from '../../../shared/base/numbers-to-text.ts';
import { COMPARED_KEYS } from '../../../shared/protocol/object-set.ts';
import type { GroupKey } from '../../../shared/protocol/object-set.ts';
import type { DiffPage, DiffRow } from '../../../shared/protocol/rows.ts';
import { bytesDeltaCell, plural, typeText } from '../cells.ts';
import { UsageError } from '../command-errors.ts';
import { type Command, JSON_OPTION } from '../command.ts';
import { askIdentity, writeIdentity } from '../growth/identity-report.ts';
import { LISTS, writeList } from '../growth/object-lists.ts';
import type { OpenHeap } from '../heaps.ts';
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
  options: [
    { name: 'by', value: 'KEY', does: `${COMPARED_KEYS.join(', ')}; type unless told` },
    {
      name: 'identity',
      does: 'Also which objects are new, freed, survived, and where new ones hang on old ones',
    },
    {
      name: 'list',
      value: 'KIND',
      does: `List the objects that are ${LISTS.join(', ')}, greatest retained first`,
    },
    { name: 'type', value: 'T', does: 'With --list: only instances of this type' },
    LIMIT_OPTION,
    JSON_OPTION,
  ],
  summary: 'What grew and what shrank between two snapshots: types, paths, single objects',
  description: [
    'Single objects only of one process: docs/growth.md. More than two snapshots: backref growth.',
  ],
  examples: [
    'diff before.backref after.backref',
    'diff before.backref after.backref --by path --limit 10 --json',
    'diff before.backref after.backref --identity',
    'diff before.backref after.backref --list new --type app.Order',
  ],
  async run(args, { terminal, heaps }) {
    const by = args.choice('by', COMPARED_KEYS) ?? 'type';
    const list = args.choice('list', LISTS);
    const identity = args.flag('identity');
    if (list !== null && (identity || by !== 'type'))
      throw new UsageError('--list stands alone: not with --by or --identity');
    if (list === null && args.text('type') !== null) throw new UsageError('--type needs --list');
    const limit = rowLimit(args, terminal);
    const before = await heaps.open(args.operand(0));
    const after = await heaps.open(args.operand(1));
    if (list !== null) {
      await writeList(args, terminal, { before, after }, list, limit);
      return 0;
    }
    const pages = await askPages<DiffPage>(
      (window) => after.call('diff', { ...window, before: before.snapshot, by, identity }),
      limit,
    );
    const found = identity ? await askIdentity(before, after, limit) : null;
    if (args.flag('json')) {
      await writeJsonWithRows(
        terminal,
        { by, total: pages.first.total, note: pages.first.note, ...found?.head },
        { rows: jsonRows(pages.rows, by), ...found?.lists },
      );
      return 0;
    }
    await writeDiff(terminal, pages, by);
    await writeSum(terminal, before, after);
    if (found !== null) await writeIdentity(terminal, found);
    return 0;
  },
};

/** Rows by type name it `type`, all others `key`. */
async function* jsonRows(
  pages: AsyncIterable<readonly DiffRow[]>,
  by: GroupKey,
): AsyncGenerator<readonly object[]> {
  for await (const rows of pages)
    yield by === 'type' ? rows : rows.map(({ type, ...others }) => ({ key: type, ...others }));
}

async function writeSum(terminal: Terminal, before: OpenHeap, after: OpenHeap): Promise<void> {
  const objects = formatCountDelta(after.info.objects - before.info.objects);
  const bytes = formatBytesDelta(after.info.shallowBytes - before.info.shallowBytes);
  await terminal.out(`${terminal.ink('quiet', `In all ${objects} objects, ${bytes}`)}\n`);
}

function changeInk(delta: number): InkName | null {
  if (delta === 0) return null;
  return delta > 0 ? 'worse' : 'better';
}

function columnsFor(by: GroupKey, identity: boolean): readonly Column<DiffRow>[] {
  const counted = (count: (row: DiffRow, survived: number) => number) => (row: DiffRow) =>
    typeof row.survived === 'number' ? formatCount(count(row, row.survived)) : '';
  return [
    { header: 'Before', align: 'right', cell: (row) => formatCount(row.countBefore) },
    { header: 'After', align: 'right', cell: (row) => formatCount(row.countAfter) },
    ...(identity
      ? ([
          { header: 'New', align: 'right', cell: counted((row, survived) => row.countAfter - survived) },
          { header: 'Freed', align: 'right', cell: counted((row, survived) => row.countBefore - survived) },
        ] as const)
      : []),
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
    {
      header: by === 'type' ? 'Type' : 'Key',
      align: 'left',
      ink: 'strong',
      cell: (row) => typeText(row.type),
    },
  ];
}

async function writeDiff(
  terminal: Terminal,
  { first, rows: pages }: Pages<DiffPage>,
  by: GroupKey,
): Promise<void> {
  const { total, note } = first;
  if (note !== null) await terminal.out(`${terminal.ink('quiet', note)}\n`);
  if (total === 0) {
    await terminal.out('Nothing changed.\n');
    return;
  }
  const identity = first.rows.some(({ survived }) => typeof survived === 'number');
  const table = new TableWriter(columnsFor(by, identity), terminal);
  let shown = 0;
  for await (const rows of pages) {
    await table.write(rows);
    shown += rows.length;
  }
  const what = plural(total, by === 'type' ? 'type' : 'group');
  const summary = `${formatCount(total)} ${what} changed${moreLine(shown, total)}`;
  await terminal.out(`${terminal.ink('quiet', summary)}\n`);
}
