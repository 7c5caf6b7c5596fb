import { readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { ROOT, listFiles, readSources } from './source-tree.ts';

const MAX_FILE_LINES = 500;
const MAX_FUNCTION_LINES = 80;

interface Debt {
  /** `file` or `file:function`. */
  readonly where: string;
  readonly lines: number;
  readonly why: string;
}

const debt = JSON.parse(readFileSync(path.join(ROOT, 'test/architecture/size-debt.json'), 'utf8')) as Debt[];
const sources = readSources(['shared', 'node', 'electron', 'renderer']);

/** All that is written by hand, tests, styles and Python with it. */
const written = listFiles('').filter((name) => /\.(?:[cm]?[jt]sx?|css|py)$/.test(name));

const tooBig = [
  ...written
    .map((where) => ({ where, lines: readFileSync(path.join(ROOT, where), 'utf8').split('\n').length - 1 }))
    .filter(({ lines }) => lines > MAX_FILE_LINES),
  ...sources.flatMap((source) =>
    source.functions
      .filter((candidate) => candidate.lines > MAX_FUNCTION_LINES)
      .map((candidate) => ({ where: `${source.name}:${candidate.name}`, lines: candidate.lines })),
  ),
];

test('no file over 500 lines and no function over 80 but those listed with a reason', () => {
  const unlisted = tooBig.filter(
    (found) => !debt.some((known) => known.where === found.where && found.lines <= known.lines),
  );
  expect(unlisted).toEqual([]);
});

test('the list of exceptions only shrinks: nothing on it has become small', () => {
  const paid = debt.filter((known) => !tooBig.some((found) => found.where === known.where));
  expect(paid.map((known) => known.where)).toEqual([]);
  for (const known of debt) expect(known.why.length).toBeGreaterThan(20);
});
