import { describe, expect, test } from 'vitest';
import { parseObjectQuery } from '../../../../shared/protocol/object-query.ts';

function mistake(text: string): { column: number; message: string } {
  const parsed = parseObjectQuery(text);
  if ('query' in parsed) throw new Error(`understood: ${text}`);
  return parsed.error;
}

describe('queries', () => {
  test('and binds closer than or, not closest; parentheses change that', () => {
    expect(parseObjectQuery('type = "A" or len > 2 and not root')).toEqual({
      query: {
        op: 'or',
        parts: [
          { op: 'text', field: 'type', compare: '=', value: 'A' },
          {
            op: 'and',
            parts: [
              { op: 'number', field: 'len', compare: '>', value: 2 },
              { op: 'not', part: { op: 'yes', field: 'root' } },
            ],
          },
        ],
      },
    });
    expect(parseObjectQuery('(root or reachable) and unreachable')).toMatchObject({
      query: { op: 'and', parts: [{ op: 'or' }, { op: 'yes' }] },
    });
  });

  test.each([
    ['retained > 1MB', 1e6],
    ['retained > 1.5 kB', 1500],
    ['retained > 2 MiB', 2 ** 21],
    ['retained > 12_000', 12_000],
    ['retained > 12,000', 12_000],
    ['retained > 3k', 3000],
    ['RETAINED > 7b', 7],
  ])('%s', (text, value) => {
    expect(parseObjectQuery(text)).toMatchObject({ query: { op: 'number', compare: '>', value } });
  });

  test('text in either quote, a backslash before a quote', () => {
    expect(parseObjectQuery(String.raw`preview ~ "say \"hi\" \\"`)).toMatchObject({
      query: { value: 'say "hi" \\' },
    });
    expect(parseObjectQuery(`preview == 'a "b"'`)).toMatchObject({ query: { compare: '=', value: 'a "b"' } });
  });

  test.each([
    ['', 1, 'a condition is missing'],
    ['   ', 4, 'a condition is missing'],
    ['size > 3', 1, '"size" is no field'],
    ['type > "a"', 6, 'should be one of = != ~ !~ after type'],
    ['type = app', 8, 'should be a text in quotes for type'],
    ['retained > "a"', 12, 'should be a number for retained'],
    ['retained ~ 3', 10, 'should be one of = != < <= > >= after retained'],
    ['type = "app', 8, 'has no closing "'],
    ['root and', 9, 'the end should be a field'],
    ['root root', 6, '"root" should be "and", "or" or the end'],
    ['(root or len > 3', 17, 'for the "(" in column 1'],
    ['root & len > 3', 6, '"&" means nothing here'],
    ['len > 3 furlongs', 9, '"furlongs" should be'],
    [`${'('.repeat(50)}root`, 41, 'at most 40 parentheses'],
  ])('%s: column %d', (text, column, message) => {
    expect(mistake(text).column).toBe(column);
    expect(mistake(text).message).toContain(message);
    expect(mistake(text).message).toContain(`Column ${column}: `);
  });

  test('no text makes it throw', () => {
    const words = [
      'type',
      'len',
      'and',
      'or',
      'not',
      '(',
      ')',
      '"x"',
      '3',
      'kB',
      '=',
      '>',
      '~',
      "'",
      '\\',
      '\u0000',
      '😀',
    ];
    let state = 7;
    for (let round = 0; round < 3000; round++) {
      let text = '';
      for (let word = 0; word < 8; word++) {
        state = (state * 1_103_515_245 + 12_345) % 2 ** 31;
        text += `${words[(state >> 8) % words.length]!} `;
      }
      const parsed = parseObjectQuery(text);
      if ('error' in parsed) expect(parsed.error.column).toBeLessThanOrEqual(text.length + 1);
    }
  });
});
