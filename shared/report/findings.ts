import { formatBytes, formatCount } from '../base/numbers-to-text.ts';
import { bytesMarkup, codeMarkup, tableMarkup } from './tables.ts';
import { type Markup, markup, NO_MARKUP, pictureAddress } from './markup.ts';
import type { ReportAdvice, ReportBalance, ReportFinding, ReportFindings } from './report-data.ts';

/** A picture in both themes, as complete SVG documents. */
export interface FindingPicture {
  readonly light: string;
  readonly dark: string;
  /** In words, for who cannot see it. */
  readonly text: string;
}

/** The findings, each with its place, its path and, where there is one, its picture. O(findings). */
export function findingsMarkup(
  findings: ReportFindings,
  pictures: ReadonlyMap<ReportFinding, FindingPicture>,
): Markup {
  const { rows, total, leastBytes } = findings;
  if (rows.length === 0)
    return markup`<p class="quiet">Nothing that holds ${formatBytes(leastBytes)} or more stands out.</p>`;
  const left = total - rows.length;
  const more = left > 0 ? markup`<p class="quiet">${formatCount(left)} more are not shown.</p>` : NO_MARKUP;
  return markup`${rows.map((finding) => findingMarkup(finding, pictures.get(finding) ?? null))}${more}`;
}

function findingMarkup(finding: ReportFinding, picture: FindingPicture | null): Markup {
  const place = finding.place === '' ? NO_MARKUP : markup`<p class="place">${codeMarkup(finding.place)}</p>`;
  return markup`<article><div class="head"><h3>${finding.title}</h3><b>${formatBytes(finding.bytes)}</b></div>
<p class="quiet">${finding.explanation}</p>
${place}
${pathMarkup(finding)}
${picture === null ? NO_MARKUP : pictureMarkup(picture)}</article>`;
}

function pathMarkup({ path, root }: ReportFinding): Markup {
  if (path.length === 0) return NO_MARKUP;
  const table = tableMarkup(
    [
      { title: 'Reference', isNumber: false, cell: ({ label }) => codeMarkup(label) },
      { title: 'Type', isNumber: false, cell: ({ type }) => codeMarkup(type) },
      { title: 'Object', isNumber: false, cell: ({ id }) => codeMarkup(id) },
      { title: '', isNumber: false, cell: ({ preview }) => codeMarkup(preview) },
    ],
    path,
  );
  const from = root === null ? '' : ` from a root (${root.kind})`;
  return markup`<details><summary>Path${from}</summary>${table}</details>`;
}

function pictureMarkup({ light, dark, text }: FindingPicture): Markup {
  return markup`<picture><source media="screen and (prefers-color-scheme: dark)" srcset="${pictureAddress(dark)}"><img alt="${text}" src="${pictureAddress(light)}"></picture>`;
}

/** What could be saved, and how. O(advice). */
export function adviceMarkup(advice: readonly ReportAdvice[]): Markup {
  if (advice.length === 0) return markup`<p class="quiet">No cure would save much here.</p>`;
  return tableMarkup(
    [
      { title: 'Saves', isNumber: true, cell: ({ savedBytes }) => bytesMarkup(savedBytes) },
      { title: 'Objects', isNumber: true, cell: ({ count }) => markup`${formatCount(count)}` },
      { title: 'Of', isNumber: false, cell: ({ type, kind }) => codeMarkup(type ?? kind) },
      {
        title: 'What to do',
        isNumber: false,
        cell: ({ how, computed }) => markup`${how}<br><small>${computed}</small>`,
      },
    ],
    advice,
  );
}

/** RSS and its parts, as a bar and as a table. O(parts). */
export function balanceMarkup({ rssBytes, parts, notes }: ReportBalance): Markup {
  let x = 0;
  const shown = parts.filter(({ bytes }) => bytes > 0);
  const rects = shown.map(({ title, bytes }, index) => {
    const width = (1000 * bytes) / Math.max(1, rssBytes);
    const rect = markup`<rect class="p${index % 8}" x="${x.toFixed(1)}" width="${width.toFixed(1)}" height="28"><title>${`${title}: ${formatBytes(bytes)}`}</title></rect>`;
    x += width;
    return rect;
  });
  const table = tableMarkup(
    [
      {
        title: 'Part',
        isNumber: false,
        cell: (part) => markup`<span class="swatch p${shown.indexOf(part) % 8}"></span> ${part.title}`,
      },
      { title: 'Bytes', isNumber: true, cell: ({ bytes }) => bytesMarkup(bytes) },
    ],
    shown,
  );
  return markup`<svg class="stack" viewBox="0 0 1000 28" preserveAspectRatio="none" role="img" aria-label="Parts of the RSS">${rects}</svg>
${table}
${notes.map((note) => markup`<p class="quiet">${note}</p>`)}`;
}
