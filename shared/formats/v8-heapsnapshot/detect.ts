import { decodeUtf8 } from '../../base/text-codec.ts';

/** So far the header of any V8 goes, and further. */
const HEAD_BYTES = 4096;
const OPENING = /^\s*\{\s*"snapshot"\s*:\s*\{\s*/;
const FIRST_FIELD = '"node_fields"';
/** What a file cut within its header would still show. */
const CUT_HEADER = /^(?:"(?:m(?:e(?:t(?:a(?:"(?:\s*:\s*(?:\{\s*(?:"[a-z_]*)?)?)?)?)?)?)?)?)?$/;

/**
 * Whether the file begins as a heap snapshot of V8 does: an object whose first entry "snapshot" is an object that
 * describes node fields. Also a file that ends within that description. O(1).
 */
export function isV8HeapSnapshot(head: Uint8Array): boolean {
  const text = decodeUtf8(head, 0, Math.min(head.length, HEAD_BYTES));
  const opening = OPENING.exec(text);
  if (opening === null) return false;
  return text.includes(FIRST_FIELD) || CUT_HEADER.test(text.slice(opening[0].length));
}
