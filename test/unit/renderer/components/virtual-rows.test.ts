import { describe, expect, test } from 'vitest';
import {
  MAX_PHYSICAL_HEIGHT,
  physicalHeight,
  scrollTopOf,
  topShowing,
  virtualHeight,
  virtualTop,
  visibleRows,
} from '../../../../renderer/components/virtual-rows.ts';

const short = { rows: 1000, rowHeight: 26, viewHeight: 520 };
const huge = { rows: 40_000_000, rowHeight: 26, viewHeight: 520 };

describe('a list of any length', () => {
  test('a short list scrolls as it is', () => {
    expect(physicalHeight(short)).toBe(26_000);
    expect(virtualTop(short, 1234)).toBe(1234);
    expect(scrollTopOf(short, 1234)).toBe(1234);
  });

  test('a huge one never needs a box higher than browsers can lay out', () => {
    expect(virtualHeight(huge)).toBeGreaterThan(1e9);
    expect(physicalHeight(huge)).toBe(MAX_PHYSICAL_HEIGHT);
  });

  test('both ends of the scrollbar are both ends of the list', () => {
    for (const list of [short, huge]) {
      const bottom = physicalHeight(list) - list.viewHeight;
      expect(visibleRows(list, virtualTop(list, 0), 0).from).toBe(0);
      expect(visibleRows(list, virtualTop(list, bottom), 0).to).toBe(list.rows);
    }
  });

  test('there and back is the same place', () => {
    for (const top of [0, 1, 999, 5e8, virtualHeight(huge) - huge.viewHeight]) {
      expect(Math.abs(virtualTop(huge, scrollTopOf(huge, top)) - top)).toBeLessThan(0.001);
    }
  });

  test('a list that fits does not scroll', () => {
    const tiny = { rows: 3, rowHeight: 26, viewHeight: 520 };
    expect(virtualTop(tiny, 50)).toBe(0);
    expect(scrollTopOf(tiny, 50)).toBe(0);
    expect(visibleRows(tiny, 0, 6)).toEqual({ from: 0, to: 3 });
  });

  test('showing a row moves no further than needed', () => {
    expect(topShowing(short, 0, 5)).toBe(0);
    expect(topShowing(short, 0, 20)).toBe(26);
    expect(topShowing(short, 2600, 5)).toBe(130);
    expect(topShowing(short, 0, 999)).toBe(26_000 - 520);
  });
});
