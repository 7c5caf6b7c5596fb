import { formatBytes, formatCount, formatDuration } from '../../../shared/base/numbers-to-text.ts';
import type { Problem, ProcessInfo, SnapshotInfo } from '../../../shared/protocol/rows.ts';
import { visibleText } from '../../../shared/base/visible-text.ts';
import { plural, shownText } from '../cells.ts';
import { type Command, FILE, JSON_OPTION } from '../command.ts';
import { writeJson } from '../json-output.ts';
import type { Terminal } from '../terminal.ts';
import { padAfter } from '../terminal-width.ts';

const SENTENCE_LENGTH = 400;

type Fact = readonly [name: string, text: string];

export const infoCommand: Command = {
  name: 'info',
  operands: [FILE],
  options: [JSON_OPTION],
  summary: 'What a snapshot holds, and the process it was taken from',
  examples: ['info leak.backref', 'info leak.backref --json'],
  async run(args, { terminal, heaps }) {
    const { info } = await heaps.open(args.operand(0));
    if (args.flag('json')) await writeJson(terminal, info);
    else await writeInfo(terminal, info);
    return 0;
  },
};

/** Prints what `backref info` says. */
export async function writeInfo(terminal: Terminal, info: SnapshotInfo): Promise<void> {
  const facts = [...heapFacts(info), ...(info.process === null ? [] : processFacts(info.process))];
  const width = Math.max(...facts.map(([name]) => name.length));
  const lines = facts.map(([name, text]) => `${terminal.ink('quiet', padAfter(name, width))}  ${text}`);
  for (const rule of info.rules) lines.push(terminal.ink('quiet', `· ${visibleText(rule, SENTENCE_LENGTH)}`));
  for (const problem of info.problems) {
    lines.push(`${terminal.ink('worse', '!')} ${problemText(problem)}`);
  }
  await terminal.out(`${lines.join('\n')}\n`);
}

/** The message, with the count where it does not tell it itself. */
function problemText({ count, message }: Problem): string {
  const text = visibleText(message, SENTENCE_LENGTH);
  const isTold = text.includes(formatCount(count)) || text.includes(String(count));
  return isTold || count === 1 ? text : `${formatCount(count)} × ${text}`;
}

function heapFacts(info: SnapshotInfo): Fact[] {
  const { unreachable } = info;
  return [
    ['Format', `${shownText(info.format)} ${shownText(info.formatVersion)}, by ${shownText(info.producer)}`],
    ['Objects', `${formatCount(info.objects)} of ${formatCount(info.types)} ${plural(info.types, 'type')}`],
    ['References', formatCount(info.references)],
    ['Shallow', formatBytes(info.shallowBytes)],
    [
      'Unreachable',
      `${formatCount(unreachable.objects)} ${plural(unreachable.objects, 'object')}, ${formatBytes(unreachable.shallowBytes)}`,
    ],
    ['Opened in', formatDuration(info.openedInMs)],
  ];
}

function processFacts(process: ProcessInfo): Fact[] {
  const facts: (readonly [string, string | null])[] = [
    [
      'Process',
      process.pid === null ? null : `${String(process.pid)}  ${process.argv.map(shownText).join(' ')}`,
    ],
    ['Label', process.label],
    ['Taken', process.time],
    ['Python', process.python],
    ['Platform', process.platform],
    ['Capture', captureText(process)],
    ['RSS', rssText(process)],
    ['pymalloc', pymallocText(process)],
    ['Collector', collectorText(process)],
    ['Tracemalloc', process.tracemalloc ? 'was tracing: objects tell where they were allocated' : null],
    ...process.threads.map((thread): Fact => {
      const frame = thread.frames.at(0);
      const place = frame === undefined ? '' : `  in ${frame.function}() ${frame.file}:${String(frame.line)}`;
      return ['Thread', `${thread.name}${place}`];
    }),
  ];
  return facts
    .filter((fact): fact is Fact => fact[1] !== null)
    .map(([name, text]) => [name, shownText(text)]);
}

function captureText({ captureMethod, captureSeconds }: ProcessInfo): string | null {
  if (captureSeconds === null) return captureMethod;
  return `${captureMethod ?? 'took'} ${formatDuration(captureSeconds * 1000)}`;
}

function rssText({ rssBytes, peakRssBytes }: ProcessInfo): string | null {
  if (rssBytes === null) return null;
  return formatBytes(rssBytes) + (peakRssBytes === null ? '' : `, peak ${formatBytes(peakRssBytes)}`);
}

function pymallocText({ pymalloc }: ProcessInfo): string | null {
  if (pymalloc === null) return null;
  const { usedBytes, freeBytes, arenaBytes } = pymalloc;
  return `${formatBytes(usedBytes)} used, ${formatBytes(freeBytes)} free in ${formatBytes(arenaBytes)} of arenas`;
}

function collectorText({ gc }: ProcessInfo): string | null {
  if (gc === null) return null;
  const state = `${gc.enabled ? 'on' : 'off'}, thresholds ${gc.thresholds.join(' ')}, counts ${gc.counts.join(' ')}`;
  return gc.frozen > 0 ? `${state}, ${formatCount(gc.frozen)} frozen` : state;
}
