import { formatBytes, formatCount } from '../../../shared/base/numbers-to-text.ts';
import type { AdviceAnswer, AdviceRow } from '../../../shared/protocol/advice-rows.ts';
import { visibleText } from '../../../shared/base/visible-text.ts';
import { bytesCell, typeText } from '../cells.ts';
import { type Command, FILE, JSON_OPTION } from '../command.ts';
import { writeJson } from '../json-output.ts';
import { type Column, TableWriter } from '../table.ts';
import type { Terminal } from '../terminal.ts';

const SENTENCES = 600;
const SHOWN_EXAMPLES = 3;

export const adviceCommand: Command = {
  name: 'advice',
  operands: [FILE],
  options: [JSON_OPTION],
  summary: 'What to change so that the same data takes less memory, with what each would save',
  description: [
    'The rule and the formula of each kind: docs/advice.md. Savings of the same objects do not add up.',
  ],
  examples: ['advice leak.backref', 'advice leak.backref --json'],
  async run(args, { terminal, heaps }) {
    const heap = await heaps.open(args.operand(0));
    const answer = await heap.call('advice', {});
    if (args.flag('json')) await writeJson(terminal, answer);
    else await writeAdvice(terminal, answer);
    return 0;
  },
};

const COLUMNS: readonly Column<AdviceRow>[] = [
  { header: 'Saves', align: 'right', ink: 'retained', cell: (row) => bytesCell(row.savedBytes) },
  { header: 'Objects', align: 'right', cell: (row) => formatCount(row.count) },
  { header: 'Kind', align: 'left', ink: 'strong', cell: (row) => row.kind },
  { header: 'Type', align: 'left', cell: (row) => (row.type === null ? '' : typeText(row.type)) },
];

async function writeAdvice(terminal: Terminal, { advice, small, notes }: AdviceAnswer): Promise<void> {
  if (advice.length === 0) await terminal.out('Nothing to advise.\n');
  else await new TableWriter(COLUMNS, terminal).write(advice);
  for (const row of advice) await terminal.out(`\n${adviceText(terminal, row)}\n`);
  const lines = [...notes];
  if (small.count > 0) {
    lines.push(
      `${formatCount(small.count)} more would save less than ${formatBytes(small.leastBytes)} each, ${formatBytes(small.savedBytes)} together.`,
    );
  }
  for (const line of lines) await terminal.out(`${terminal.ink('quiet', line)}\n`);
}

function adviceText(terminal: Terminal, row: AdviceRow): string {
  const about = row.type === null ? row.kind : `${row.kind}: ${typeText(row.type)}`;
  const lines = [
    `${terminal.ink('strong', about)}  ${terminal.ink('retained', formatBytes(row.savedBytes))}`,
    `  ${visibleText(row.how, SENTENCES)}`,
    `  ${terminal.ink('quiet', visibleText(row.computed, SENTENCES))}`,
    ...row.examples.slice(0, SHOWN_EXAMPLES).map(({ id, preview, count, savedBytes }) => {
      const copies = count > 1 ? `${formatCount(count)} copies, ` : '';
      return `  ${id}  ${visibleText(preview)}  ${terminal.ink('quiet', `${copies}saves ${formatBytes(savedBytes)}`)}`;
    }),
  ];
  return lines.join('\n');
}
