import { HeapError } from '../base/errors.ts';
import { backrefReader } from './backref/reader.ts';
import { looksLike } from './looks-like.ts';
import { meliaeReader } from './meliae/reader.ts';
import { pyheapReader } from './pyheap/reader.ts';
import type { FormatReader } from './reader.ts';
import { v8HeapSnapshotReader } from './v8-heapsnapshot/reader.ts';

/** Every format Backref opens: one line each. */
export const FORMAT_READERS: readonly FormatReader[] = [
  backrefReader,
  v8HeapSnapshotReader,
  pyheapReader,
  meliaeReader,
];

/**
 * The reader of a file, by its first bytes (up to 64 KiB, decompressed). The name only decides between readers that
 * both take the content for theirs. Throws HeapError `not-recognised`, saying what the file looks like. O(head).
 */
export function recogniseFormat(head: Uint8Array, name: string): FormatReader {
  if (head.length === 0) throw new HeapError('not-recognised', 'The file is empty.', { offset: 0 });
  const candidates = FORMAT_READERS.filter((reader) => reader.detect(head));
  const fileName = name.toLowerCase().replace(/\.(gz|zst)$/u, '');
  const named = candidates.find(({ extensions }) => extensions.some((each) => fileName.endsWith(each)));
  const reader = named ?? candidates.at(0);
  if (reader !== undefined) return reader;
  throw new HeapError('not-recognised', `The file is no heap snapshot: it looks like ${looksLike(head)}.`, {
    offset: 0,
  });
}
