import { decodeUtf8, encodeUtf8 } from '../base/text-codec.ts';

interface Known {
  readonly what: string;
  readonly offset?: number;
  readonly bytes: readonly number[] | string;
}

/** First bytes of what people open by mistake. */
const KNOWN: readonly Known[] = [
  { what: 'a PNG picture', bytes: [0x89, 0x50, 0x4e, 0x47] },
  { what: 'a JPEG picture', bytes: [0xff, 0xd8, 0xff] },
  { what: 'a GIF picture', bytes: 'GIF8' },
  { what: 'a PDF document', bytes: '%PDF-' },
  { what: 'a ZIP archive', bytes: [0x50, 0x4b, 3, 4] },
  { what: 'a gzip file inside of a compressed file', bytes: [0x1f, 0x8b, 8] },
  { what: 'a zstd file inside of a compressed file', bytes: [0x28, 0xb5, 0x2f, 0xfd] },
  { what: 'an xz file', bytes: [0xfd, 0x37, 0x7a, 0x58, 0x5a, 0] },
  { what: 'a bzip2 file', bytes: 'BZh' },
  { what: 'a 7-Zip archive', bytes: [0x37, 0x7a, 0xbc, 0xaf, 0x27, 0x1c] },
  { what: 'a tar archive', offset: 257, bytes: 'ustar' },
  { what: 'an SQLite database', bytes: 'SQLite format 3' },
  { what: 'a Java heap dump (HPROF)', bytes: 'JAVA PROFILE' },
  { what: 'an ELF file: a program or a core dump', bytes: [0x7f, 0x45, 0x4c, 0x46] },
  { what: 'a Windows program', bytes: 'MZ' },
  { what: 'a Python pickle', bytes: [0x80, 2] },
  { what: 'a Python pickle', bytes: [0x80, 3] },
  { what: 'a Python pickle', bytes: [0x80, 4] },
  { what: 'a Python pickle', bytes: [0x80, 5] },
  { what: 'a web page', bytes: '<!DOCTYPE html' },
  { what: 'a web page', bytes: '<html' },
  { what: 'an XML file', bytes: '<?xml' },
];

/**
 * What a file is by its first bytes, for a message: `a PNG picture`, `a text file`. Never throws. O(head).
 */
export function looksLike(head: Uint8Array): string {
  const known = KNOWN.find(({ bytes, offset = 0 }) => {
    const expected = typeof bytes === 'string' ? [...encodeUtf8(bytes)] : bytes;
    return expected.every((byte, at) => head[offset + at] === byte);
  });
  if (known !== undefined) return known.what;
  if (head.every((byte) => byte === 0)) return 'a file of zeros';
  if (!isText(head)) return 'a file of an unknown kind';
  return /^\s*[[{]/u.test(decodeUtf8(head, 0, 256)) ? 'a JSON file of another kind' : 'a text file';
}

/** No NUL and hardly any controls or bytes that are no UTF-8. The end may cut a character. */
function isText(head: Uint8Array): boolean {
  const text = decodeUtf8(head, 0, 4096);
  const strange = text.match(/[^\P{Cc}\s]|\ufffd/gu)?.length ?? 0;
  return strange * 100 <= text.length + 99;
}
