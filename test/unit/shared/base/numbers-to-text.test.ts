import { describe, expect, test } from 'vitest';
import {
  bytesParts,
  formatBytes,
  formatBytesDelta,
  formatCount,
  formatCountDelta,
  formatDuration,
  formatExactBytes,
  formatPercent,
} from '../../../../shared/base/numbers-to-text.ts';

describe('bytes', () => {
  test.each([
    [0, '0 B'],
    [1, '1 B'],
    [48, '48 B'],
    [999, '999 B'],
    [1000, '1.0 kB'],
    [1104, '1.1 kB'],
    [9949, '9.9 kB'],
    [9950, '10 kB'],
    [480_000, '480 kB'],
    [999_499, '999 kB'],
    [999_500, '1.0 MB'],
    [1_100_000, '1.1 MB'],
    [18_400_000, '18 MB'],
    [9_000_000_000, '9.0 GB'],
    [12_600_000_000, '13 GB'],
    [1e12, '1.0 TB'],
    [5e18, '5,000 PB'],
    [-1_100_000, '−1.1 MB'],
    [-0.2, '0 B'],
    [Number.NaN, '–'],
    [Number.POSITIVE_INFINITY, '–'],
  ])('%d bytes are written %s', (bytes, text) => {
    expect(formatBytes(bytes)).toBe(text);
  });

  test('the unit comes apart from the number', () => {
    expect(bytesParts(480_000)).toEqual({ value: '480', unit: 'kB' });
  });

  test('every byte is written when asked', () => {
    expect(formatExactBytes(1_104_512)).toBe('1,104,512 B');
  });

  test('rounding never shows 1,000 of a unit', () => {
    for (let bytes = 1; bytes < 2e15; bytes = Math.ceil(bytes * 1.013)) {
      expect(formatBytes(bytes)).toMatch(/^(\d\.\d|\d{1,3}) [kMGTP]?B$/);
    }
  });
});

test('counts are grouped by thousands', () => {
  expect(formatCount(0)).toBe('0');
  expect(formatCount(1234)).toBe('1,234');
  expect(formatCount(10_000_000)).toBe('10,000,000');
  expect(formatCount(-1234)).toBe('−1,234');
});

test('changes carry their sign, nothing carries none', () => {
  expect(formatCountDelta(1234)).toBe('+1,234');
  expect(formatCountDelta(-5)).toBe('−5');
  expect(formatCountDelta(0)).toBe('0');
  expect(formatBytesDelta(480_000)).toBe('+480 kB');
  expect(formatBytesDelta(-1_100_000)).toBe('−1.1 MB');
  expect(formatBytesDelta(0)).toBe('0 B');
});

test.each([
  [0, '0 ms'],
  [8.4, '8 ms'],
  [99.4, '99 ms'],
  [99.6, '0.1 s'],
  [200, '0.2 s'],
  [9949, '9.9 s'],
  [9950, '10 s'],
  [59_400, '59 s'],
  [59_600, '1 min'],
  [80_000, '1 min 20 s'],
  [3_599_600, '1 h'],
  [7_500_000, '2 h 5 min'],
  [-5, '0 ms'],
  [Number.NaN, '–'],
])('%d milliseconds are written %s', (milliseconds, text) => {
  expect(formatDuration(milliseconds)).toBe(text);
});

test.each([
  [0, '0%'],
  [0.0001, '<0.1%'],
  [0.001, '0.1%'],
  [0.042, '4.2%'],
  [0.0995, '10%'],
  [0.42, '42%'],
  [0.9999, '>99%'],
  [1, '100%'],
  [1.5, '150%'],
  [-0.25, '−25%'],
  [Number.NaN, '–'],
])('a share of %d is written %s', (share, text) => {
  expect(formatPercent(share)).toBe(text);
});
