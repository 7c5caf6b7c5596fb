import { encodeUtf8 } from '../../base/text-codec.ts';
import type { StringTable } from '../../graph/string-table.ts';

/** Whether string `index` begins with `prefix`. O(length of the prefix). */
export function startsWithBytes(strings: StringTable, index: number, prefix: Uint8Array): boolean {
  const from = strings.start[index];
  if (strings.start[index + 1] - from < prefix.length) return false;
  for (let at = 0; at < prefix.length; at++) if (strings.bytes[from + at] !== prefix[at]) return false;
  return true;
}

/** One bit a string: whether it is exactly `text`. O(strings). */
export function stringsEqualTo(strings: StringTable, text: string): ReadonlySet<number> {
  const wanted = encodeUtf8(text);
  const found = new Set<number>();
  const { start, count } = strings;
  for (let index = 0; index < count; index++) {
    if (start[index + 1] - start[index] === wanted.length && startsWithBytes(strings, index, wanted))
      found.add(index);
  }
  return found;
}
