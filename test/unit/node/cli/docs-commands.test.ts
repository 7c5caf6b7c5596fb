import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { parseArguments } from '../../../../node/cli/arguments.ts';
import { COMMANDS } from '../../../../node/cli/commands.ts';
import { parseObjectQuery } from '../../../../shared/protocol/object-query.ts';
import { GROUP_KEYS } from '../../../../shared/protocol/object-set.ts';

const DOCS = path.resolve(import.meta.dirname, '../../../../docs');
/** Pages that promise commands in their text. */
const PAGES = ['coming-from.md', 'check.md', 'report.md'];

/** The words of a command line, quotes taken away. */
function wordsOf(line: string): string[] {
  return [...line.matchAll(/'([^']*)'|"([^"]*)"|(\S+)/g)].map(
    ([, one, two, bare]) => one ?? two ?? bare ?? '',
  );
}

/** Every command line in code on a page. */
function commandLines(page: string): string[] {
  const text = readFileSync(path.join(DOCS, page), 'utf8').replaceAll('\\|', '|');
  const inline = [...text.matchAll(/`(backref [^`\n]+)`/g)].map(([, line = '']) => line);
  const fenced = [...text.matchAll(/^(backref .+)$/gm)].map(([, line = '']) => line);
  return [...new Set([...inline, ...fenced])];
}

describe.each(PAGES)('docs/%s', (page) => {
  const lines = commandLines(page).filter((line) => !/^backref FILE|^backref F\./.test(line));

  test('names commands', () => expect(lines.length).toBeGreaterThan(0));

  test.each(lines)('%s', (line) => {
    const [, name = '', ...words] = wordsOf(line);
    const command = COMMANDS.find((candidate) => candidate.name === name);
    expect(command, 'the command exists').toBeDefined();
    // Its name alone.
    if (words.length === 0) return;
    const args = parseArguments(words, command!.options, command!.operands);
    const by = args.text('by');
    const isPlaceholder = by === null || by === 'KEY';
    if (!isPlaceholder && name === 'group') expect(GROUP_KEYS).toContain(by);
    const query = args.text('where');
    if (query !== null && query !== 'QUERY') expect(parseObjectQuery(query)).toHaveProperty('query');
  });
});

test('what the tables list beside each other after group --by are its keys', () => {
  const text = readFileSync(path.join(DOCS, 'coming-from.md'), 'utf8');
  const lists = [...text.matchAll(/--by (\w+)`((?:, `\w+`)+)/g)].flatMap(([, first = '', others = '']) => [
    first,
    ...[...others.matchAll(/`(\w+)`/g)].map(([, key = '']) => key),
  ]);
  expect(lists.length).toBeGreaterThan(2);
  expect(GROUP_KEYS).toEqual(expect.arrayContaining(lists));
});
