import {
  CAPTURE_METHODS,
  CAPTURE_PREVIEWS,
  type CaptureOptions,
} from '../../../shared/protocol/capture-api.ts';
import { CaptureError } from '../../capture/capture-error.ts';
import type { Arguments, OptionSpec } from '../arguments.ts';
import { captureMany } from '../capture-many.ts';
import { captureText, parsePid } from '../capture-words.ts';
import { type Command, type CommandContext, JSON_OPTION } from '../command.ts';
import { CommandError, UsageError } from '../command-errors.ts';
import { writeJson } from '../json-output.ts';
import { passProgress } from '../progress-text.ts';
import { EXIT_CODES } from '../stop-signals.ts';
import { writeInfo } from './info.ts';

const MAX_LABEL = 200;
const MAX_SECONDS = 86_400;

/** What a snapshot shall hold; `backref run` has the same. */
export const CONTENT_OPTIONS: readonly OptionSpec[] = [
  { name: 'label', value: 'TEXT', does: 'A text to recognise the snapshot by' },
  {
    name: 'preview',
    value: 'KIND',
    does: 'Values written: none, short (80 characters) or full; short unless told',
  },
  { name: 'no-redact', does: 'Also write what stands under names such as password or token' },
];

export const captureCommand: Command = {
  name: 'capture',
  operands: [{ name: 'PID', count: 'many' }],
  options: [
    { name: 'output', short: 'o', value: 'FILE', does: 'Where the snapshot shall be; a folder for several' },
    { name: 'children', value: 'PID', does: 'All Python processes below PID, such as a server’s workers' },
    { name: 'match', value: 'TEXT', does: 'All Python processes with TEXT in their command line' },
    ...CONTENT_OPTIONS,
    { name: 'timeout', value: 'SECONDS', does: 'Give up after so long; 600 unless told' },
    { name: 'method', value: 'METHOD', does: 'gdb or remote_exec; the best there is unless told' },
    JSON_OPTION,
  ],
  summary: 'Take a snapshot of a running Python process, or of each worker of a server',
  description: [
    'The process is stopped for about a tenth of a second (with sys.remote_exec not at all), copies itself and runs on;',
    'the copy writes the file. The file appears complete or not at all, readable by you only. docs/capture.md tells more.',
  ],
  examples: [
    'capture 1234 -o leak.backref',
    'capture 1234 -o leak.backref --label after-3-hours --preview none',
    'capture --children 1200 -o snapshots',
    'capture --match gunicorn -o snapshots',
  ],
  async run(args, context) {
    const options = captureOptions(args);
    const isMany = args.text('children') !== null || args.text('match') !== null || args.operands.length > 1;
    return isMany ? await captureMany(args, options, context) : await captureOne(args, options, context);
  },
};

/** What the content options say. Throws UsageError. */
export function contentOptions(args: Arguments): Pick<CaptureOptions, 'label' | 'preview' | 'redact'> {
  const label = args.text('label');
  const preview = args.choice('preview', CAPTURE_PREVIEWS);
  if (label !== null && label.length > MAX_LABEL)
    throw new UsageError(`--label can have ${MAX_LABEL} characters`);
  return {
    ...(label === null ? {} : { label }),
    ...(preview === null ? {} : { preview }),
    ...(args.flag('no-redact') ? { redact: false } : {}),
  };
}

function captureOptions(args: Arguments): CaptureOptions {
  const timeoutSeconds = args.wholeNumber('timeout', 1, MAX_SECONDS);
  const method = args.choice('method', CAPTURE_METHODS);
  return {
    ...contentOptions(args),
    ...(timeoutSeconds === null ? {} : { timeoutSeconds }),
    ...(method === null ? {} : { method }),
  };
}

async function captureOne(
  args: Arguments,
  options: CaptureOptions,
  context: CommandContext,
): Promise<number> {
  const { terminal, processes, heaps } = context;
  const word = args.operands.at(0);
  if (word === undefined) throw new UsageError('PID missing');
  const pid = parsePid(word);
  const file = args.text('output');
  if (file === null) throw new UsageError('Where to? Name a file with -o FILE');
  try {
    const onProgress = passProgress(terminal, `process ${pid}`);
    const summary = await processes.capture({ pid, file, options, onProgress });
    terminal.passing(null);
    terminal.err(`${captureText(file, summary)}\n`);
  } catch (error) {
    if (!(error instanceof CaptureError)) throw error;
    if (error.code === 'cancelled') return EXIT_CODES.SIGINT;
    throw new CommandError(`process ${pid}`, error.message, error);
  }
  const { info } = await heaps.open(file);
  if (args.flag('json')) await writeJson(terminal, info);
  else await writeInfo(terminal, info);
  return 0;
}
