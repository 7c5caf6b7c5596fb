import * as zlib from 'node:zlib';
import { Decompress } from 'fzstd';
import type { Codecs } from '../../shared/formats/reader.ts';

/** A zstd window above this is memory asked for by a file that may lie. zstd's own default limit is 128 MiB. */
export const MAX_ZSTD_WINDOW = 256 << 20;

interface NativeZstd {
  readonly zstdDecompressSync?: (data: Uint8Array, options: { maxOutputLength: number }) => Uint8Array;
}

/** Decompressors of this Node.js: zlib's own, zstd from Node 22.15 on by zlib, before that by fzstd. */
export const nodeCodecs: Codecs = {
  inflate: (data, rawLength) => zlib.inflateSync(data, { maxOutputLength: Math.max(1, rawLength) }),
  unzstd: (data, rawLength) => {
    const native = (zlib as NativeZstd).zstdDecompressSync;
    return native === undefined
      ? unzstdInJavaScript(data, rawLength)
      : native(data, { maxOutputLength: Math.max(1, rawLength) });
  },
};

/**
 * Decompresses a zstd frame without trusting its header: at most `rawLength` bytes come back. Throws when there are
 * more, when the frame is cut or damaged, or when it asks for a window above 256 MiB. O(rawLength).
 */
export function unzstdInJavaScript(data: Uint8Array, rawLength: number): Uint8Array {
  if (zstdWindowBytes(data) > MAX_ZSTD_WINDOW) throw new Error('the zstd window is too large');
  const raw = new Uint8Array(rawLength);
  let filled = 0;
  const stream = new Decompress((part) => {
    if (filled + part.length > rawLength) throw new Error('longer than it claims');
    raw.set(part, filled);
    filled += part.length;
  });
  stream.push(data, true);
  return raw.subarray(0, filled);
}

/**
 * The memory a zstd frame asks for, from its header (RFC 8878, 3.1.1.1); 0 when that is no frame. O(1).
 */
export function zstdWindowBytes(head: Uint8Array): number {
  if (head.length < 6 || head[0] !== 0x28 || head[1] !== 0xb5 || head[2] !== 0x2f || head[3] !== 0xfd)
    return 0;
  const descriptor = head[4];
  const singleSegment = (descriptor & 0x20) !== 0;
  if (!singleSegment) {
    const base = 2 ** (10 + (head[5] >> 3));
    return base + (base / 8) * (head[5] & 7);
  }
  const dictionaryBytes = [0, 1, 2, 4][descriptor & 3];
  const sizeBytes = [1, 2, 4, 8][descriptor >> 6];
  let size = sizeBytes === 2 ? 256 : 0;
  for (let at = 0; at < sizeBytes; at++) {
    size += (head[5 + dictionaryBytes + at] ?? 0) * 2 ** (8 * at);
  }
  return size;
}
