import { createHash } from 'node:crypto';
import path from 'node:path';
import { formatBytes } from '../../../shared/base/numbers-to-text.ts';
import type { ReportHeap } from '../../../shared/report/collect-report.ts';
import type { Arguments } from '../arguments.ts';
import { shownText } from '../cells.ts';
import { aboutFile, UsageError } from '../command-errors.ts';
import type { Command, CommandContext } from '../command.ts';
import type { OpenHeap } from '../heaps.ts';
import { inOrderOfTime } from '../../../shared/protocol/in-order-of-time.ts';
import { writeWholeFile } from '../write-file.ts';

export const reportCommand: Command = {
  name: 'report',
  operands: [{ name: 'FILE', count: 'many' }],
  options: [
    { name: 'output', short: 'o', value: 'OUT', does: 'The page to write: a name that ends with .html' },
    { name: 'title', value: 'TEXT', does: "The page's heading; the files' names unless told" },
    { name: 'redact', does: 'Leave out what may be private: contents, keys, the command line, paths' },
  ],
  summary: 'One HTML page about one snapshot or several, to attach to a ticket',
  description: [
    'The page needs nothing else: no network, no scripts. Of several snapshots, in the order in which they were taken,',
    'it tells the growth from the first to the last. What --redact leaves out: docs/report.md.',
  ],
  examples: [
    'report leak.backref -o leak.html',
    'report monday.backref tuesday.backref friday.backref -o week.html --redact',
  ],
  async run(args, context) {
    const out = outputOf(args);
    const opened: OpenHeap[] = [];
    for (const file of args.operands) opened.push(await context.heaps.open(file));
    const html = await pageOf(args, context, inOrderOfTime(opened));
    await writeWholeFile(out, html);
    await context.terminal.out(`${shownText(out)}: ${formatBytes(Buffer.byteLength(html))}\n`);
    return 0;
  },
};

function outputOf(args: Arguments): string {
  const out = args.text('output');
  if (args.operands.length === 0) throw new UsageError('FILE missing');
  if (out === null) throw new UsageError('-o OUT missing, the page to write');
  if (!/\.html?$/i.test(out))
    throw new UsageError(`-o writes .html, and "${path.basename(out)}" does not end with it`);
  return out;
}

/** Loaded only when asked for: layouts with WebAssembly, which most runs do not need. */
async function pageOf(
  args: Arguments,
  { terminal }: CommandContext,
  heaps: readonly OpenHeap[],
): Promise<string> {
  const { collectReport } = await import('../../../shared/report/collect-report.ts');
  const { redactReport } = await import('../../../shared/report/redact.ts');
  const { renderReport } = await import('../../../shared/report/render-report.ts');
  const { REPORT_STYLE } = await import('../../../shared/report/style.ts');
  const names = heaps.map(({ file }) => path.basename(file));
  const title = args.text('title');
  const data = await collectReport(heaps.map(withName), {
    title: title ?? names.join(', '),
    madeAt: new Date().toISOString(),
    onStep: (step) => terminal.passing(`Report: ${step}`),
  });
  terminal.passing('Report: drawing');
  const shown = args.flag('redact') ? redactReport(data) : data;
  try {
    const hash = createHash('sha256').update(REPORT_STYLE).digest('base64');
    return await renderReport(title === null ? shown : { ...shown, title }, hash);
  } catch (error) {
    throw aboutFile(null, error);
  }
}

function withName(heap: OpenHeap): ReportHeap {
  return {
    name: path.basename(heap.file),
    snapshot: heap.snapshot,
    info: heap.info,
    call: heap.call.bind(heap),
  };
}
