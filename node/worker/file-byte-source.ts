import { open } from 'node:fs/promises';
import type { FileHandle } from 'node:fs/promises';
import { basename } from 'node:path';
import { HeapError } from '../../shared/base/errors.ts';
import { visibleText } from '../../shared/base/visible-text.ts';
import type { ByteSource } from '../../shared/formats/reader.ts';
import { gunzipped, unzstded } from './decompressed-chunks.ts';

const CHUNK_BYTES = 1 << 20;
/** From here on a compressed file must be plausible. */
const FREE_BYTES = 64 << 20;
/** Heap snapshots compress to a tenth or a thirtieth; what is made to fill the memory, to a thousandth and less. */
const MAX_RATIO = 500;

/** A source over a file; closing it is the caller's, also after an error. */
export interface FileByteSource extends ByteSource {
  close(): Promise<void>;
}

/**
 * Opens a file for one reading from front to back. gzip (also of several members) and zstd are seen through by content;
 * memory is a few MB. `name` is what errors call it (uploads lie under random names). Throws HeapError `not-found` for what is missing, a folder, or may not be read; reading throws
 * `truncated` and `corrupt` for damage in the compression, `too-big` for what expands beyond reason.
 */
export async function openFileByteSource(path: string, name = basename(path)): Promise<FileByteSource> {
  const { handle, size } = await openFile(path, name);
  const file = new StoredFile(handle, name);
  try {
    const first = await file.read();
    const chunks = chunksOf(first, file, name);
    return {
      name,
      storedBytes: size,
      get consumed() {
        return file.consumed;
      },
      next: async () => {
        const { done, value } = await chunks.next();
        return done === true ? null : value;
      },
      close: () => file.close(),
    };
  } catch (error) {
    await file.close();
    throw error;
  }
}

type Chunks = AsyncGenerator<Uint8Array, void>;

function chunksOf(first: Uint8Array | null, file: StoredFile, name: string): Chunks {
  if (first !== null) {
    if (first[0] === 0x1f && first[1] === 0x8b)
      return plausible(gunzipped(storedChunks(first, file), name), file, name);
    if (first[0] === 0x28 && first[1] === 0xb5 && first[2] === 0x2f && first[3] === 0xfd)
      return plausible(unzstded(storedChunks(first, file), name), file, name);
  }
  return chunksAhead(first, file);
}

/** The chunks, until they are more than a heap snapshot of the file's size can be: throws `too-big`. */
async function* plausible(chunks: Chunks, file: StoredFile, name: string): Chunks {
  let bytes = 0;
  for await (const chunk of chunks) {
    bytes += chunk.length;
    if (bytes > FREE_BYTES && bytes > MAX_RATIO * file.consumed) {
      const message = `${visibleText(name)} expands to more than ${String(MAX_RATIO)} times its size, which no heap snapshot does.`;
      throw new HeapError('too-big', message);
    }
    yield chunk;
  }
}

/**
 * The file as it is: while one chunk is worked on the next is read, into two buffers in turn, because fresh ones would
 * cost as much as the reading. A chunk is valid until the next is asked for.
 */
async function* chunksAhead(first: Uint8Array | null, file: StoredFile): Chunks {
  let [free, taken] = [new Uint8Array(CHUNK_BYTES), new Uint8Array(CHUNK_BYTES)];
  for (let chunk = first; chunk !== null;) {
    const next = file.read(free);
    next.catch(() => undefined); // told when the chunk is asked for
    yield chunk;
    chunk = await next;
    [free, taken] = [taken, free];
  }
}

/** Chunks that a stream may keep for a while. */
async function* storedChunks(first: Uint8Array | null, file: StoredFile): Chunks {
  for (let chunk = first; chunk !== null; chunk = await file.read()) yield chunk;
}

class StoredFile {
  private readonly handle: FileHandle;
  private readonly name: string;
  private closed = false;
  consumed = 0;

  constructor(handle: FileHandle, name: string) {
    this.handle = handle;
    this.name = name;
  }

  /** The next bytes, in a buffer of their own if none is given; null at the end. */
  async read(buffer = new Uint8Array(CHUNK_BYTES)): Promise<Uint8Array | null> {
    try {
      const { bytesRead } = await this.handle.read(buffer, 0, buffer.length, null);
      this.consumed += bytesRead;
      return bytesRead === 0 ? null : buffer.subarray(0, bytesRead);
    } catch (error) {
      throw fileError(error, this.name);
    }
  }

  async close(): Promise<void> {
    if (this.closed) return;
    this.closed = true;
    await this.handle.close();
  }
}

async function openFile(path: string, name: string): Promise<{ handle: FileHandle; size: number }> {
  let handle: FileHandle | null = null;
  try {
    handle = await open(path, 'r');
    const stats = await handle.stat();
    if (!stats.isDirectory()) return { handle, size: stats.isFile() ? stats.size : 0 };
  } catch (error) {
    await handle?.close();
    throw fileError(error, name);
  }
  await handle.close();
  throw new HeapError('not-found', `${visibleText(name)} is a folder, not a snapshot file.`);
}

/** One sentence for what the operating system says. */
function fileError(error: unknown, name: string): HeapError {
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  const shown = visibleText(name);
  const sentences: Readonly<Record<string, string>> = {
    ENOENT: `There is no file ${shown}.`,
    ENOTDIR: `There is no file ${shown}.`,
    EISDIR: `${shown} is a folder, not a snapshot file.`,
    EACCES: `${shown} may not be read: permission denied.`,
    EPERM: `${shown} may not be read: permission denied.`,
    ENAMETOOLONG: 'The name of the file is too long.',
    ELOOP: `${shown} is a link that leads nowhere.`,
  };
  const sentence = sentences[code] ?? `${shown} cannot be read${code === '' ? '' : ` (${code})`}.`;
  return new HeapError('not-found', sentence, {}, error);
}
