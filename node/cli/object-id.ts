import type { ObjectId, SnapshotInfo } from '../../shared/protocol/rows.ts';

const EXAMPLES: Readonly<Record<SnapshotInfo['language'], string>> = {
  python: '0x7f3a5c0d1e40, as hex or decimal',
  javascript: '@123',
};

/**
 * What the user wrote as the id the engine knows, or null when it can be none in a snapshot of this language. Python:
 * `0x7F…` in either case or decimal, as `id()` prints it; V8: `@123` or `123`.
 */
export function parseObjectId(text: string, language: SnapshotInfo['language']): ObjectId | null {
  const trimmed = text.trim();
  if (trimmed.length > 40) return null;
  if (language === 'javascript') {
    const digits = /^@?0*(\d+)$/.exec(trimmed)?.[1];
    return digits === undefined ? null : `@${digits}`;
  }
  if (!/^(?:0[xX][0-9a-fA-F]+|\d+)$/.test(trimmed)) return null;
  return `0x${BigInt(trimmed).toString(16)}`;
}

/** How ids look in a snapshot of this language, for error messages. */
export function idExample(language: SnapshotInfo['language']): string {
  return EXAMPLES[language];
}
