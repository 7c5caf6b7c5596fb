import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { CaptureError } from '../../../../node/capture/capture-error.ts';
import { type OptionSpec, splitWords } from '../../../../node/cli/arguments.ts';
import type { RunOutcome, RunWish } from '../../../../node/cli/processes.ts';
import { runFake } from './fake-context.ts';

const ENDED: RunOutcome = { exitCode: 0, signal: null, snapshots: [] };

let folder: string;
let script: string;
beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'backref-run-'));
  script = path.join(folder, 'app.py');
  writeFileSync(script, '');
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

/** Runs `backref run` with a machine on which every program ends like `outcome`. */
async function run(words: readonly string[], outcome: RunOutcome = ENDED) {
  const wishes: RunWish[] = [];
  const processes = {
    run: async (wish: RunWish) => {
      wishes.push(wish);
      return outcome;
    },
  };
  return { ...(await runFake(['run', ...words], { processes })), wish: wishes.at(0) };
}

describe('what belongs to the program', () => {
  const options: readonly OptionSpec[] = [
    { name: 'output', short: 'o', value: 'FILE', does: '' },
    { name: 'module', short: 'm', value: 'MODULE', does: '', endsOptions: true },
    { name: 'at-exit', does: '' },
  ];
  test.each([
    ['a.py --help -o x', '', 'a.py --help -o x'],
    ['-o x a.py -- b', '-o x', 'a.py -- b'],
    ['-ox --at-exit a.py', '-ox --at-exit', 'a.py'],
    ['--output=x a.py', '--output=x', 'a.py'],
    ['--output a.py b.py', '--output a.py', 'b.py'],
    ['--at-exit -- -odd.py -o x', '--at-exit', '-odd.py -o x'],
    ['-m tool -o x -- y', '-m tool', '-o x -- y'],
    ['-mtool --help', '-mtool', '--help'],
    ['--module=tool -m z', '--module=tool', '-m z'],
    ['- a', '', '- a'],
    ['--no-such a.py', '--no-such', 'a.py'],
    ['-o', '-o', ''],
  ])('%s', (line, own, rest) => {
    const words = (text: string) => text.split(' ').filter((word) => word !== '');
    expect(splitWords(words(line), options, [{ name: 'SCRIPT', count: 'rest' }])).toEqual({
      own: words(own),
      rest: words(rest),
    });
  });
});

describe('what the agent is told', () => {
  test('every option, and the program’s words as they are', async () => {
    const options =
      '--every 1.5m --rss-over 2G --rss-step 10% --on-signal usr2 --keep 3 --label=-night --preview none';
    const flags = '--on-memory-error --at-exit --no-redact --python python3.12';
    const { wish, code } = await run(
      [
        '-o',
        `${folder}/`,
        ...options.split(' '),
        ...flags.split(' '),
        script,
        '--help',
        '-o',
        '--json',
        '--',
      ],
      { ...ENDED, exitCode: 9 },
    );
    expect(code).toBe(9);
    expect(wish).toEqual({
      python: 'python3.12',
      target: { kind: 'folder', path: `${folder}/` },
      trigger: 'SIGUSR2',
      freeStdout: false,
      words: [
        ...['-o', `${folder}/`, '--every=1.5m', '--rss-over=2G', '--rss-step=10%', '--on-signal=SIGUSR2'],
        ...['--keep=3', '--label=-night', '--preview=none', '--on-memory-error', '--at-exit', '--no-redact'],
        ...['--', script, '--help', '-o', '--json', '--'],
      ],
    });
  });

  test('a module with its words; without -o the current folder, whole, so that a chdir changes nothing', async () => {
    const { wish } = await run(['-m', 'shop.app', '-m', '--version', '--']);
    const here = `${process.cwd()}${path.sep}`;
    expect(wish?.words).toEqual(['-o', here, '-m', 'shop.app', '-m', '--version', '--']);
    expect(wish).toMatchObject({ python: null, trigger: null, target: { kind: 'folder', path: '.' } });
  });

  test.each([
    ['new.backref', 'file', 'new.backref'],
    ['new', 'folder', `new${path.sep}`],
    ['old.backref', 'file', 'old.backref'],
    ['.', 'folder', ''],
  ])('-o %s is a %s', async (name, kind, expected) => {
    writeFileSync(path.join(folder, 'old.backref'), '');
    const { wish } = await run(['-o', path.join(folder, name), script]);
    expect(wish?.target.kind).toBe(kind);
    expect(wish?.words.slice(0, 2)).toEqual(['-o', path.join(folder, path.sep) + expected]);
  });
});

