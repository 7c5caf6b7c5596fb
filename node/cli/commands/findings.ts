import { formatBytes, formatCount, formatPercent } from '../../../shared/base/numbers-to-text.ts';
import { visibleText } from '../../../shared/base/visible-text.ts';
import { MAX_SERIES } from '../../../shared/protocol/engine-api.ts';
import type { Finding, Findings, GrowingAnswer } from '../../../shared/protocol/findings-rows.ts';
import { inOrderOfTime } from '../../../shared/protocol/in-order-of-time.ts';
import { bytesCell, plural, shareCell, shownText } from '../cells.ts';
import { UsageError } from '../command-errors.ts';
import { type Command, FILE, JSON_OPTION } from '../command.ts';
import type { OpenHeap } from '../heaps.ts';
import { writeJson } from '../json-output.ts';
import type { Terminal } from '../terminal.ts';

const MAX_FINDINGS = 200;
const DEFAULT_LIMIT = 20;
const MAX_TEXT = 1500;

export const findingsCommand: Command = {
  name: 'findings',
  operands: [FILE, { name: 'FILE', count: 'many' }],
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
  description: [
    'Of several snapshots, in the order in which they were taken: the containers that never stopped growing, then what',
    'the last one keeps. How each kind is recognised: docs/findings.md.',
  ],
  examples: [
    'findings leak.backref',
    'findings leak.backref --min 50000 --json',
    'findings 1.backref 2.backref 3.backref',
  ],
  async run(args, { terminal, heaps }) {
    const asked = args.wholeNumber('limit', 1, MAX_FINDINGS);
    const minBytes = args.wholeNumber('min', 1, Number.MAX_SAFE_INTEGER);
    const isJson = args.flag('json');
    if (args.operands.length > MAX_SERIES) throw new UsageError(`At most ${String(MAX_SERIES)} files`);
    const given: OpenHeap[] = [];
    for (const file of args.operands) given.push(await heaps.open(file));
    const opened = inOrderOfTime(given);
    const heap = opened[opened.length - 1];
    const limit = asked ?? (isJson ? MAX_FINDINGS : DEFAULT_LIMIT);
    const growing = opened.length === 1 ? null : await askGrowing(opened, limit, minBytes);
    const answer = await heap.call('findings', { limit, minBytes });
    if (isJson) {
      const snapshots = opened.map(({ file }) => file);
      await writeJson(terminal, growing === null ? answer : { ...answer, snapshots, growing });
    } else {
      if (growing !== null) await writeGrowing(terminal, opened, growing);
      await writeFindings(terminal, answer);
    }
    return 0;
  },
};

function askGrowing(
  opened: readonly OpenHeap[],
  limit: number,
  minBytes: number | null,
): Promise<GrowingAnswer> {
  const earlier = opened.slice(0, -1).map(({ snapshot }) => snapshot);
  return opened[opened.length - 1].call('growing', { earlier, limit, minBytes });
}

/** What grew, then whose findings follow. */
async function writeGrowing(
  terminal: Terminal,
  opened: readonly OpenHeap[],
  answer: GrowingAnswer,
): Promise<void> {
  const { reason, note, findings, total, minBytes, compared, newBytes } = answer;
  if (reason !== null) await terminal.out(`${terminal.ink('quiet', `Growth cannot be told. ${reason}`)}\n`);
  else {
    if (note !== null) await terminal.out(`${terminal.ink('quiet', note)}\n\n`);
    for (const each of findings) await terminal.out(findingText(terminal, each, newBytes, 'of what is new'));
    const counted =
      total === 0
        ? 'No container grew steadily'
        : `${formatCount(total)} ${plural(total, 'container')} that never stopped growing`;
    const more = total > findings.length ? `, ${formatCount(total - findings.length)} more` : '';
    const over = `over ${formatCount(compared.length + 1)} snapshots, from ${formatBytes(minBytes)} on`;
    await terminal.out(`${terminal.ink('quiet', `${counted} ${over}${more}`)}\n`);
  }
  const last = shownText(opened[opened.length - 1].file);
  await terminal.out(`\n${terminal.ink('quiet', `In the last, ${last}:`)}\n\n`);
}

async function writeFindings(terminal: Terminal, answer: Findings): Promise<void> {
  for (const each of answer.findings) await terminal.out(findingText(terminal, each, answer.heapBytes, ''));
  await terminal.out(`${terminal.ink('quiet', closingLine(answer))}\n`);
}

/** A finding in four lines and an empty one; `bytesInAll` is what its share is of. */
function findingText(terminal: Terminal, finding: Finding, bytesInAll: number, ofWhat: string): string {
  const { title, words, explanation, kind, bytes } = finding;
  const share = `${shareCell(bytes, bytesInAll).trimEnd()} ${ofWhat}`.trimEnd();
  return [
    `${terminal.ink('retained', bytesCell(bytes).trimEnd())}  ${terminal.ink('strong', visibleText(title, MAX_TEXT))}`,
    `    ${terminal.ink('quiet', `${kind} · ${share}`)}`,
    `    ${visibleText(words, MAX_TEXT)}${terminal.ink('quiet', holderText(finding))}`,
    `    ${terminal.ink('quiet', explanation)}`,
    '',
    '',
  ].join('\n');
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
