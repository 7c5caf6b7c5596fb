import { describe, expect, test } from 'vitest';
import { cutText, isIdentifier, quotedText, visibleText } from '../../../../shared/base/visible-text.ts';

describe('visibleText', () => {
  test('shows controls, bidirectional marks and line separators as escapes', () => {
    expect(visibleText('a\nb\tc\r\x00\x1b[31m')).toBe('a\\nb\\tc\\r\\x00\\x1b[31m');
    expect(visibleText('evil\u202egnp.exe')).toBe('evil\\u202egnp.exe');
    expect(visibleText('\u2028\u2029\u200b\ufeff\u00ad')).toBe('\\u2028\\u2029\\u200b\\ufeff\\xad');
    expect(visibleText('\u{e0041}')).toBe('\\U000e0041');
    expect(visibleText('\ud800x')).toBe('\\ud800x');
  });

  test('leaves ordinary text of any script and the replacement character alone', () => {
    expect(visibleText('naïve Ünïcode 日本語 عربى 🐍 \ufffd')).toBe('naïve Ünïcode 日本語 عربى 🐍 \ufffd');
  });

  test('is never longer than asked, also where escapes lengthen', () => {
    expect(visibleText('x'.repeat(500), 20)).toBe(`${'x'.repeat(19)}…`);
    expect(visibleText('\n'.repeat(500), 20)).toHaveLength(20);
    expect(visibleText('x'.repeat(20), 20)).toBe('x'.repeat(20));
  });

  test('a cut never leaves half a surrogate pair', () => {
    expect(cutText('🐍🐍🐍', 4)).toBe('🐍…');
    expect(cutText('🐍🐍🐍', 6)).toBe('🐍🐍🐍');
  });
});

describe('quotedText', () => {
  test('quotes as Python does', () => {
    expect(quotedText('abc')).toBe("'abc'");
    expect(quotedText("it's")).toBe('"it\'s"');
    expect(quotedText('it\'s "x"')).toBe("'it\\'s \"x\"'");
    expect(quotedText('a\\b\n')).toBe("'a\\\\b\\n'");
  });

  test('marks what was cut, here or before, once', () => {
    expect(quotedText('abc', 120, true)).toBe("'abc…'");
    expect(quotedText('abcdefgh', 6)).toBe("'abc…'");
    expect(quotedText('abcd', 6, true)).toBe("'abc…'");
    expect(quotedText('abcd', 6)).toBe("'abcd'");
  });
});

test('identifiers may stand after a dot, other names and invisible characters may not', () => {
  for (const name of ['a', '_x1', '$el', 'größe', '名前', '__dict__']) expect(isIdentifier(name)).toBe(true);
  for (const name of ['', '1a', 'a b', 'a.b', "a'", 'a\u200dx', 'a\n'])
    expect(isIdentifier(name)).toBe(false);
});
