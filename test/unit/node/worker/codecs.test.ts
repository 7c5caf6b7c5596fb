import { deflateSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { nodeCodecs, unzstdInJavaScript, zstdWindowBytes } from '../../../../node/worker/codecs.ts';
import { zstdStored } from '../../../fixtures/backref-writer.ts';

const raw = Buffer.from('the same words again and again, '.repeat(5000));
/** `zstd -3` of 100,000 letters x: a compressed block, its checksum behind. */
const XS = Buffer.from('KLUv/QRYVQAAEHh4AQCbhjnAAls0WwI=', 'base64');

describe('decompressors', () => {
  test('give back what was compressed', () => {
    expect(Buffer.from(nodeCodecs.inflate(deflateSync(raw), raw.length)).equals(raw)).toBe(true);
    for (const unzstd of [nodeCodecs.unzstd, unzstdInJavaScript]) {
      expect(Buffer.from(unzstd(zstdStored(raw), raw.length)).equals(raw)).toBe(true);
      expect(unzstd(zstdStored(new Uint8Array(0)), 0)).toHaveLength(0);
    }
  });

  test('read real zstd', () => {
    expect(Buffer.from(unzstdInJavaScript(XS, 100_000)).toString()).toBe('x'.repeat(100_000));
  });

  test('never give more than was asked for', () => {
    expect(() => nodeCodecs.inflate(deflateSync(raw), raw.length - 1)).toThrow();
    expect(() => unzstdInJavaScript(zstdStored(raw), raw.length - 1)).toThrow();
    expect(() => unzstdInJavaScript(XS, 10)).toThrow();
  });

  test('throw for damage', () => {
    const frame = zstdStored(raw);
    for (const length of [0, 3, 8, 12, 1000, frame.length - 1]) {
      const read = (): number => unzstdInJavaScript(frame.subarray(0, length), raw.length).length;
      if (length === 0) expect(read()).toBe(0);
      else expect(read).toThrow();
    }
    expect(() => nodeCodecs.inflate(deflateSync(raw).subarray(0, 100), raw.length)).toThrow();
  });

  test('know how much memory a zstd frame asks for', () => {
    expect(zstdWindowBytes(zstdStored(raw))).toBe(raw.length);
    expect(zstdWindowBytes(Buffer.from([0x28, 0xb5, 0x2f, 0xfd, 0, 0x88]))).toBe(2 ** 27);
    expect(
      zstdWindowBytes(Buffer.from([0x28, 0xb5, 0x2f, 0xfd, 0xe0, ...Array<number>(8).fill(255)])),
    ).toBeGreaterThan(2 ** 60);
    expect(zstdWindowBytes(Buffer.from('something else'))).toBe(0);
    const huge = Buffer.from([0x28, 0xb5, 0x2f, 0xfd, 0, 0xf8, 1, 0, 0]);
    expect(() => unzstdInJavaScript(huge, 10)).toThrow(/window/u);
  });
});
