import { expect, test } from 'vitest';
import type { ProcessInfo } from '../../../../shared/protocol/rows.ts';
import { comparison } from '../../../../renderer/panels/Shell/comparison.ts';
import type { OpenSnapshot } from '../../../../renderer/store/window-store.ts';
import { FAKE_INFO } from '../../../fixtures/fake-host.ts';

function snapshot(slug: string, time: string | null): OpenSnapshot {
  const process = time === null ? null : ({ time } as ProcessInfo);
  return {
    slug,
    id: slug,
    name: slug,
    info: { ...FAKE_INFO, process },
    file: { token: slug, name: slug, size: null },
    key: 1,
    lost: null,
  };
}
const slugs = (pair: ReturnType<typeof comparison>): string[] => [pair.before.slug, pair.after.slug];

test('the earlier snapshot comes first, whatever the order of opening', () => {
  const late = snapshot('late', '2026-11-22T03:00:00Z');
  const early = snapshot('early', '2026-11-22T02:00:00Z');
  expect(slugs(comparison([late, early], late))).toEqual(['early', 'late']);
  expect(slugs(comparison([late, early], early))).toEqual(['early', 'late']);
});

test('without times the one opened first comes first', () => {
  const [a, b, c] = [snapshot('a', null), snapshot('b', null), snapshot('c', null)];
  expect(slugs(comparison([a, b, c], a))).toEqual(['a', 'b']);
  expect(slugs(comparison([a, b, c], c))).toEqual(['b', 'c']);
});
