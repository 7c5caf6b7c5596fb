import { formatBytes, formatCount } from '../../../shared/base/numbers-to-text.ts';
import type { GraphDirection, ObjectDetails, Page, ReferenceRow } from '../../../shared/protocol/rows.ts';
import { bytesCell, shownText, typeText } from '../cells.ts';
import { type Command, FILE, JSON_OPTION } from '../command.ts';
import { objectIdOf } from '../heaps.ts';
import { type RowPages, writeJsonWithRows } from '../json-output.ts';
import { LIMIT_OPTION, moreLine, rowLimit } from '../row-limit.ts';
import { askPages, type Pages } from '../rows-of-pages.ts';
import { type Column, TableWriter } from '../table.ts';
import type { Terminal } from '../terminal.ts';
import { padAfter } from '../terminal-width.ts';

const REFERENCES_ON_A_SCREEN = 12;

export const objectCommand: Command = {
  name: 'object',
  operands: [FILE, { name: 'ID', count: 'one' }],
  options: [
    { ...LIMIT_OPTION, does: 'At most N referents and N referrers; all unless told, on a screen the first' },
    JSON_OPTION,
  ],
  summary: 'One object: sizes, dominator, what it refers to, what refers to it',
  description: ['ID is as `backref instances` prints it: 0x7f… (also decimal) for Python, @123 for V8.'],
  examples: ['object leak.backref 0x7f3a5c0d1e40', 'object leak.backref 0x7f3a5c0d1e40 --limit 5 --json'],
  async run(args, { terminal, heaps }) {
    const limit = rowLimit(args, terminal, REFERENCES_ON_A_SCREEN);
    const heap = await heaps.open(args.operand(0));
    const id = objectIdOf(heap, args.operand(1));
    const details = await heap.call('object', { id });
    const ask = (direction: GraphDirection): Promise<Pages<Page<ReferenceRow>>> =>
      askPages((window) => heap.call('references', { ...window, id, direction }), limit);
    const referents = await ask('referents');
    const referrers = await ask('referrers');
    if (args.flag('json')) {
      await writeJsonWithRows(terminal, jsonHead(details), {
        referents: jsonRows(referents.rows),
        referrers: jsonRows(referrers.rows),
      });
      return 0;
    }
    await writeFacts(terminal, details);
    await writeReferences(terminal, 'Refers to', referents);
    await writeReferences(terminal, 'Referred to by', referrers);
    return 0;
  },
};

function jsonHead(details: ObjectDetails): Record<string, unknown> {
  return { ...details, dominator: details.dominator?.id ?? null };
}

async function* jsonRows(pages: AsyncIterable<readonly ReferenceRow[]>): RowPages {
  for await (const rows of pages) {
    yield rows.map(({ label, kind, id, type, retains, preview, shallowBytes, retainedBytes }) => {
      return { label, kind, id, type, retains, preview, shallowBytes, retainedBytes };
    });
  }
}

async function writeFacts(terminal: Terminal, details: ObjectDetails): Promise<void> {
  const { ink } = terminal;
  const { dominator } = details;
  const facts: (readonly [string, string | null])[] = [
    ['Shallow', ink('shallow', formatBytes(details.shallowBytes))],
    ['Retained', details.retainedBytes === null ? null : ink('retained', formatBytes(details.retainedBytes))],
    [
      'Dominator',
      dominator === null
        ? 'none'
        : `${typeText(dominator.type)} ${dominator.id}  ${shownText(dominator.preview)}`.trimEnd(),
    ],
    ['Distance', distanceText(details.distance)],
    ['Length', details.length === null ? null : formatCount(details.length)],
    ['Refcount', details.refcount === null ? null : refcountText(details.refcount)],
    ...details.allocatedAt.map((frame, index): [string, string] => [
      index === 0 ? 'Allocated' : '',
      shownText(`${frame.file}:${String(frame.line)}`),
    ]),
  ];
  const title =
    `${ink('strong', typeText(details.type))} ${details.id}  ${shownText(details.preview)}`.trimEnd();
  const lines = facts
    .filter(([, text]) => text !== null)
    .map(([name, text]) => `${ink('quiet', padAfter(name, 9))}  ${text ?? ''}`);
  await terminal.out(`${[title, ...lines].join('\n')}\n`);
}

function distanceText(distance: number | null): string {
  if (distance === null) return 'no root reaches it';
  return distance === 1 ? '1, a root' : `${formatCount(distance)}, where a root has 1`;
}

/** CPython's immortal objects have no count. */
function refcountText(refcount: number): string {
  return refcount === 0xffff_ffff ? 'immortal' : formatCount(refcount);
}

const COLUMNS: readonly Column<ReferenceRow>[] = [
  {
    header: '',
    align: 'left',
    cell: (row) => `  ${shownText(row.label) || '·'}${row.retains ? '' : ' (weak)'}`,
  },
  { header: '', align: 'right', ink: 'retained', cell: (row) => bytesCell(row.retainedBytes) },
  { header: '', align: 'left', ink: 'quiet', cell: (row) => row.id },
  { header: '', align: 'left', cell: (row) => `${typeText(row.type)}  ${shownText(row.preview)}`.trimEnd() },
];

async function writeReferences(
  terminal: Terminal,
  title: string,
  pages: Pages<Page<ReferenceRow>>,
): Promise<void> {
  const { total } = pages.first;
  await terminal.out(`\n${terminal.ink('strong', title)} ${total === 0 ? 'nothing' : formatCount(total)}\n`);
  if (total === 0) return;
  const table = new TableWriter(COLUMNS, terminal, { header: false });
  let shown = 0;
  for await (const rows of pages.rows) {
    await table.write(rows);
    shown += rows.length;
  }
  if (shown < total) await terminal.out(`${terminal.ink('quiet', `  …${moreLine(shown, total)}`)}\n`);
}
