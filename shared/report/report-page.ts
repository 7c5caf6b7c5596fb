import { formatCount } from '../base/numbers-to-text.ts';
import { processMarkup, snapshotsMarkup, summaryMarkup, timeText } from './facts.ts';
import { adviceMarkup, balanceMarkup, type FindingPicture, findingsMarkup } from './findings.ts';
import { groupsMarkup, growthMarkup, identityMarkup, timelineMarkup, typesMarkup } from './heap-tables.ts';
import { Markup, markup, NO_MARKUP } from './markup.ts';
import { REDACTION_NOTE } from './redact.ts';
import { lastSnapshot, type ReportData, type ReportFinding } from './report-data.ts';
import { REPORT_STYLE } from './style.ts';
import { treemapMarkup } from './treemap-svg.ts';

interface Section {
  readonly id: string;
  readonly title: string;
  readonly about: string;
  readonly body: Markup;
}

export interface PageParts {
  readonly pictures: ReadonlyMap<ReportFinding, FindingPicture>;
  /** SHA-256 of REPORT_STYLE in base 64: the only style that the page allows. */
  readonly styleHash: string;
}

/**
 * The report as one HTML page that needs nothing else: no scripts, no fonts, no network, which its own content security
 * policy forbids as well. All text of snapshots is escaped. O(size of the report).
 */
export function reportPage(data: ReportData, { pictures, styleHash }: PageParts): string {
  const sections = sectionsOf(data, pictures);
  const policy = `default-src 'none'; style-src 'sha256-${styleHash}'; img-src data:; base-uri 'none'; form-action 'none'`;
  const links = sections.map(({ id, title }) => markup`<a href="#${id}">${title}</a>`);
  const page = markup`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${Markup.join(policy)}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="referrer" content="no-referrer">
<meta name="robots" content="noindex">
<title>${`Backref: ${data.title}`}</title>
<style>${Markup.join(REPORT_STYLE)}</style>
</head>
<body>
<header>
<p class="brand">Backref report</p>
<h1>${data.title}</h1>
<p class="lead">${leadText(data)}</p>
${data.isRedacted ? markup`<p class="note">${REDACTION_NOTE}</p>` : NO_MARKUP}
<nav aria-label="Sections">${links}</nav>
</header>
<main>
${sections.map(sectionMarkup)}
</main>
<footer><p>Made by Backref on ${timeText(data.madeAt)}.</p></footer>
</body>
</html>
`;
  return page.html;
}

function leadText(data: ReportData): string {
  const { info, name } = lastSnapshot(data);
  const taken = info.process?.time ?? null;
  const what =
    data.snapshots.length === 1
      ? 'A heap snapshot'
      : `${formatCount(data.snapshots.length)} heap snapshots; tables are about the last, ${name}`;
  return `${what}${taken === null ? '' : `, taken ${timeText(taken)}`}`;
}

function sectionMarkup({ id, title, about, body }: Section): Markup {
  return markup`<section id="${id}" aria-labelledby="${id}-title"><h2 id="${id}-title">${title}</h2>
${about === '' ? NO_MARKUP : markup`<p class="quiet">${about}</p>`}
${body}
</section>`;
}

function sectionsOf(data: ReportData, pictures: PageParts['pictures']): Section[] {
  const { findings, advice, balance, growth } = data;
  const several = data.snapshots.length > 1;
  const candidates: (Section | null)[] = [
    section('summary', 'Summary', '', summaryMarkup(data)),
    several ? section('snapshots', 'Snapshots', '', snapshotsMarkup(data)) : null,
    findings &&
      section(
        'findings',
        'Findings',
        'What holds much memory, and who holds it; most bytes first.',
        findingsMarkup(findings, pictures),
      ),
    growth !== null && growth.growing.rows.length > 0
      ? section(
          'growing',
          'Never stopped growing',
          'Containers that were shorter in no snapshot than in the one before, and are still getting longer.',
          findingsMarkup(growth.growing, pictures),
        )
      : null,
    growth &&
      section('growth', 'Growth', 'From the first snapshot to the last, by type.', growthMarkup(growth)),
    growth &&
      section(
        'new-objects',
        'New objects, and what holds them',
        'Objects of the last snapshot that the first does not have, by the older objects that they hang on.',
        identityMarkup(growth.identity),
      ),
    several ? section('timeline', 'Timeline', '', timelineMarkup(data)) : null,
    balance &&
      section(
        'balance',
        'Memory balance',
        'What the memory that the process has in RAM (RSS) consists of.',
        balanceMarkup(balance),
      ),
    advice &&
      section(
        'advice',
        'Advice',
        'What would give memory back, with a prediction of how much. Cures of the same objects do not add up.',
        adviceMarkup(advice),
      ),
    section('types', 'Types', 'By shallow size: bytes of the objects themselves.', typesMarkup(data.types)),
    section(
      'treemap',
      'Treemap',
      'Retained sizes: an area is what goes if the object goes; inside it, what it holds.',
      treemapMarkup(data.treemap),
    ),
    ...data.groups.map((groups, index) =>
      section(`group-${index + 1}`, groups.title, '', groupsMarkup(groups)),
    ),
    section('process', 'Process', '', processMarkup(data)),
  ];
  return candidates.filter((candidate) => candidate !== null);
}

function section(id: string, title: string, about: string, body: Markup): Section {
  return { id, title, about, body };
}
