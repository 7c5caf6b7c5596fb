import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, describe, expect, test } from 'vitest';
import { openFileByteSource } from '../../../../node/worker/file-byte-source.ts';
import { zstdStored } from '../../../fixtures/backref-writer.ts';

const folder = mkdtempSync(join(tmpdir(), 'backref-source-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function file(name: string, bytes: Uint8Array): string {
  const path = join(folder, name);
  writeFileSync(path, bytes);
  return path;
}

/** All bytes of a file as the source gives them, and the longest chunk. */
async function readAll(
  path: string,
): Promise<{ bytes: Buffer; longest: number; consumed: number; stored: number }> {
  const source = await openFileByteSource(path);
  try {
    const chunks: Buffer[] = [];
    for (let chunk = await source.next(); chunk !== null; chunk = await source.next())
      chunks.push(Buffer.from(chunk));
    expect(await source.next()).toBeNull();
    const longest = Math.max(0, ...chunks.map((chunk) => chunk.length));
    return { bytes: Buffer.concat(chunks), longest, consumed: source.consumed, stored: source.storedBytes };
  } finally {
    await source.close();
    await source.close();
  }
}

/** Bytes that do not repeat, so that their gzip is as long. */
const noise = Buffer.alloc(3_000_000);
for (let at = 0, state = 1; at < noise.length; at++) noise[at] = (state = (state * 48271) % 2147483647) & 255;

describe('a file is read in chunks', () => {
  test('as it is', async () => {
    const read = await readAll(file('plain', noise));
    expect(read.bytes.equals(noise)).toBe(true);
    expect(read.longest).toBeLessThanOrEqual(4 << 20);
    expect(read).toMatchObject({ consumed: noise.length, stored: noise.length });
  });

  test('through gzip of one member and of several', async () => {
    const whole = gzipSync(noise, { level: 1 });
    expect((await readAll(file('one', whole))).bytes.equals(noise)).toBe(true);
    const parts = [noise.subarray(0, 10), noise.subarray(10, 1_500_000), noise.subarray(1_500_000)];
    const members = file('many', Buffer.concat(parts.map((part) => gzipSync(part))));
    expect((await readAll(members)).bytes.equals(noise)).toBe(true);
  });

  test('through zstd of one frame and of several', async () => {
    expect((await readAll(file('zst', zstdStored(noise)))).bytes.equals(noise)).toBe(true);
    const frames = Buffer.concat([zstdStored(noise.subarray(0, 100)), zstdStored(noise.subarray(100))]);
    expect((await readAll(file('frames', frames))).bytes.equals(noise)).toBe(true);
  });

  test('and an empty one has none', async () => {
    expect((await readAll(file('empty', Buffer.alloc(0)))).bytes).toHaveLength(0);
  });
});

describe('damage in the compression ends in one sentence', () => {
  test('cut gzip and zstd are truncated, wherever the cut is', async () => {
    const small = noise.subarray(0, 300_000);
    for (const [codec, whole] of [['gzip', gzipSync(small)] as const, ['zstd', zstdStored(small)] as const]) {
      for (const length of [5, 11, 20, 1000, 100_010, 200_020, whole.length - 5, whole.length - 1]) {
        await expect(readAll(file('cut', whole.subarray(0, length)))).rejects.toMatchObject({
          code: 'truncated',
          message: `The ${codec} data of cut is cut off.`,
        });
      }
    }
  });

  test('flipped bits and bytes after the end of gzip are corrupt', async () => {
    const whole = gzipSync(noise.subarray(0, 100_000));
    const flipped = Buffer.from(whole);
    flipped[50_000] ^= 4;
    await expect(readAll(file('flip', flipped))).rejects.toMatchObject({ code: 'corrupt' });
    const trailing = Buffer.concat([whole, Buffer.from('rubbish after the end')]);
    await expect(readAll(file('trailing', trailing))).rejects.toMatchObject({ code: 'corrupt' });
  });

  test('a zstd frame that asks for a huge window is refused', async () => {
    const frame = Buffer.from([0x28, 0xb5, 0x2f, 0xfd, 0, 0xf0, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0]);
    await expect(readAll(file('window', frame))).rejects.toMatchObject({ code: 'too-big' });
  });
});

describe('what cannot be read is not found, in one sentence', () => {
  test('a missing file, a folder', async () => {
    await expect(openFileByteSource(join(folder, 'nothing\n.backref'))).rejects.toMatchObject({
      code: 'not-found',
      message: 'There is no file nothing\\n.backref.',
    });
    await expect(openFileByteSource(folder)).rejects.toMatchObject({ code: 'not-found' });
    await expect(openFileByteSource(join(file('a', noise), 'b'))).rejects.toMatchObject({
      code: 'not-found',
    });
  });

  test.skipIf(process.getuid?.() === 0)('a file without permission', async () => {
    const path = file('secret', noise);
    chmodSync(path, 0);
    await expect(openFileByteSource(path)).rejects.toMatchObject({ code: 'not-found' });
  });
});
