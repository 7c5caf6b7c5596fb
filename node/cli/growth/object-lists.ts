import { formatBytes, formatCount } from '../../../shared/base/numbers-to-text.ts';
import type { ObjectSet, SnapshotId } from '../../../shared/protocol/object-set.ts';
import type { InstanceRow, InstancesPage } from '../../../shared/protocol/rows.ts';
import type { Arguments } from '../arguments.ts';
import { bytesCell, plural, shownText, typeText } from '../cells.ts';
import { askAboutSet } from '../chosen-set.ts';
import type { OpenHeap } from '../heaps.ts';
import { writeJsonWithRows } from '../json-output.ts';
import { moreLine } from '../row-limit.ts';
import { askPages } from '../rows-of-pages.ts';
import { type Column, TableWriter } from '../table.ts';
import type { Terminal } from '../terminal.ts';

/** What `diff --list` can list. */
export const LISTS = ['new', 'freed', 'survived'] as const;
export type ListKind = (typeof LISTS)[number];

const COLUMNS: readonly Column<InstanceRow>[] = [
  { header: 'Id', align: 'left', cell: (row) => row.id },
  { header: 'Shallow', align: 'right', ink: 'shallow', cell: (row) => bytesCell(row.shallowBytes) },
  { header: 'Retained', align: 'right', ink: 'retained', cell: (row) => bytesCell(row.retainedBytes) },
  { header: 'Type', align: 'left', ink: 'strong', cell: (row) => typeText(row.type) },
  { header: 'Value', align: 'left', cell: (row) => shownText(row.preview) },
];

/** The set of a list; asked of the later snapshot, but for what was freed. */
function setOf(kind: ListKind, before: SnapshotId, after: SnapshotId): ObjectSet {
  if (kind === 'freed') return { kind: 'freed-by', after };
  return { kind: kind === 'new' ? 'new-since' : 'survived', before };
}

/** Prints the new, freed or surviving objects, as `--json` says. Throws CommandError. */
export async function writeList(
  args: Arguments,
  terminal: Terminal,
  { before, after }: { readonly before: OpenHeap; readonly after: OpenHeap },
  kind: ListKind,
  limit: number | null,
): Promise<void> {
  const heap = kind === 'freed' ? before : after;
  const type = args.text('type');
  const all = setOf(kind, before.snapshot, after.snapshot);
  const set: ObjectSet = type === null ? all : { kind: 'and', left: { kind: 'type', type }, right: all };
  const sort = { by: 'retained', descending: true } as const;
  const pages = await askAboutSet(heap, args, () =>
    askPages<InstancesPage>((window) => heap.call('set-objects', { ...window, set, sort }), limit),
  );
  const { total, totals } = pages.first;
  if (args.flag('json')) {
    await writeJsonWithRows(terminal, { list: kind, total: totals }, { rows: pages.rows });
    return;
  }
  if (total === 0) {
    await terminal.out('No objects.\n');
    return;
  }
  const table = new TableWriter(COLUMNS, terminal);
  let shown = 0;
  for await (const rows of pages.rows) {
    await table.write(rows);
    shown += rows.length;
  }
  const summary = `${formatCount(total)} ${plural(total, 'object')} · ${formatBytes(totals.shallowBytes)}`;
  await terminal.out(`${terminal.ink('quiet', summary + moreLine(shown, total))}\n`);
}