describe('what is said at the end', () => {
  const snapshots = [
    { file: 'a-\u001b[31m.backref', bytes: 7_700_000 },
    { file: 'b.backref', bytes: 12 },
  ];

  test('a line on stderr for each snapshot, nothing on stdout', async () => {
    const ran = await run([script], { ...ENDED, snapshots });
    expect(ran).toMatchObject({ code: 0, out: '', err: 'a-\\x1b[31m.backref: 7.7 MB\nb.backref: 12 B\n' });
  });

  test('--json: the document alone on stdout, which the program leaves free', async () => {
    const ran = await run(['--json', script], { exitCode: 130, signal: 'SIGINT', snapshots });
    expect(ran.code).toBe(130);
    expect(JSON.parse(ran.out)).toEqual({ snapshots, exitCode: 130 });
    expect(ran.wish?.freeStdout).toBe(true);
  });

  test('no snapshot: so it says, and why where a signal was the end', async () => {
    const target = path.join(folder, 'x.backref');
    const ended = await run(['-o', target, script]);
    expect(ended.err).toBe(`No snapshot was written to ${target}.\n`);
    const killed = await run(['-o', target, script], { exitCode: 143, signal: 'SIGTERM', snapshots: [] });
    expect(killed.err).toBe(
      `No snapshot was written to ${target}; SIGTERM ended the program before it came to its exit.\n`,
    );
  });
});

describe('refusals, before anything is started', () => {
  test.each([
    [[], 'backref: SCRIPT or -m MODULE missing'],
    [['--every', 'often', 'a.py'], 'backref: --every must be a time such as 60s, 5m or 1h, not "often"'],
    [['--every', '0s', 'a.py'], 'backref: --every must be a time such as 60s, 5m or 1h, not "0s"'],
    [['--rss-over', '10%', 'a.py'], 'backref: --rss-over must be a size such as 500M or 2G, not "10%"'],
    [
      ['--rss-step', 'much', 'a.py'],
      'backref: --rss-step must be a share such as 10% or a size such as 500M, not "much"',
    ],
    [
      ['--on-signal', 'KILL', 'a.py'],
      'backref: --on-signal must be the name of a signal, such as USR2, not "KILL"',
    ],
    [
      ['--on-signal', 'toString', 'a.py'],
      'backref: --on-signal must be the name of a signal, such as USR2, not "toString"',
    ],
    [['--keep', '0', 'a.py'], 'backref: --keep must be a whole number from 1 to 10000, not "0"'],
    [
      ['-o', 'x.backref', '--keep', '2', 'a.py'],
      'backref: --keep is for a folder: a file keeps the last snapshot only',
    ],
    [['--colour', 'a.py'], 'backref: There is no option --colour'],
    [['-m'], 'backref: --module needs a value: --module MODULE'],
  ])('%j', async (words, line) => {
    const { code, err, wish } = await run(words);
    expect(err.split('\n')[0]).toBe(line);
    expect({ code, wish }).toEqual({ code: 2, wish: undefined });
  });

  test('a script, a folder that is not there; a file that would be written over', async () => {
    const missing = path.join(folder, 'no.py');
    const far = path.join(folder, 'no', 'x.backref');
    for (const [words, line] of [
      [[missing, '-x'], `backref: ${missing}: There is no such file.\n`],
      [['-o', far, script], `backref: ${far}: There is no such folder.\n`],
      [
        ['-o', script, script],
        `backref: ${script}: It is there and is no snapshot: name a folder, or a file that ends in .backref.\n`,
      ],
    ] as const) {
      expect(await run(words)).toMatchObject({ code: 1, err: line, out: '', wish: undefined });
    }
  });

  test('no Python: one sentence', async () => {
    const none = new CaptureError('no-tool', 'There is no Python on PATH.');
    const { code, err } = await runFake(['run', script], {
      processes: { run: async () => await Promise.reject(none) },
    });
    expect({ code, err }).toEqual({ code: 1, err: 'backref: There is no Python on PATH.\n' });
  });
});
