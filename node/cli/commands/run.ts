import { stat } from 'node:fs/promises';
import os from 'node:os';
import { formatBytes } from '../../../shared/base/numbers-to-text.ts';
import { visibleText } from '../../../shared/base/visible-text.ts';
import { CaptureError } from '../../capture/capture-error.ts';
import type { SnapshotTarget } from '../../capture/written-snapshots.ts';
import type { Arguments, OptionSpec } from '../arguments.ts';
import type { Command, CommandContext } from '../command.ts';
import { aboutFile, CommandError, UsageError } from '../command-errors.ts';
import { writeJson } from '../json-output.ts';
import type { RunOutcome } from '../processes.ts';
import { agentTarget, runTarget } from '../run-target.ts';
import { CONTENT_OPTIONS, contentOptions } from './capture.ts';

const MOST_KEPT = 10_000;
const TIME = /^\d+(\.\d+)?[smhd]?$/i;
const SIZE = /^\d+(\.\d+)?[kmgt]?(i?b)?$/i;
const PERCENT = /^\d{1,3}(\.\d+)?%$/;

const TRIGGER_OPTIONS: readonly OptionSpec[] = [
  { name: 'every', value: 'TIME', does: 'A snapshot every 60s, 5m, 1h' },
  { name: 'rss-over', value: 'SIZE', does: 'When the resident memory rises above 500M, 2G' },
  { name: 'rss-step', value: 'SIZE', does: 'Whenever the resident memory has grown by so much, or by 10%' },
  {
    name: 'on-signal',
    value: 'NAME',
    does: 'At a signal such as USR2, sent to this command or to the program',
  },
  { name: 'on-memory-error', does: 'When a MemoryError ends a thread' },
  { name: 'at-exit', does: 'When the program ends; also where no other occasion is named' },
];

export const runCommand: Command = {
  name: 'run',
  operands: [{ name: 'SCRIPT', count: 'rest' }],
  options: [
    {
      name: 'output',
      short: 'o',
      value: 'FILE',
      does: 'A .backref file, where the last snapshot stays, or a folder for all; this folder unless told',
    },
    ...TRIGGER_OPTIONS,
    { name: 'keep', value: 'N', does: 'Keep the newest N in the folder' },
    ...CONTENT_OPTIONS,
    { name: 'python', value: 'EXE', does: 'The interpreter; python3 or python on PATH unless told' },
    {
      name: 'module',
      short: 'm',
      value: 'MODULE',
      does: 'Run a module, as python -m does; what follows is its own',
      endsOptions: true,
    },
    { name: 'json', does: 'Print one JSON document at the end; the program’s output goes to stderr' },
  ],
  summary: 'Run a Python program, with snapshots when something happens and at its end',
  description: [
    'Options stand before the script; everything behind it belongs to the script. Input, output, Ctrl-C and the exit code',
    'are the program’s own. At its end stderr says which snapshots were written. docs/capture.md tells more.',
  ],
  examples: [
    'run -o leak.backref app.py --port 8000',
    'run -o snapshots --every 5m --rss-step 10% --keep 20 app.py',
    'run -o snapshots --on-signal USR2 -m uvicorn shop:app',
  ],
  async run(args, context) {
    const module = args.text('module');
    const script = args.operands.at(0);
    if (module === null && script === undefined) throw new UsageError('SCRIPT or -m MODULE missing');
    const trigger = signalOf(args);
    const words = agentWords(args, trigger);
    const target = await runTarget(args.text('output'));
    if (target.kind === 'file' && args.text('keep') !== null)
      throw new UsageError('--keep is for a folder: a file keeps the last snapshot only');
    if (module === null) await checkScript(script ?? '');
    const program = module === null ? ['--', ...args.operands] : ['-m', module, ...args.operands];
    const wish = {
      python: args.text('python'),
      words: ['-o', agentTarget(target), ...words, ...program],
      target,
      trigger,
      freeStdout: args.flag('json'),
    };
    try {
      const outcome = await context.processes.run(wish);
      await report(outcome, args, context, target);
      return outcome.exitCode;
    } catch (error) {
      throw error instanceof CaptureError ? new CommandError(null, error.message, error) : error;
    }
  },
};

/** A folder or an archive with a `__main__` is a script too. */
async function checkScript(script: string): Promise<void> {
  await stat(script).catch((error: unknown) => {
    throw aboutFile(script, error);
  });
}

/** The signal that --on-signal names, with or without SIG. Throws UsageError. */
function signalOf(args: Arguments): NodeJS.Signals | null {
  const text = args.text('on-signal');
  if (text === null) return null;
  const name = `SIG${text.toUpperCase().replace(/^SIG/, '')}`;
  const isKnown = Object.hasOwn(os.constants.signals, name) && !['SIGKILL', 'SIGSTOP'].includes(name);
  if (isKnown) return name as NodeJS.Signals;
  throw new UsageError(
    `--on-signal must be the name of a signal, such as USR2, not "${visibleText(text, 60)}"`,
  );
}

/** A positive amount as written. Throws UsageError. */
function amount(args: Arguments, name: string, forms: readonly RegExp[], example: string): string | null {
  const text = args.text(name);
  if (text === null) return null;
  if (forms.some((form) => form.test(text)) && Number.parseFloat(text) > 0) return text;
  throw new UsageError(`--${name} must be ${example}, not "${visibleText(text, 60)}"`);
}

/** The options for the agent, as it names them. Throws UsageError. */
function agentWords(args: Arguments, trigger: NodeJS.Signals | null): readonly string[] {
  const { label, preview, redact } = contentOptions(args);
  const valued: readonly (readonly [string, string | number | null | undefined])[] = [
    ['every', amount(args, 'every', [TIME], 'a time such as 60s, 5m or 1h')],
    ['rss-over', amount(args, 'rss-over', [SIZE], 'a size such as 500M or 2G')],
    ['rss-step', amount(args, 'rss-step', [SIZE, PERCENT], 'a share such as 10% or a size such as 500M')],
    ['on-signal', trigger],
    ['keep', args.wholeNumber('keep', 1, MOST_KEPT)],
    ['label', label],
    ['preview', preview],
  ];
  return [
    ...valued.flatMap(([name, value]) =>
      value === null || value === undefined ? [] : [`--${name}=${value}`],
    ),
    ...['on-memory-error', 'at-exit'].filter((name) => args.flag(name)).map((name) => `--${name}`),
    ...(redact === false ? ['--no-redact'] : []),
  ];
}

async function report(
  { exitCode, signal, snapshots }: RunOutcome,
  args: Arguments,
  { terminal }: CommandContext,
  target: SnapshotTarget,
): Promise<void> {
  for (const { file, bytes } of snapshots) terminal.err(`${visibleText(file, 300)}: ${formatBytes(bytes)}\n`);
  if (snapshots.length === 0) {
    const why = signal === null ? '' : `; ${signal} ended the program before it came to its exit`;
    terminal.err(`No snapshot was written to ${visibleText(target.path, 300)}${why}.\n`);
  }
  if (args.flag('json')) await writeJson(terminal, { snapshots, exitCode });
}
