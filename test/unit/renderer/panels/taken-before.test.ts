import { describe, expect, test } from 'vitest';
import { takenBefore } from '../../../../renderer/panels/Findings/GrowingFindings.tsx';
import type { OpenSnapshot } from '../../../../renderer/store/window-store.ts';

const snapshot = (id: string, time: string | null, lost: string | null = null): OpenSnapshot =>
  ({ id, lost, info: { process: time === null ? null : { time } } }) as OpenSnapshot;

describe('snapshots to compare with', () => {
  const early = snapshot('early', '2026-01-01T10:00:00Z');
  const middle = snapshot('middle', '2026-01-01T11:00:00Z');
  const late = snapshot('late', '2026-01-01T12:00:00Z');
  const before = (all: readonly OpenSnapshot[], one: OpenSnapshot): string[] =>
    takenBefore(all, one).map(({ id }) => id);

  test('are those taken before, in the order of time, however they were opened', () => {
    const all = [late, early, middle];
    expect(before(all, late)).toEqual(['early', 'middle']);
    expect(before(all, middle)).toEqual(['early']);
    expect(before(all, early)).toEqual([]);
  });

  test('where times are not known, those opened before; none whose worker died', () => {
    const unknown = snapshot('unknown', null);
    expect(before([early, unknown, late], late)).toEqual(['early', 'unknown']);
    expect(before([snapshot('dead', '2026-01-01T09:00:00Z', 'It died.'), early, late], late)).toEqual([
      'early',
    ]);
  });

  test('of very many the latest', () => {
    const many = Array.from({ length: 80 }, (_, at) =>
      snapshot(String(at), new Date(1e12 + at * 1000).toISOString()),
    );
    expect(before(many, many[79]!)).toHaveLength(63);
    expect(before(many, many[79]!)[0]).toBe('16');
  });
});
