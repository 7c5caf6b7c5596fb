import { describe, expect, test } from 'vitest';
import { sortByNumber } from '../../../../shared/analysis/sort-by-number.ts';
import { seededRandom } from '../../../fixtures/graph-from-text.ts';

describe('sorting rows by numbers', () => {
  test.each([
    ['small numbers', 100],
    ['numbers of two digits', 2 ** 30],
    ['sizes above 4 GiB', 2 ** 40],
    ['addresses up to 2^53', 2 ** 53 - 1],
  ])('%s: equals a comparing sort, equal keys in order of row', (_, greatest) => {
    const random = seededRandom(greatest % 1000);
    for (const count of [0, 1, 17, 5000, 20_000]) {
      const keys = Float64Array.from({ length: count }, () => Math.floor(random() * random() * greatest));
      const expected = Array.from(keys.keys()).sort((a, b) => keys[a]! - keys[b]! || a - b);
      expect([...sortByNumber(keys)]).toEqual(expected);
    }
  });

  test('keys that are all equal stay in order', () => {
    expect([...sortByNumber(new Float64Array(5000).fill(7))]).toEqual([...new Float64Array(5000).keys()]);
  });
});
