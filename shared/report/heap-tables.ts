import { formatBytes, formatCount } from '../base/numbers-to-text.ts';
import type { TypesPage } from '../protocol/rows.ts';
import { chartMarkup } from './chart-svg.ts';
import { timeText } from './facts.ts';
import { type Markup, markup, NO_MARKUP } from './markup.ts';
import type { ReportData, ReportGroups, ReportGrowth, ReportIdentity } from './report-data.ts';
import {
  bytesMarkup,
  codeMarkup,
  countDeltaMarkup,
  deltaMarkup,
  shareMarkup,
  tableMarkup,
} from './tables.ts';

/** The types with most shallow bytes. O(rows). */
export function typesMarkup({ rows, totals, total }: TypesPage): Markup {
  const table = tableMarkup(
    [
      { title: 'Count', isNumber: true, cell: ({ count }) => markup`${formatCount(count)}` },
      { title: 'Shallow', isNumber: true, cell: ({ shallowBytes }) => bytesMarkup(shallowBytes) },
      { title: 'Retained', isNumber: true, cell: ({ retainedBytes }) => bytesMarkup(retainedBytes) },
      {
        title: 'Share',
        isNumber: true,
        cell: ({ shallowBytes }) => shareMarkup(shallowBytes, totals.shallowBytes, 'shallow'),
      },
      { title: 'Type', isNumber: false, cell: ({ type }) => codeMarkup(type) },
    ],
    rows,
  );
  return markup`${table}${moreMarkup(total - rows.length, 'type')}`;
}

function moreMarkup(left: number, word: string): Markup {
  return left > 0
    ? markup`<p class="quiet">${formatCount(left)} more ${word}${left === 1 ? '' : 's'}.</p>`
    : NO_MARKUP;
}

/** One grouping of all objects. O(rows). */
export function groupsMarkup({ rows, total, totalBytes }: ReportGroups): Markup {
  const table = tableMarkup(
    [
      { title: 'Count', isNumber: true, cell: ({ count }) => markup`${formatCount(count)}` },
      { title: 'Shallow', isNumber: true, cell: ({ shallowBytes }) => bytesMarkup(shallowBytes) },
      {
        title: 'Share',
        isNumber: true,
        cell: ({ shallowBytes }) => shareMarkup(shallowBytes, totalBytes, 'shallow'),
      },
      { title: '', isNumber: false, cell: ({ key }) => codeMarkup(key) },
    ],
    rows,
  );
  return markup`${table}${moreMarkup(total - rows.length, 'group')}`;
}

/** What grew and shrank between the first and the last snapshot, by type. O(rows). */
export function growthMarkup({ rows, total }: ReportGrowth): Markup {
  if (total === 0) return markup`<p class="quiet">Nothing changed.</p>`;
  const table = tableMarkup(
    [
      { title: 'Before', isNumber: true, cell: ({ countBefore }) => markup`${formatCount(countBefore)}` },
      { title: 'After', isNumber: true, cell: ({ countAfter }) => markup`${formatCount(countAfter)}` },
      { title: 'Count', isNumber: true, cell: ({ countDelta }) => countDeltaMarkup(countDelta) },
      { title: 'Shallow', isNumber: true, cell: ({ shallowDelta }) => deltaMarkup(shallowDelta) },
      { title: 'Retained', isNumber: true, cell: ({ retainedDelta }) => deltaMarkup(retainedDelta) },
      { title: 'Type', isNumber: false, cell: ({ type }) => codeMarkup(type) },
    ],
    rows,
  );
  return markup`${table}${moreMarkup(total - rows.length, 'changed type')}`;
}

/** Which objects are new, and what older ones hold them. O(rows). */
export function identityMarkup({
  reason,
  newObjects,
  survived,
  freed,
  held,
  heldTotal,
}: ReportIdentity): Markup {
  if (reason !== null) return markup`<p class="quiet">${reason}</p>`;
  const sums = [
    ['new', newObjects],
    ['survived', survived],
    ['freed', freed],
  ] as const;
  const tiles = sums.map(
    ([word, { count, shallowBytes }]) =>
      markup`<div class="tile"><b>${formatCount(count)}</b><span>objects ${word}, ${formatBytes(shallowBytes)}</span></div>`,
  );
  const table = tableMarkup(
    [
      { title: 'Objects', isNumber: true, cell: ({ objects }) => markup`${formatCount(objects)}` },
      { title: 'Bytes', isNumber: true, cell: ({ bytes }) => bytesMarkup(bytes) },
      {
        title: 'New',
        isNumber: false,
        cell: ({ count, type }) => markup`${formatCount(count)} × ${codeMarkup(type)}`,
      },
      {
        title: 'Held by older',
        isNumber: false,
        cell: ({ holderType, lengthBefore, lengthAfter }) =>
          markup`${codeMarkup(holderType)}${lengthMarkup(lengthBefore, lengthAfter)}`,
      },
      { title: 'For instance', isNumber: false, cell: ({ words }) => codeMarkup(words) },
    ],
    held,
  );
  return markup`<div class="tiles">${tiles}</div>
${held.length === 0 ? NO_MARKUP : table}${moreMarkup(heldTotal - held.length, 'holder')}`;
}

function lengthMarkup(before: number | null, after: number | null): Markup {
  if (before === null || after === null) return NO_MARKUP;
  return markup`<br><small>length ${formatCount(before)} → ${formatCount(after)}</small>`;
}

/** Memory, objects, and the types that grew most over all snapshots, as lines. O(snapshots · types). */
export function timelineMarkup(data: ReportData): Markup {
  const { snapshots, growth } = data;
  const place = (index: number): string => {
    const { name, info } = snapshots[index];
    const time = timeText(info.process?.time ?? null);
    return info.process?.label ?? (time === '' ? name : time);
  };
  const ends = [place(0), place(snapshots.length - 1)] as const;
  const rss = snapshots.map(({ info }) => info.process?.rssBytes ?? null);
  const arenas = snapshots.map(({ info }) => info.process?.pymalloc?.arenaBytes ?? null);
  const shallow = snapshots.map(({ info }) => info.shallowBytes);
  const charts = [
    known('RSS', rss, ends),
    known('Arenas of pymalloc', arenas, ends),
    chartMarkup({ title: 'Shallow size', values: shallow, ends, tell: formatBytes }),
    chartMarkup({
      title: 'Objects',
      values: snapshots.map(({ info }) => info.objects),
      ends,
      tell: formatCount,
    }),
    ...(growth?.series ?? []).map(({ type, counts }) =>
      chartMarkup({ title: type, values: counts, ends, tell: formatCount }),
    ),
  ];
  return markup`<div class="charts">${charts}</div>`;
}

/** A chart of bytes, where all snapshots know them. */
function known(title: string, values: readonly (number | null)[], ends: readonly [string, string]): Markup {
  const numbers = values.filter((value) => value !== null);
  return numbers.length === values.length
    ? chartMarkup({ title, values: numbers, ends, tell: formatBytes })
    : NO_MARKUP;
}
