import { describe, expect, test } from 'vitest';
import {
  cutText,
  isIdentifier,
  printableJson,
  quotedText,
  visibleText,
} from '../../../../shared/base/visible-text.ts';

describe('visibleText', () => {
  test('shows controls, bidirectional marks and line separators as escapes', () => {
    expect(visibleText('a\nb\tc\r\x00\x1b[31m')).toBe('a\\nb\\tc\\r\\x00\\x1b[31m');
    expect(visibleText('evil\u202egnp.exe')).toBe('evil\\u202egnp.exe');
    expect(visibleText('\u2028\u2029\u200b\ufeff\u00ad')).toBe('\\u2028\\u2029\\u200b\\ufeff\\xad');
    expect(visibleText('\u{e0041}')).toBe('\\U000e0041');
    expect(visibleText('\ud800x')).toBe('\\ud800x');
  });

  test('shows what has no width and looks like nothing', () => {
    expect(visibleText('a\u034fb\u180bc\u2800\u3164\ufe00')).toBe('a\\u034fb\\u180bc\\u2800\\u3164\\ufe00');
    expect(visibleText('a\ufe0f')).toBe('a\\ufe0f');
    expect(visibleText('❤\ufe0f')).toBe('❤\ufe0f');
  });

  test('shows marks that pile up on one letter, and leaves as many as writing has', () => {
    expect(visibleText(`a${'\u0301'.repeat(5)}b`)).toBe(`a${'\u0301'.repeat(5)}b`);
    expect(visibleText(`a${'\u0301'.repeat(7)}b`)).toBe(`a${'\u0301'.repeat(5)}\\u0301\\u0301b`);
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

test('printable JSON says the same without what a terminal would obey', () => {
  const value = { 'k\u009b': 'a\u202eb\u2028\x7f\u{e0041}\ud800\x1b[2J', list: [1, 'ü 🐍'] };
  const json = printableJson(JSON.stringify(value, null, 2));
  expect(JSON.parse(json)).toEqual(value);
  expect(json).toBe(
    '{\n  "k\\u009b": "a\\u202eb\\u2028\\u007f\\udb40\\udc41\\ud800\\u001b[2J",\n  "list": [\n    1,\n    "ü 🐍"\n  ]\n}',
  );
});

test('identifiers may stand after a dot, other names and invisible characters may not', () => {
  for (const name of ['a', '_x1', '$el', 'größe', '名前', '__dict__']) expect(isIdentifier(name)).toBe(true);
  for (const name of ['', '1a', 'a b', 'a.b', "a'", 'a\u200dx', 'a\n'])
    expect(isIdentifier(name)).toBe(false);
});
