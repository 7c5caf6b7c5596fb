import { readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { bundledPackages, licensesText } from '../../scripts/licenses.mjs';
import { ROOT } from '../architecture/source-tree.ts';

/** Licences that may be given out with an MIT program without more than their text. */
const WELCOME = new Set(['MIT', 'ISC', '0BSD', 'BSD-2-Clause', 'BSD-3-Clause', 'Apache-2.0', 'OFL-1.1']);

interface Bundled {
  readonly title: string;
  readonly license: string;
  readonly text: string;
}

const packages: readonly Bundled[] = await bundledPackages();

test('THIRD-PARTY-LICENSES.txt is of what is built (else: npm run licenses)', () => {
  const kept = readFileSync(path.join(ROOT, 'THIRD-PARTY-LICENSES.txt'), 'utf8');
  const titles = (text: string) => text.split('\n').filter((line) => /^@?[\w./-]+ \d\S* \(.+\)$/.test(line));
  // First by name, which tells what has come or gone.
  expect(titles(kept)).toEqual(titles(licensesText(packages)));
  expect(kept).toBe(licensesText(packages));
});

test('it covers the window, its worker, its fonts, and what runs in Node', () => {
  const names = packages.map(({ title }) => title.replace(/ .*/, ''));
  expect(names).toEqual(
    expect.arrayContaining(['react', '@viz-js/viz', '@fontsource-variable/inter', 'vscode-jsonrpc', 'ws']),
  );
});

test('every licence is one that may be given out with this program, and is there as text', () => {
  expect(packages.filter(({ license }) => !WELCOME.has(license))).toEqual([]);
  expect(packages.filter(({ text }) => text.length < 300).map(({ title }) => title)).toEqual([]);
});

test('programs inside of a package are named with their licence and where their source is', () => {
  const viz = packages.find(({ title }) => title.startsWith('@viz-js/viz'))?.text ?? '';
  expect(viz).toContain('Eclipse Public License - v 1.0');
  expect(viz).toContain('https://gitlab.com/graphviz/graphviz');
  expect(viz).toContain('Expat maintainers');
});
