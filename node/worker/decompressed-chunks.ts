import { Readable } from 'node:stream';
import type { Duplex } from 'node:stream';
import * as zlib from 'node:zlib';
import { Decompress, ZstdErrorCode } from 'fzstd';
import { HeapError } from '../../shared/base/errors.ts';
import { visibleText } from '../../shared/base/visible-text.ts';
import { MAX_ZSTD_WINDOW, zstdWindowBytes } from './codecs.ts';

type Chunks = AsyncGenerator<Uint8Array, void>;

const OUTPUT_CHUNK_BYTES = 1 << 20;
/** fzstd hands out all that its input gives: small bites keep that small (four bytes may stand for 128 KiB). */
const ZSTD_BITE_BYTES = 1 << 12;
/** Bytes a zstd frame header takes at most. */
const ZSTD_HEADER_BYTES = 18;

interface NativeZstd {
  readonly createZstdDecompress?: (options: { chunkSize: number }) => Duplex;
}

/**
 * What gzip data, of one member or several, stands for. Throws HeapError: truncated when it is cut, corrupt for damage
 * or for bytes after the last member.
 */
export async function* gunzipped(stored: Chunks, name: string): Chunks {
  yield* throughStream(stored, zlib.createGunzip({ chunkSize: OUTPUT_CHUNK_BYTES }), 'gzip', name);
}

/**
 * What zstd data, of one frame or several, stands for: by Node.js where it can (22.15 and later), else by fzstd. Throws
 * HeapError: truncated, corrupt, too-big for a window above 256 MiB.
 */
export async function* unzstded(stored: Chunks, name: string): Chunks {
  const native = (zlib as NativeZstd).createZstdDecompress;
  if (native !== undefined) {
    yield* throughStream(stored, native({ chunkSize: OUTPUT_CHUNK_BYTES }), 'zstd', name);
  } else {
    yield* unzstdedInJavaScript(stored, name);
  }
}

async function* throughStream(stored: Chunks, stream: Duplex, codec: string, name: string): Chunks {
  // The file's own errors must stay what they are: they come through the input.
  const inputErrors: Error[] = [];
  const input = Readable.from(stored, { objectMode: true, highWaterMark: 2 });
  input.on('error', (error: Error) => {
    inputErrors.push(error);
    stream.destroy(error);
  });
  input.pipe(stream);
  try {
    for await (const chunk of stream) yield chunk as Uint8Array;
  } catch (error) {
    if (inputErrors.length > 0) throw inputErrors[0];
    const cut = error instanceof Error && 'code' in error && error.code === 'Z_BUF_ERROR';
    throw compressionError(cut, codec, name, error);
  } finally {
    input.destroy();
    stream.destroy();
  }
}

/** As unzstded, without Node's help. */
export async function* unzstdedInJavaScript(stored: Chunks, name: string): Chunks {
  const ready: Uint8Array[] = [];
  const stream = new Decompress((part) => {
    if (part.length > 0) ready.push(part);
  });
  let first = true;
  for await (const chunk of stored) {
    if (first && zstdWindowBytes(chunk.subarray(0, ZSTD_HEADER_BYTES)) > MAX_ZSTD_WINDOW) {
      throw new HeapError('too-big', `${visibleText(name)} is compressed by zstd with too large a window.`);
    }
    first = false;
    for (let at = 0; at < chunk.length; at += ZSTD_BITE_BYTES) {
      pushBite(stream, chunk.subarray(at, at + ZSTD_BITE_BYTES), false, name);
      yield* ready.splice(0);
    }
  }
  pushBite(stream, new Uint8Array(0), true, name);
  yield* ready.splice(0);
}

function pushBite(stream: Decompress, bite: Uint8Array, last: boolean, name: string): void {
  try {
    stream.push(bite, last);
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? error.code : null;
    throw compressionError(code === ZstdErrorCode.UnexpectedEOF, 'zstd', name, error);
  }
}

function compressionError(cut: boolean, codec: string, name: string, cause: unknown): HeapError {
  const shown = visibleText(name);
  return cut
    ? new HeapError('truncated', `The ${codec} data of ${shown} is cut off.`, { section: codec }, cause)
    : new HeapError('corrupt', `The ${codec} data of ${shown} is damaged.`, { section: codec }, cause);
}
