import { expect, test } from 'vitest';
import { BUSY_BAR, NO_BAR, OpeningBar } from '../../../../electron/main/opening-bar.ts';

function makeBar(): { readonly bar: OpeningBar; readonly shown: number[] } {
  const shown: number[] = [];
  return { bar: new OpeningBar((value) => shown.push(value)), shown };
}

const done = (share: number) => ({ phase: 'Reading', done: share * 100, total: 100 });
const UNKNOWN = { phase: 'Starting', done: 5, total: 0 };

test('one opening: busy until a fraction is known, gone at its end', () => {
  const { bar, shown } = makeBar();
  bar.report('1', 10, UNKNOWN);
  bar.report('1', 10, done(0.25));
  bar.report('1', 10, done(1));
  bar.report('1', 10, null);
  expect(shown).toEqual([BUSY_BAR, 0.25, 1, NO_BAR]);
});

test('several are summed by their size, and one that ends leaves the others', () => {
  const { bar, shown } = makeBar();
  bar.report('large', 900, done(0.5));
  bar.report('small', 100, UNKNOWN);
  expect(shown.at(-1)).toBeCloseTo(0.45);
  bar.report('small', 100, done(1));
  expect(shown.at(-1)).toBeCloseTo(0.55);
  bar.report('large', 900, null);
  expect(shown.at(-1)).toBe(1);
});

test('what ends with its page ends at once, and once', () => {
  const { bar, shown } = makeBar();
  bar.report('1', null, done(0.5));
  bar.clear();
  bar.clear();
  expect(shown).toEqual([0.5, NO_BAR]);
});

test('more done than there was to do is all', () => {
  const { bar, shown } = makeBar();
  bar.report('1', 1, done(1.5));
  expect(shown).toEqual([1]);
});
