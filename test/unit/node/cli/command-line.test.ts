import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { HeapError } from '../../../../shared/base/errors.ts';
import { COMMANDS } from '../../../../node/cli/commands.ts';
import { runFake, typeRows, typesAnswer } from './fake-context.ts';

/** An example's words, as a shell takes them: what stands in quotes is one. */
function wordsOf(example: string): string[] {
  return [...example.matchAll(/'([^']*)'|"([^"]*)"|\S+/g)].map((word) => word[1] ?? word[2] ?? word[0]);
}

// Examples write what they name, such as --junit heap.xml: into a folder that goes again.
const START = process.cwd();
const folder = mkdtempSync(path.join(tmpdir(), 'backref-examples-'));
const before = readdirSync(START);
beforeAll(() => process.chdir(folder));
afterAll(() => {
  process.chdir(START);
  rmSync(folder, { recursive: true });
  expect(readdirSync(START)).toEqual(before);
});

const answers = { types: typesAnswer(typeRows(3)) };

describe('help and version', () => {
  test('--version prints the version and nothing else', async () => {
    expect(await runFake(['--version'])).toEqual({ code: 0, out: 'backref 1.2.3\n', err: '' });
  });

  test('--help lists the commands that exist, and none that does not', async () => {
    const { code, out, err } = await runFake(['--help']);
    expect({ code, err }).toEqual({ code: 0, err: '' });
    const listed = [
      ...out.slice(out.indexOf('Commands:'), out.indexOf('Options:')).matchAll(/^ {2}([\w-]+) /gm),
    ];
    expect(listed.map(([, name]) => name)).toEqual(COMMANDS.map(({ name }) => name));
    for (const name of 'info types instances object path group diff check report capture run serve'.split(
      ' ',
    ))
      expect(out).toMatch(new RegExp(`^  ${name} `, 'm'));
  });

  test.each(COMMANDS.map((command) => [command.name, command] as const))(
    '%s --help shows its usage, options and examples that parse',
    async (name, command) => {
      const { code, out } = await runFake([name, '--help']);
      expect(code).toBe(0);
      expect(out).toContain(`Usage: backref ${name}`);
      for (const option of command.options) expect(out).toContain(`--${option.name}`);
      for (const example of command.examples) {
        expect(out).toContain(`backref ${example}`);
        const ran = await runFake(wordsOf(example));
        expect(ran.err).not.toContain('Usage:');
      }
    },
  );
});

test('an option with its value may stand before what it is for', async () => {
  const { out } = await runFake(['--limit', '2', 'types', 'a.backref'], { answers });
  expect(out).toContain('Type');
  const opening = await runFake(['--port', '0', 'no-such.backref']);
  expect(opening.err).not.toContain('Usage:');
});

describe('wrong usage', () => {
  test.each([
    [['typs', 'leak.backref'], 'backref: There is no command or file "typs". Did you mean types?'],
    [['zzzzzz'], 'backref: There is no command or file "zzzzzz". The commands are: info,'],
    [['--port', '0', 'typs'], 'backref: There is no command or file "typs". Did you mean types?'],
    [['types'], 'backref: FILE missing'],
    [['object', 'a.backref'], 'backref: ID missing'],
    [['types', 'a.backref', '--colour'], 'backref: There is no option --colour'],
    [['types', 'a.backref', '-x'], 'backref: There is no option -x'],
    [['types', 'a.backref', 'b.backref'], 'backref: Too many arguments: "b.backref"'],
    [
      ['types', 'a.backref', '--limit', 'ten'],
      'backref: --limit must be a whole number 0 or more, not "ten"',
    ],
    [['types', 'a.backref', '--limit', '-1'], 'backref: --limit must be a whole number 0 or more, not "-1"'],
    [['types', 'a.backref', '--limit'], 'backref: --limit needs a value: --limit N'],
    [['types', 'a.backref', '--json=yes'], 'backref: --json takes no value'],
    [
      ['types', 'a.backref', '--sort', 'size'],
      'backref: --sort must be one of count, shallow, retained, name, not "size"',
    ],
    [
      ['backrefs', 'a.backref', '0x1', '--depth', '21'],
      'backref: --depth must be a whole number from 1 to 20, not "21"',
    ],
    [
      ['backrefs', 'a.backref', '0x1', '-o', 'x.gif'],
      'backref: -o writes .png, .svg, .dot, .json, and "x.gif" ends',
    ],
    [['path', 'a.backref', '0x1', '--to', 'moon'], 'backref: --to must be one of module, frame,'],
    [['--nonsense'], 'backref: There is no option --nonsense'],
  ])('%j exits with 2 and says what is wrong, then the usage', async (words, message) => {
    const { code, out, err } = await runFake(words, { answers });
    expect(err.split('\n')[0]).toContain(message);
    expect(err.split('\n')[1]).toMatch(/^Usage: backref /);
    expect({ code, out }).toEqual({ code: 2, out: '' });
  });

  test('what was typed cannot act on the terminal', async () => {
    const { err } = await runFake(['types', 'a.backref', '--\u001b[31m\nx']);
    expect(err.split('\n')[0]).toBe('backref: There is no option --\\x1b[31m\\nx');
  });
});

describe('errors', () => {
  test('an error of the engine is one line with file, facts and advice', async () => {
    const failing = {
      types: () => {
        throw new HeapError('truncated', 'The file is cut off in section OBJS at byte 12,345.');
      },
    };
    expect(await runFake(['types', 'leak.backref'], { answers: failing })).toEqual({
      code: 1,
      out: '',
      err:
        'backref: leak.backref: The file is cut off in section OBJS at byte 12,345. ' +
        'Copy it again, or capture again and wait until the capture has ended.\n',
    });
  });

  test('a message of many lines becomes one, and shows no stack', async () => {
    const failing = {
      types: () => {
        throw new TypeError('first\n    at second (file.ts:1:1)');
      },
    };
    const { err } = await runFake(['types', 'leak.backref'], { answers: failing });
    expect(err).toBe(
      'backref: leak.backref: Internal error: first\\n    at second (file.ts:1:1). ' +
        'Please report this with the file, if you may share it.\n',
    );
    expect(err).not.toMatch(/^ {4}at /m);
  });

  test('a missing file is named as the user wrote it', async () => {
    const { code, err } = await runFake(['./no/such.backref']);
    expect({ code, err }).toEqual({ code: 1, err: 'backref: ./no/such.backref: There is no such file.\n' });
  });

  test('a reader that went away ends the command in silence', async () => {
    const many = { types: typesAnswer(typeRows(5000)) };
    const ran = await runFake(['types', 'leak.backref'], { answers: many, writesBeforeClose: 1 });
    expect(ran).toMatchObject({ code: 0, err: '' });
  });
});

test('options may stand before the command, and after -- everything is an operand', async () => {
  expect((await runFake(['--json', 'types', 'a.backref'], { answers })).out).toMatch(/^\{/);
  expect((await runFake(['types', '--', '--odd.backref'], { answers })).code).toBe(0);
});
