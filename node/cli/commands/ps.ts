import { visibleText } from '../../../shared/base/visible-text.ts';
import type { ProcessRow } from '../../../shared/protocol/capture-api.ts';
import { bytesCell } from '../cells.ts';
import { type Command, JSON_OPTION } from '../command.ts';
import { writeJsonWithRows } from '../json-output.ts';
import { type Column, TableWriter } from '../table.ts';

const COMMAND_LENGTH = 200;
const REASON_LENGTH = 400;

export const psCommand: Command = {
  name: 'ps',
  operands: [],
  options: [JSON_OPTION],
  summary: 'Python processes, and whether and how each can be captured',
  description: ['Nothing is stopped or changed. Secrets that the command lines name as such are left out.'],
  examples: ['ps', 'ps --json'],
  async run(args, { terminal, processes }) {
    const rows = await processes.list();
    if (args.flag('json')) {
      await writeJsonWithRows(terminal, {}, { processes: [rows] });
      return 0;
    }
    if (rows.length === 0) {
      await terminal.out('No Python processes.\n');
      return 0;
    }
    await new TableWriter(COLUMNS, terminal).write(rows);
    for (const { reason, rows: alike } of refusals(rows)) {
      const pids = alike.map((row) => String(row.pid)).join(', ');
      await terminal.out(`${terminal.ink('quiet', `${pids}: ${visibleText(reason, REASON_LENGTH)}`)}\n`);
    }
    return 0;
  },
};

const COLUMNS: readonly Column<ProcessRow>[] = [
  { header: 'PID', align: 'right', cell: (row) => String(row.pid) },
  { header: 'Python', align: 'left', cell: (row) => row.python ?? '?' },
  { header: 'RSS', align: 'right', cell: (row) => bytesCell(row.rssBytes) },
  { header: 'Threads', align: 'right', cell: (row) => (row.threads === null ? '?' : String(row.threads)) },
  {
    header: 'Capture',
    align: 'left',
    ink: (row) => (row.capture === 'none' ? 'worse' : null),
    cell: (row) => (row.capture === 'none' ? 'no' : row.capture),
  },
  { header: 'Command', align: 'left', cell: (row) => visibleText(row.command, COMMAND_LENGTH) },
];

/** Reasons against a capture, each with the processes it holds for. */
function refusals(rows: readonly ProcessRow[]): { reason: string; rows: ProcessRow[] }[] {
  const byReason = new Map<string, ProcessRow[]>();
  for (const row of rows) {
    if (row.reason === null) continue;
    const alike = byReason.get(row.reason) ?? [];
    alike.push(row);
    byReason.set(row.reason, alike);
  }
  return [...byReason].map(([reason, alike]) => ({ reason, rows: alike }));
}
