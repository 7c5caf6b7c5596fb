import { execFile } from 'node:child_process';
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';

const ROOT = path.resolve(import.meta.dirname, '../..');
const PAGE = path.join(ROOT, 'docs/cli.md');
const EXAMPLE = /```console\n\$ backref (.*)\n([^]*?)```/g;
/** `BACKREF_WRITE_DOCS=1 npx vitest run --project conformance cli-docs` writes true outputs into the page. */
const mayWrite = process.env['BACKREF_WRITE_DOCS'] === '1';

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'backref-docs-'));
  const sample = path.join(ROOT, 'assets/samples/leak.backref');
  cpSync(sample, path.join(folder, 'leak.backref'));
  writeFileSync(path.join(folder, 'cut-off.backref'), readFileSync(sample).subarray(0, 100_000));
});
afterAll(() => rmSync(folder, { recursive: true }));

function run(words: readonly string[]): Promise<string> {
  return new Promise((resolve) => {
    const program = path.join(ROOT, 'bin/backref.js');
    execFile(process.execPath, [program, ...words], { cwd: folder }, (_error, out, err) =>
      resolve(out + err),
    );
  });
}

/** What differs from run to run. */
function steady(output: string): string {
  return output.replace(/^(Opened in +).*$/m, '$1…').replace(/^(\s*"openedInMs": )\d+/m, '$1…');
}

const page = readFileSync(PAGE, 'utf8');
const examples = [...page.matchAll(EXAMPLE)].map((match) => ({ words: match[1]!, shown: match[2]! }));

test('the page has an example of every command that prints', () => {
  const commands = new Set(examples.map(({ words }) => words.split(' ')[0]));
  expect([...commands].toSorted()).toEqual([
    'advice',
    'backrefs',
    'balance',
    'check',
    'dominators',
    'findings',
    'group',
    'holders',
    'info',
    'instances',
    'merged-paths',
    'object',
    'path',
    'paths',
    'pattern',
    'refs',
    'retained',
    'types',
  ]);
});

test.skipIf(mayWrite).each(examples)(
  'docs/cli.md shows what `backref $words` prints',
  async ({ words, shown }) => {
    expect(steady(await run(words.split(' ')))).toBe(shown);
  },
);

/** The Foo that the examples are about: a new sample has new ids. */
async function exampleId(): Promise<string> {
  const listed = await run('instances leak.backref __main__.Foo --limit 4 --json'.split(' '));
  return (JSON.parse(listed) as { rows: { id: string }[] }).rows[3]!.id;
}

test.runIf(mayWrite)('writes the outputs into docs/cli.md', async () => {
  const oldId = /object leak\.backref (0x\w+)/.exec(page)![1]!;
  const newPage = page.replaceAll(oldId, await exampleId());
  const outputs = new Map<string, string>();
  for (const [, words] of newPage.matchAll(EXAMPLE))
    outputs.set(words!, steady(await run(words!.split(' '))));
  for (const output of outputs.values()) expect(output).not.toContain('Internal error');
  writeFileSync(
    PAGE,
    newPage.replace(
      EXAMPLE,
      (_block, words: string) => `\`\`\`console\n$ backref ${words}\n${outputs.get(words) ?? ''}\`\`\``,
    ),
  );
});
