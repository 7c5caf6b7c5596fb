import { formatBytes, formatCount } from '../../../shared/base/numbers-to-text.ts';
import { MAX_HELD_ROWS } from '../../../shared/protocol/engine-api.ts';
import type { HeldByOldPage, HeldByOldRow, ObjectSum } from '../../../shared/protocol/growth-rows.ts';
import { bytesCell, plural, shownText, typeText } from '../cells.ts';
import type { OpenHeap } from '../heaps.ts';
import { askPages, type Pages } from '../rows-of-pages.ts';
import { type Column, TableWriter } from '../table.ts';
import type { Terminal } from '../terminal.ts';

/** What `diff --identity` adds to the types. */
export interface FoundIdentity {
  /** Members of the JSON document. */
  readonly head: {
    readonly identity: {
      readonly claimed: boolean;
      readonly reason: string | null;
      readonly note: string | null;
      readonly new: ObjectSum;
      readonly freed: ObjectSum;
      readonly survived: ObjectSum;
    };
  };
  readonly lists: { readonly fingerprint: AsyncIterable<readonly HeldByOldRow[]> };
  readonly held: Pages<HeldByOldPage> | null;
}

/** Asks both snapshots; where objects cannot be told to be the same it says why and has no lists. Throws CommandError. */
export async function askIdentity(
  before: OpenHeap,
  after: OpenHeap,
  limit: number | null,
): Promise<FoundIdentity> {
  const later = await after.call('identity', { other: before.snapshot });
  const earlier = await before.call('identity', { other: after.snapshot });
  const claimed = later.reason === null;
  const held = claimed
    ? await askPages<HeldByOldPage>(
        (window) =>
          after.call('held-by-old', {
            ...{ offset: window.offset, limit: Math.min(window.limit, MAX_HELD_ROWS) },
            ...{ before: before.snapshot, grown: false },
          }),
        limit,
      )
    : null;
  const { reason, note } = later;
  const sums = { new: later.here, freed: earlier.here, survived: later.both };
  return {
    head: { identity: { claimed, reason, note, ...sums } },
    lists: { fingerprint: held?.rows ?? nothing() },
    held,
  };
}

// eslint-disable-next-line @typescript-eslint/require-await
async function* nothing(): AsyncGenerator<readonly HeldByOldRow[]> {
  yield [];
}

const COLUMNS: readonly Column<HeldByOldRow>[] = [
  { header: 'Objects', align: 'right', cell: (row) => formatCount(row.objects) },
  { header: 'Bytes', align: 'right', ink: 'shallow', cell: (row) => bytesCell(row.bytes) },
  { header: 'Length', align: 'left', cell: lengthText },
  {
    header: 'New',
    align: 'left',
    ink: 'strong',
    cell: (row) => `${formatCount(row.count)} × ${typeText(row.type)}`,
  },
  { header: 'Held by', align: 'left', cell: holderText },
  { header: 'For instance', align: 'left', ink: 'quiet', cell: (row) => shownText(row.words) },
];

function lengthText({ lengthBefore, lengthAfter }: HeldByOldRow): string {
  return lengthBefore === null || lengthAfter === null
    ? ''
    : `${formatCount(lengthBefore)} → ${formatCount(lengthAfter)}`;
}

function holderText({ holder, holders }: HeldByOldRow): string {
  if (holder === null) return 'roots themselves';
  if (holder.id === null) return `${formatCount(holders)} × ${typeText(holder.type)}`;
  return `${typeText(holder.type)} ${holder.id}`;
}

/** The sums in a line, and the table of where new objects hang on old ones. */
export async function writeIdentity(terminal: Terminal, { head, held }: FoundIdentity): Promise<void> {
  const { claimed, note, ...sums } = head.identity;
  // The reason stands above the types.
  if (!claimed || held === null) return;
  const sum = (name: string, { count, shallowBytes }: ObjectSum): string =>
    `${formatCount(count)} ${name} (${formatBytes(shallowBytes)})`;
  const line = [sum('new', sums.new), sum('freed', sums.freed), sum('survived', sums.survived)].join(' · ');
  await terminal.out(`\n${line}\n`);
  if (note !== null) await terminal.out(`${terminal.ink('quiet', note)}\n`);
  const { total } = held.first;
  if (total === 0) return;
  await terminal.out('\nNew objects held by old ones:\n');
  const table = new TableWriter(COLUMNS, terminal);
  let shown = 0;
  for await (const rows of held.rows) {
    await table.write(rows);
    shown += rows.length;
  }
  const more = shown < total ? ` · ${formatCount(total - shown)} more` : '';
  await terminal.out(`${terminal.ink('quiet', `${formatCount(total)} ${plural(total, 'row')}${more}`)}\n`);
}
