import { mkdir } from 'node:fs/promises';
import path from 'node:path';
import { visibleText } from '../../shared/base/visible-text.ts';
import type { CaptureOptions, CaptureSummary, ProcessRow } from '../../shared/protocol/capture-api.ts';
import { CaptureError } from '../capture/capture-error.ts';
import { snapshotName } from '../capture/snapshot-name.ts';
import type { Arguments } from './arguments.ts';
import { plural } from './cells.ts';
import type { CommandContext } from './command.ts';
import { aboutFile, CommandError, UsageError } from './command-errors.ts';
import { captureText, parsePid } from './capture-words.ts';
import { writeJson } from './json-output.ts';
import { passProgress } from './progress-text.ts';
import { EXIT_CODES } from './stop-signals.ts';

/** One process of several: what became of it. */
interface Outcome {
  readonly pid: number;
  readonly file: string | null;
  readonly summary: CaptureSummary | null;
  readonly error: string | null;
}

/** The processes that the command line names, by process id. */
async function chosen(args: Arguments, { processes, terminal }: CommandContext): Promise<readonly number[]> {
  const given = args.operands.map(parsePid);
  const parent = args.text('children');
  const match = args.text('match');
  if (parent === null && match === null) return [...new Set(given)];
  if (given.length > 0) throw new UsageError('Name process ids, or --children, or --match');
  const rows = await processes.list();
  const below = parent === null ? null : processes.descendants(parsePid(parent));
  const wanted = rows.filter(
    (row) =>
      (below === null || below.has(row.pid)) &&
      (match === null || row.command.toLowerCase().includes(match.toLowerCase())),
  );
  if (parent !== null) return wanted.map((row) => row.pid);
  const masters = wanted.filter((row) => isMaster(row, wanted));
  if (masters.length > 0) {
    const pids = masters.map((row) => row.pid).join(', ');
    terminal.err(
      `Left out as the parent of others that match: ${pids}. Name it by its PID to capture it too.\n`,
    );
  }
  return wanted.filter((row) => !masters.includes(row)).map((row) => row.pid);
}

function isMaster(row: ProcessRow, among: readonly ProcessRow[]): boolean {
  return among.some((other) => other.parent === row.pid);
}

function outcomeJson({ pid, file, summary, error }: Outcome): Record<string, unknown> {
  const { objects = null, bytes = null, seconds = null, pauseSeconds = null } = summary ?? {};
  return { pid, file, objects, bytes, seconds, pauseSeconds, error };
}

/**
 * Takes a snapshot of each process that the command line chooses, one after another, into a folder. A failure is told
 * and does not stop the others. Resolves with the exit code: 0 when all are there, 1 when one is missing.
 */
export async function captureMany(
  args: Arguments,
  options: CaptureOptions,
  context: CommandContext,
): Promise<number> {
  const { terminal, processes } = context;
  const folder = args.text('output');
  if (folder === null) throw new UsageError('Where to? Name a folder with -o DIR');
  const pids = await chosen(args, context);
  if (pids.length === 0)
    throw new CommandError(null, 'No Python process is meant by that; backref ps lists them.');
  await mkdir(folder, { recursive: true }).catch((error: unknown) => {
    throw aboutFile(folder, error);
  });
  const time = new Date();
  const outcomes: Outcome[] = [];
  for (const [index, pid] of pids.entries()) {
    const order = String(index + 1).padStart(String(pids.length).length, '0');
    const file = path.join(folder, snapshotName(options.label ?? null, time, order, pid));
    const label = `${options.label ?? 'worker'} ${index + 1} of ${pids.length}`;
    const onProgress = passProgress(terminal, `process ${pid}, ${index + 1} of ${pids.length}`);
    try {
      const summary = await processes.capture({ pid, file, options: { ...options, label }, onProgress });
      terminal.err(`${captureText(file, summary)}\n`);
      outcomes.push({ pid, file, summary, error: null });
    } catch (error) {
      if (!(error instanceof CaptureError)) throw error;
      if (error.code === 'cancelled') return EXIT_CODES.SIGINT;
      terminal.err(`backref: process ${pid}: ${visibleText(error.message, 600)}\n`);
      outcomes.push({ pid, file: null, summary: null, error: error.message });
    }
  }
  const failed = outcomes.filter((outcome) => outcome.error !== null).length;
  if (args.flag('json')) await writeJson(terminal, { captures: outcomes.map(outcomeJson) });
  else {
    const done = outcomes.length - failed;
    const missing = failed === 0 ? '' : `, ${failed} failed`;
    await terminal.out(`${done} ${plural(done, 'snapshot')} in ${folder}${missing}\n`);
  }
  return failed === 0 ? 0 : 1;
}
