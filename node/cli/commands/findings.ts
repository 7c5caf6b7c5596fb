import { formatBytes, formatCount, formatPercent } from '../../../shared/base/numbers-to-text.ts';
import { visibleText } from '../../../shared/base/visible-text.ts';
import type { Finding, Findings } from '../../../shared/protocol/findings-rows.ts';
import { bytesCell, plural, shareCell } from '../cells.ts';
import { type Command, FILE, JSON_OPTION } from '../command.ts';
import { writeJson } from '../json-output.ts';
import type { Terminal } from '../terminal.ts';

const MAX_FINDINGS = 200;
const DEFAULT_LIMIT = 20;
const MAX_TEXT = 1500;

export const findingsCommand: Command = {
  name: 'findings',
  operands: [FILE],
  options: [
    {
      name: 'limit',
      value: 'N',
      does: `At most N findings, 1–${String(MAX_FINDINGS)}; ${String(DEFAULT_LIMIT)} unless told, all with --json`,
    },
    {
      name: 'min',
      value: 'BYTES',
      does: 'From how many bytes on; 1% of the heap, at least 100,000, unless told',
    },
    JSON_OPTION,
  ],
  summary:
    'What keeps memory, in sentences: what piles up where, caches, tracebacks, cycles, C-held objects …',
  description: ['How each kind is recognised: docs/findings.md.'],
  examples: ['findings leak.backref', 'findings leak.backref --min 50000 --json'],
  async run(args, { terminal, heaps }) {
    const asked = args.wholeNumber('limit', 1, MAX_FINDINGS);
    const minBytes = args.wholeNumber('min', 1, Number.MAX_SAFE_INTEGER);
    const isJson = args.flag('json');
    const heap = await heaps.open(args.operand(0));
    const limit = asked ?? (isJson ? MAX_FINDINGS : DEFAULT_LIMIT);
    const answer = await heap.call('findings', { limit, minBytes });
    if (isJson) await writeJson(terminal, answer);
    else await writeFindings(terminal, answer);
    return 0;
  },
};

async function writeFindings(terminal: Terminal, answer: Findings): Promise<void> {
  for (const each of answer.findings) {
    const { title, words, explanation, kind } = each;
    const share = shareCell(each.bytes, answer.heapBytes).trimEnd();
    await terminal.out(
      [
        `${terminal.ink('retained', bytesCell(each.bytes).trimEnd())}  ${terminal.ink('strong', visibleText(title, MAX_TEXT))}`,
        `    ${terminal.ink('quiet', `${kind} · ${share}`)}`,
        `    ${visibleText(words, MAX_TEXT)}${terminal.ink('quiet', holderText(each))}`,
        `    ${terminal.ink('quiet', explanation)}`,
        '',
        '',
      ].join('\n'),
    );
  }
  await terminal.out(`${terminal.ink('quiet', closingLine(answer))}\n`);
}

function holderText({ holder }: Finding): string {
  return `  (${visibleText(holder.type)} ${holder.id})`;
}

function closingLine({ findings, total, threshold, heapBytes }: Findings): string {
  const share = `${formatPercent(threshold.bytes / heapBytes)} of the heap`;
  const from = `from ${formatBytes(threshold.bytes)} on (${share})`;
  if (total === 0) return `No findings ${from}.`;
  const more = total > findings.length ? `, ${formatCount(total - findings.length)} more` : '';
  return `${formatCount(findings.length)} ${plural(findings.length, 'finding')} ${from}${more}`;
}
