import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { ROOT } from './source-tree.ts';

const read = (file: string): string => readFileSync(path.join(ROOT, file), 'utf8');
const page = read('SECURITY.md');
/** Links to tests: the text is a test's name, or the file's own path where it is proved by a whole file. */
const proofs = [...page.matchAll(/\[([^\]]+)\]\((test\/[^)#]+)\)/g)].map(
  ([, name = '', file = '']) => [name.replace(/\s+/g, ' '), file] as const,
);
const isTest = (file: string): boolean => /\.(?:test|spec)\.tsx?$|test_\w+\.py$/.test(file);

describe('SECURITY.md', () => {
  test('names tests that exist', () => {
    const wrong = proofs
      .filter(([, file]) => isTest(file))
      .filter(([name, file]) => name !== file && !(existsSync(path.join(ROOT, file)) && hasTest(file, name)));
    expect(wrong).toEqual([]);
    expect(proofs.length).toBeGreaterThan(40);
  });

  test('names files of the sources that exist', () => {
    const named = [...page.matchAll(/`((?:node|electron|shared|renderer)\/[\w./-]+\.tsx?)`/g)].map(
      ([, file = '']) => file,
    );
    expect(named.filter((file) => !existsSync(path.join(ROOT, file)))).toEqual([]);
    expect(named.length).toBeGreaterThan(15);
  });

  test('has a proof for every rule: ten of the browser host, twelve of the application', () => {
    const rules = page.split('\n').filter((line) => /^\| \d+\. /.test(line));
    expect(rules).toHaveLength(22);
    expect(rules.filter((line) => !/\(test\/[^)]+\)/.test(line))).toEqual([]);
  });
});

/** Whether the name stands in the file as the title of a test or of a group of tests. */
function hasTest(file: string, name: string): boolean {
  const quoted = name.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&');
  const title = new RegExp(`(?:test|describe)(?:\\.\\w+(?:\\([^)]*\\))?)*\\(\\s*['"\`]${quoted}['"\`]`, 'u');
  return title.test(read(file));
}
