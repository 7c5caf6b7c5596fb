import { crc32 as zlibCrc32 } from 'node:zlib';
import { expect, test } from 'vitest';
import { crc32 } from '../../../../../shared/formats/backref/crc32.ts';

test('checksums are those of zlib, for any length and alignment', () => {
  expect(crc32(Buffer.from('123456789'))).toBe(0xcbf4_3926);
  const bytes = Uint8Array.from({ length: 1000 }, (_, at) => (at * at * 31 + 7) & 255);
  for (let from = 0; from < 9; from++) {
    for (let length = 0; length < 100; length++) {
      const part = bytes.subarray(from, from + length);
      expect(crc32(part)).toBe(zlibCrc32(part));
    }
  }
  expect(crc32(bytes)).toBe(zlibCrc32(bytes));
});
