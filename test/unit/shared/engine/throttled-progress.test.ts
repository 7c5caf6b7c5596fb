import { expect, test } from 'vitest';
import type { Progress } from '../../../../shared/base/progress.ts';
import { throttleProgress } from '../../../../shared/engine/throttled-progress.ts';

function reportsOf(progress: readonly (readonly [time: number, phase: string, done: number])[]): string[] {
  const seen: Progress[] = [];
  let time = 0;
  const report = throttleProgress(
    (each) => seen.push(each),
    100,
    () => time,
  );
  for (const [at, phase, done] of progress) {
    time = at;
    report({ phase, done, total: 10 });
  }
  return seen.map(({ phase, done }) => `${phase} ${String(done)}`);
}

test('between the first and the last of a phase at most one report an interval comes through', () => {
  const every = Array.from({ length: 9 }, (_, index) => [index * 30, 'Reading', index] as const);
  expect(reportsOf(every)).toEqual(['Reading 0', 'Reading 4', 'Reading 8']);
});

test('a phase that stays at its end, as when the whole file has been taken, does not flood', () => {
  const every = Array.from({ length: 10 }, (_, index) => [index * 30, 'Reading', 10] as const);
  expect(reportsOf(every)).toEqual(['Reading 10', 'Reading 10', 'Reading 10']);
});

test('a new phase and the end of a phase always come through', () => {
  expect(
    reportsOf([
      [0, 'Reading', 1],
      [1, 'Reading', 10],
      [2, 'Computing', 0],
      [3, 'Computing', 1],
    ]),
  ).toEqual(['Reading 1', 'Reading 10', 'Computing 0']);
});
