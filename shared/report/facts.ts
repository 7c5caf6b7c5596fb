import { formatBytes, formatCount, formatDuration } from '../base/numbers-to-text.ts';
import type { ProcessInfo } from '../protocol/rows.ts';
import { codeMarkup, tableMarkup } from './tables.ts';
import { type Markup, markup, NO_MARKUP } from './markup.ts';
import { lastSnapshot, type ReportData } from './report-data.ts';

/** The greatest numbers of the last snapshot, and the problems of reading it. O(problems). */
export function summaryMarkup(data: ReportData): Markup {
  const { info } = lastSnapshot(data);
  const rss = info.process?.rssBytes ?? null;
  const tiles: (readonly [string, string])[] = [
    [formatCount(info.objects), `objects of ${formatCount(info.types)} types`],
    [formatBytes(info.shallowBytes), 'shallow size of all'],
    ...(rss === null ? [] : [[formatBytes(rss), 'RSS of the process'] as const]),
    [formatCount(info.unreachable.objects), `unreachable, ${formatBytes(info.unreachable.shallowBytes)}`],
    ...(data.findings === null
      ? []
      : [[formatCount(data.findings.total), data.findings.total === 1 ? 'finding' : 'findings'] as const]),
  ];
  const problems = info.problems.map(({ message }) => markup`<p class="note">${message}</p>`);
  return markup`<div class="tiles">${tiles.map(([value, text]) => markup`<div class="tile"><b>${value}</b><span>${text}</span></div>`)}</div>
${problems}`;
}

/** What is known of the process, and the rules that sizes follow. O(threads). */
export function processMarkup(data: ReportData): Markup {
  const { info } = lastSnapshot(data);
  const facts = [
    fact('Format', `${info.format} ${info.formatVersion}, by ${info.producer}`),
    ...(info.process === null ? [] : processFacts(info.process, data.isRedacted)),
  ];
  const rules = info.rules.map((rule) => markup`<li>${rule}</li>`);
  return markup`<dl>${facts}</dl>
<details><summary>Rules that the sizes follow</summary><ul class="rules">${rules}</ul></details>`;
}

function fact(name: string, text: string | null): Markup {
  return text === null || text === '' ? NO_MARKUP : markup`<dt>${name}</dt><dd>${text}</dd>`;
}

function processFacts(process: ProcessInfo, isRedacted: boolean): Markup[] {
  const { rssBytes, peakRssBytes, gc, pymalloc } = process;
  return [
    fact('Process', process.pid === null ? null : `${process.pid}  ${process.argv.join(' ')}`),
    fact('Label', process.label),
    fact('Taken', process.time),
    fact('Python', process.python),
    fact('Platform', process.platform),
    fact('Capture', captureText(process)),
    fact('RSS', rssBytes === null ? null : `${formatBytes(rssBytes)}${peakText(peakRssBytes)}`),
    fact('pymalloc', pymalloc === null ? null : pymallocText(pymalloc)),
    fact('Collector', gc === null ? null : collectorText(gc)),
    ...process.threads.map((thread) => {
      const frame = thread.frames.at(0);
      if (frame === undefined) return fact('Thread', thread.name);
      const file = isRedacted ? '' : ` ${frame.file}`;
      return fact('Thread', `${thread.name} in ${frame.function}()${file}:${frame.line}`);
    }),
  ];
}

function peakText(bytes: number | null): string {
  return bytes === null ? '' : `, peak ${formatBytes(bytes)}`;
}

function captureText({ captureMethod, captureSeconds }: ProcessInfo): string | null {
  if (captureSeconds === null) return captureMethod;
  return `${captureMethod ?? ''} ${formatDuration(captureSeconds * 1000)}`.trim();
}

function pymallocText({ usedBytes, freeBytes, arenaBytes }: NonNullable<ProcessInfo['pymalloc']>): string {
  return `${formatBytes(usedBytes)} used, ${formatBytes(freeBytes)} free in ${formatBytes(arenaBytes)} of arenas`;
}

function collectorText({ enabled, thresholds, counts, frozen }: NonNullable<ProcessInfo['gc']>): string {
  const state = `${enabled ? 'on' : 'off'}, thresholds ${thresholds.join(' ')}, counts ${counts.join(' ')}`;
  return frozen > 0 ? `${state}, ${formatCount(frozen)} frozen` : state;
}

/** The files of a report about several. O(snapshots). */
export function snapshotsMarkup({ snapshots }: ReportData): Markup {
  return tableMarkup(
    [
      { title: 'Snapshot', isNumber: false, cell: ({ name }) => codeMarkup(name) },
      { title: 'Label', isNumber: false, cell: ({ info }) => markup`${info.process?.label ?? ''}` },
      {
        title: 'Taken',
        isNumber: false,
        cell: ({ info }) => markup`${timeText(info.process?.time ?? null)}`,
      },
      { title: 'Objects', isNumber: true, cell: ({ info }) => markup`${formatCount(info.objects)}` },
      { title: 'Shallow', isNumber: true, cell: ({ info }) => markup`${formatBytes(info.shallowBytes)}` },
      {
        title: 'RSS',
        isNumber: true,
        cell: ({ info }) => markup`${formatBytes(info.process?.rssBytes ?? Number.NaN)}`,
      },
    ],
    snapshots,
  );
}

/** An ISO time to the second, as one reads it. */
export function timeText(time: string | null): string {
  return time === null ? '' : time.replace('T', ' ').replace(/(?:\.\d+)?(?:Z|\+00:00)$/, ' UTC');
}
