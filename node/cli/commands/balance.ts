import { formatBytes } from '../../../shared/base/numbers-to-text.ts';
import { visibleText } from '../../../shared/base/visible-text.ts';
import { BALANCE_KINDS } from '../../../shared/protocol/balance-rows.ts';
import type { Balance, BalanceRow } from '../../../shared/protocol/balance-rows.ts';
import { bytesCell, shareCell, shownText } from '../cells.ts';
import { type Command, FILE, JSON_OPTION } from '../command.ts';
import { writeJson } from '../json-output.ts';
import { type Column, TableWriter } from '../table.ts';
import type { Terminal } from '../terminal.ts';

const SENTENCES = 800;

/** The balance of one file. */
interface FileBalance extends Balance {
  readonly file: string;
  readonly label: string | null;
}

export const balanceCommand: Command = {
  name: 'balance',
  operands: [FILE, { name: 'FILE', count: 'many' }],
  options: [JSON_OPTION],
  summary:
    'What the memory of the process consists of: objects, what allocators have free, C libraries, files',
  description: [
    'Several snapshots, of one process or of several workers, stand side by side.',
    'How each part is found: docs/advice.md.',
  ],
  examples: ['balance leak.backref', 'balance worker-1.backref worker-2.backref --json'],
  async run(args, { terminal, heaps }) {
    const balances: FileBalance[] = [];
    for (const file of args.operands) {
      const heap = await heaps.open(file);
      const label = heap.info.process?.label ?? null;
      balances.push({ file, label, ...(await heap.call('balance', {})) });
    }
    if (args.flag('json')) await writeJson(terminal, balances.length === 1 ? balances[0] : { balances });
    else if (balances.length === 1) await writeOne(terminal, balances[0]);
    else await writeMany(terminal, balances);
    return 0;
  },
};

async function writeOne(terminal: Terminal, balance: FileBalance): Promise<void> {
  const { rssBytes, parts } = balance;
  if (rssBytes !== null) {
    const columns: readonly Column<BalanceRow>[] = [
      { header: 'Bytes', align: 'right', ink: 'shallow', cell: (row) => bytesCell(row.bytes) },
      {
        header: 'Share',
        align: 'left',
        ink: 'shallow',
        cell: (row) => shareCell(Math.max(0, row.bytes), rssBytes),
      },
      { header: 'Part', align: 'left', ink: 'strong', cell: (row) => row.title },
    ];
    await new TableWriter(columns, terminal).write(parts);
    await terminal.out(`${terminal.ink('quiet', `RSS ${formatBytes(rssBytes)}`)}\n`);
  }
  await writeSentences(terminal, balance);
}

async function writeSentences(terminal: Terminal, { advice, notes }: Balance): Promise<void> {
  for (const sentence of advice) await terminal.out(`\n${visibleText(sentence, SENTENCES)}\n`);
  for (const note of notes) await terminal.out(`${terminal.ink('quiet', visibleText(note, SENTENCES))}\n`);
}

/** A row a part, a column a file. */
async function writeMany(terminal: Terminal, balances: readonly FileBalance[]): Promise<void> {
  const kinds = BALANCE_KINDS.filter((kind) =>
    balances.some(({ parts }) => parts.some((part) => part.kind === kind)),
  );
  const bytesOf = ({ parts }: FileBalance, kind: string): number =>
    parts.find((part) => part.kind === kind)?.bytes ?? 0;
  const titleOf = (kind: string): string =>
    balances.flatMap(({ parts }) => parts).find((part) => part.kind === kind)?.title ?? kind;
  const columns: readonly Column<string>[] = [
    ...balances.map((balance): Column<string> => ({
      header: shownText(balance.label ?? balance.file),
      align: 'right',
      cell: (kind) => bytesCell(kind === 'rss' ? balance.rssBytes : bytesOf(balance, kind)),
    })),
    {
      header: 'Part',
      align: 'left',
      ink: 'strong',
      cell: (kind) => (kind === 'rss' ? 'RSS' : titleOf(kind)),
    },
  ];
  await new TableWriter(columns, terminal).write([...kinds, 'rss']);
  for (const balance of balances) {
    if (balance.advice.length + balance.notes.length === 0) continue;
    await terminal.out(`\n${terminal.ink('strong', shownText(balance.label ?? balance.file))}\n`);
    await writeSentences(terminal, balance);
  }
}
