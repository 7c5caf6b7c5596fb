import { expect, test } from 'vitest';
import type { Findings } from '../../../../shared/protocol/findings-rows.ts';
import { askAbout } from '../../../fixtures/ask.ts';
import { graphFromText } from '../../../fixtures/graph-from-text.ts';
import { runFake } from './fake-context.ts';

const range = Array.from({ length: 20 }, (_, index) => index);
const ask = askAbout(
  graphFromText(`
    app  module 100 root=module:app.store -> .orders held
    held list 1000 id=0x20 -> ${range.map((each) => `[${each}] o${each}`).join(', ')}
    ${range.map((each) => `o${each} app.Order 10000 id=0x${each + 48}`).join('\n')}`),
);
const answers = { findings: (params: Parameters<typeof ask<'findings'>>[1]) => ask('findings', params) };

test('findings as text: title, kind and share, path and holder, why; then the threshold', async () => {
  const { out, code } = await runFake(['findings', 'f'], { answers });
  expect(code).toBe(0);
  expect(out).toBe(
    [
      '201 kB  20 Order in a list at app.store.orders keep 201 kB alive',
      '    accumulation ·  >99% ████████',
      '    `orders` in module `app.store`  (list 0x20)',
      '    Many equal objects under one holder. If it only ever grows, something adds to it and nothing takes out.',
      '',
      '1 finding from 100 kB on (50% of the heap)',
      '',
    ].join('\n'),
  );
});

test('findings as JSON is the whole answer', async () => {
  const { out } = await runFake(['findings', 'f', '--json'], { answers });
  const answer = JSON.parse(out) as Findings;
  expect(answer).toEqual(ask('findings', { limit: 200, minBytes: null }));
  expect(answer.findings[0]?.holder).toEqual({ id: '0x20', type: 'list' });
});

test('without findings it says from what size on it looked', async () => {
  const { out } = await runFake(['findings', 'f', '--min', '500000'], { answers });
  expect(out).toBe('No findings from 500 kB on (249% of the heap).\n');
});

test('a wrong --min or --limit is a usage error', async () => {
  expect((await runFake(['findings', 'f', '--min', 'much'], { answers })).code).toBe(2);
  expect((await runFake(['findings', 'f', '--limit', '0'], { answers })).code).toBe(2);
});
