import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { redactLabel, redactReport, REDACTION_NOTE } from '../../../../shared/report/redact.ts';
import { renderReport } from '../../../../shared/report/render-report.ts';
import type { ReportData } from '../../../../shared/report/report-data.ts';
import { REPORT_STYLE } from '../../../../shared/report/style.ts';
import { REPORT, SECRET } from './report-data.ts';

const HASH = createHash('sha256').update(REPORT_STYLE).digest('base64');
const page = (data: ReportData): Promise<string> => renderReport(data, HASH);

/** The page with its pictures as the text that they are. */
function decoded(html: string): string {
  return html.replace(/data:image\/svg\+xml,[^"]*/g, (address) => decodeURIComponent(address));
}

describe('the page of a report', () => {
  test('has each section that there is something for, in the order of the story', async () => {
    const html = await page(REPORT);
    expect([...html.matchAll(/<section id="([\w-]+)"/g)].map(([, id]) => id)).toEqual(
      'summary snapshots findings growing growth new-objects timeline balance advice types treemap group-1 process'.split(
        ' ',
      ),
    );
    const few = { ...REPORT, findings: null, advice: null, balance: null, growth: null };
    const single = await page({ ...few, snapshots: REPORT.snapshots.slice(1) });
    expect([...single.matchAll(/<section id="([\w-]+)"/g)].map(([, id]) => id)).toEqual(
      'summary types treemap group-1 process'.split(' '),
    );
  });

  test('says the numbers', async () => {
    const html = await page(REPORT);
    for (const text of ['1,234', '3.0 MB', 'Session', '+9', '50 MB', '77', '5 → 75', '2 more are not shown'])
      expect(html).toContain(text);
    expect(html).toContain('aria-label="app.Session: 1, 10"');
  });

  test('allows nothing but its own style and pictures in itself', async () => {
    const html = await page(REPORT);
    expect(html).toContain(
      `content="default-src 'none'; style-src 'sha256-${HASH}'; img-src data:; base-uri 'none'; form-action 'none'"`,
    );
    expect(html).not.toMatch(/<script|<link|<iframe|<object|\son\w+=|style="|@import|url\(/i);
    expect([...html.matchAll(/(?:src|srcset|href)="([^"]{0,20})/g)].map(([, address]) => address)).toSatisfy(
      (addresses: string[]) => addresses.every((each) => /^(?:#|data:image\/svg)/.test(each)),
    );
    expect(decoded(html)).not.toMatch(
      /<script|<foreignObject|<a (?!href="#)|https?:\/\/(?!www\.w3\.org\/2000\/svg)/,
    );
  });

  test('has a picture for each theme, and one is for the dark', async () => {
    const html = await page(REPORT);
    expect(html.match(/<picture>/g)).toHaveLength(1);
    expect(decoded(html)).toContain('#1a1d22');
    expect(html).toMatch(/alt="What [^"]*Session/);
  });

  test('uses the colours of the window', () => {
    const tokens = readFileSync(path.resolve('renderer/styles/tokens.css'), 'utf8');
    const [light = '', dark = ''] = tokens.split('@media (prefers-color-scheme: dark)');
    const [ownLight = '', ownDark = ''] = REPORT_STYLE.split('@media screen and (prefers-color-scheme:dark)');
    for (const name of ['ground', 'surface', 'line', 'text', 'text-2', 'focus', 'retained', 'danger', 'good'])
      for (const [theirs, own] of [
        [light, ownLight],
        [dark, ownDark],
      ] as const) {
        const colour = new RegExp(`--${name}: (#\\w+);`).exec(theirs)?.[1];
        expect(own, name).toContain(`--${name}:${colour}`);
      }
  });
});

describe('a redacted report', () => {
  test('has nothing private in it, and says what it leaves out', async () => {
    expect(decoded(await page(REPORT)).split(SECRET).length).toBeGreaterThan(15);
    const html = await page(redactReport(REPORT));
    expect(decoded(html)).not.toContain(SECRET);
    expect(html).toContain(REDACTION_NOTE);
  });

  test('still has what the source code gave, and the numbers', async () => {
    const html = decoded(await page(redactReport(REPORT)));
    for (const text of ['10 × app.Session in a dict', '.store', '[17]', 'app', 'main()', '4711', '3.11.7'])
      expect(html).toContain(text);
  });

  test.each([
    ['.store', '.store'],
    ['local d', 'local d'],
    ['main()', 'main()'],
    ['app.store', 'app.store'],
    ['[17]', '[17]'],
    ["['user:17']", '[…]'],
    ["[b'x']", '[…]'],
    ['[(1, 2)]', '[…]'],
    ['[3.5]', '[…]'],
    ["getattr 'odd name'", '[…]'],
    ['local /srv/app', '[…]'],
  ])('the label %j becomes %j', (label, shown) => {
    expect(redactLabel(label)).toBe(shown);
  });
});
