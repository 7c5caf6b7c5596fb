import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { hostileBackref } from '../fixtures/hostile/hostile-backref.ts';
import { HOSTILE_FILE_NAME, NOT_SHOWABLE } from '../fixtures/hostile/hostile-texts.ts';
import { hostileV8Snapshot } from '../fixtures/hostile/hostile-v8.ts';
import { runInProcess } from './cli-in-process.ts';

const SAMPLE = path.resolve(import.meta.dirname, '../../assets/samples/leak.backref');
const folder = mkdtempSync(path.join(tmpdir(), 'backref-check-'));
const JUNIT = path.join(folder, 'heap.xml');
const RULES = path.join(folder, 'rules.json');
const CUT_OFF = path.join(folder, 'cut-off.backref');
const BEFORE = path.join(folder, `before ${HOSTILE_FILE_NAME}.backref`);
const AFTER = path.join(folder, `after ${HOSTILE_FILE_NAME}.backref`);
const V8 = path.join(folder, 'v8.heapsnapshot');

beforeAll(() => {
  writeFileSync(CUT_OFF, readFileSync(SAMPLE).subarray(0, 100_000));
  writeFileSync(BEFORE, hostileBackref());
  writeFileSync(AFTER, hostileBackref({ more: 20 }));
  writeFileSync(V8, hostileV8Snapshot());
});
beforeEach(() => rmSync(JUNIT, { force: true }));
afterAll(() => rmSync(folder, { recursive: true }));

interface CheckJson {
  readonly passed: boolean;
  readonly rules: readonly {
    readonly rule: string;
    readonly type: string | null;
    readonly passed: boolean;
    readonly found: number;
    readonly limit: number;
    readonly typical: { readonly id: string; readonly alike: number; readonly words: string } | null;
    readonly types: readonly { readonly type: string; readonly count: number }[];
    readonly findings: readonly { readonly kind: string; readonly title: string }[];
  }[];
}

async function checkJson(...words: string[]): Promise<{ code: number; document: CheckJson }> {
  const { code, out, err } = await runInProcess(['check', ...words, '--json']);
  expect(err).toBe('');
  return { code, document: JSON.parse(out) as CheckJson };
}

/** Test cases of a JUnit file by name, with what is bad of each; fails for what is not well-formed. */
function junitCases(): Record<string, string | null> {
  const xml = readFileSync(JUNIT, 'utf8');
  expect(xml.startsWith('<?xml version="1.0" encoding="UTF-8"?>\n<testsuites ')).toBe(true);
  const open: string[] = [];
  const cases: Record<string, string | null> = {};
  let name = '';
  for (const [, text = '', tag = ''] of xml.slice(xml.indexOf('\n')).matchAll(/([^<]*)(<[^>]*>|$)/g)) {
    expect(text).not.toMatch(/>|&(?!(?:amp|lt|gt|quot|#39);)/);
    if (tag === '') continue;
    const parts = /^<(\/?)(\w+)((?: \w+="[^"<>]*")*)(\/?)>$/.exec(tag);
    expect(parts, tag).not.toBeNull();
    const [, closes, element = '', attributes = '', alone] = parts!;
    if (closes === '/') expect(open.pop()).toBe(element);
    else if (alone === '') open.push(element);
    const attribute = (of: string): string => new RegExp(` ${of}="([^"]*)"`).exec(attributes)?.[1] ?? '';
    if (element === 'testcase' && closes === '') {
      name = attribute('name');
      cases[name] = null;
    } else if (['failure', 'error'].includes(element) && closes === '')
      cases[name] = `${element}: ${attribute('message')}`;
  }
  expect(open).toEqual([]);
  return cases;
}

describe('findings over a size', () => {
  test('are named with their holder, and fail; under it they pass', async () => {
    const { code, document } = await checkJson(SAMPLE, '--no-findings-over', '800kB');
    expect(code).toBe(1);
    const [rule] = document.rules;
    expect(rule).toMatchObject({ rule: 'no-findings-over', passed: false, limit: 800_000 });
    expect(rule!.findings.map(({ kind, title }) => [kind, title])).toEqual([
      ['frame', "10,000 Foo in a list at main() local d['k'] keep 885 kB alive"],
    ]);
    const ran = await runInProcess(['check', SAMPLE, '--no-findings-over', '800kB']);
    expect([ran.code, ran.err]).toEqual([1, '']);
    expect(ran.out).toContain('10,000 Foo in a list');
    expect((await checkJson(SAMPLE, '--no-findings-over', '1MB')).code).toBe(0);
  });
});

describe('limits that hold', () => {
  test('each rule says what it found, and the exit code is 0', async () => {
    const words = ['--max-type', '__main__.Foo=10000', '--max-shallow', '__main__.Foo=800kB'];
    const { code, out } = await runInProcess(['check', SAMPLE, ...words, '--max-unreachable', '49']);
    expect(out.split('\n')).toEqual([
      'ok    __main__.Foo: 10,000 objects, limit 10,000',
      'ok    __main__.Foo: shallow 800 kB, limit 800 kB',
      'ok    Unreachable: 49 objects, limit 49',
      `${SAMPLE}: 3 rules hold`,
      '',
    ]);
    expect(code).toBe(0);
  });

  test('a type that is not there is said, because it may be a typing error', async () => {
    const { code, out } = await runInProcess(['check', SAMPLE, '--max-type', 'app.Sesion=5']);
    expect(out).toContain('app.Sesion: 0 objects, limit 5; the snapshot has no object of that type\n');
    expect(code).toBe(0);
  });

  test('a snapshot has not grown over itself', async () => {
    const words = ['--baseline', SAMPLE, '--max-growth', '0%', '--max-type-growth', 'dict=0'];
    const { code, document } = await checkJson(SAMPLE, ...words);
    expect(document.rules.map(({ found, limit }) => [found, limit])).toEqual([
      [0, 0],
      [0, 0],
    ]);
    expect([code, document.passed]).toEqual([0, true]);
  });
});

describe('limits that do not hold', () => {
  test('one object more than allowed fails, with the path of a typical one', async () => {
    const words = ['--max-type', '__main__.Foo=9999', '--max-type', 'dict=100000', '--junit', JUNIT];
    const { code, document } = await checkJson(SAMPLE, ...words);
    expect([code, document.passed]).toEqual([1, false]);
    const [foo, dict] = document.rules;
    expect(foo).toMatchObject({ rule: 'max-type', type: '__main__.Foo', passed: false, found: 10_000 });
    expect(foo!.typical).toMatchObject({ alike: 10_000 });
    expect(foo!.typical!.words).toMatch(/^local `d` in the running `main\(\)` → key `'k'` → item \d+$/);
    const listed = await runInProcess(['instances', SAMPLE, '__main__.Foo', '--json']);
    expect(listed.out).toContain(`"${foo!.typical!.id}"`);
    expect(dict).toMatchObject({ passed: true, typical: null });
    expect(junitCases()).toEqual({
      'max-type __main__.Foo=9999': 'failure: __main__.Foo: 10,000 objects, limit 9,999',
      'max-type dict=100000': null,
    });
    expect(readFileSync(JUNIT, 'utf8')).toContain('tests="2" failures="1" errors="0"');
    expect(readFileSync(JUNIT, 'utf8')).toMatch(/ in the running `main\(\)` → key `&#39;k&#39;` → item \d+</);
  });

  test.each([
    ['max-total', '2.5MB', 'All objects: 2.9 MB, limit 2.5 MB'],
    ['max-shallow', '__main__.Foo=799999', '__main__.Foo: shallow 800,000 B, limit 799,999 B'],
    ['max-retained', '__main__.Foo=700kB', '__main__.Foo: retains 800 kB, limit 700 kB'],
    ['max-unreachable', '48', 'Unreachable: 49 objects, limit 48'],
  ])('--%s %s', async (rule, limit, message) => {
    const { code, out } = await runInProcess(['check', SAMPLE, `--${rule}`, limit]);
    expect(out).toContain(`FAIL  ${message}`);
    expect(code).toBe(1);
  });

  test('growth of a type over a baseline', async () => {
    const diff = await runInProcess(['diff', BEFORE, AFTER, '--json']);
    const { rows } = JSON.parse(diff.out) as { rows: { type: string; countDelta: number }[] };
    const grown = rows.find(({ type, countDelta }) => countDelta > 0 && type !== '')!;
    const rule = ['--max-type-growth', `${grown.type}=${grown.countDelta - 1}`];
    const { code, document } = await checkJson(AFTER, '--baseline', BEFORE, ...rule);
    expect(code).toBe(1);
    expect(document.rules[0]).toMatchObject({ passed: false, found: grown.countDelta, type: grown.type });
    const enough = ['--max-type-growth', `${grown.type}=${grown.countDelta}`];
    expect((await runInProcess(['check', AFTER, '--baseline', BEFORE, ...enough])).code).toBe(0);
  });

  test('growth of all objects: the types that grew most, and what holds the first', async () => {
    const growth = ['--baseline', BEFORE, '--max-growth', '5%'];
    const { code, document } = await checkJson(SAMPLE, ...growth);
    const [all] = document.rules;
    expect([code, all!.passed, all!.types.length]).toEqual([1, false, 3]);
    expect(all!.types[0]).toMatchObject({ type: '__main__.Foo', count: 10_000 });
    expect(all!.typical!.words).toMatch(/^local `d` in the running `main\(\)` → /);
    const { out } = await runInProcess(['check', SAMPLE, ...growth]);
    expect(out).toMatch(
      /^FAIL {2}Reachable objects: \+2\.\d MB \(\+[\d,]+%, from .* to 2\.9 MB\), limit 5% \(\+/,
    );
    expect(out).toContain('\n      __main__.Foo: +10,000 objects, +800 kB\n');
  });

  test('rules of a file count as those of the command', async () => {
    const rules = { 'max-total': '1GB', 'max-type': { '__main__.Foo': 5, dict: '100,000' } };
    writeFileSync(RULES, JSON.stringify(rules));
    const { code, document } = await checkJson(SAMPLE, '--rules', RULES, '--max-type', 'str=1');
    expect(code).toBe(1);
    expect(document.rules.map(({ rule, type, passed }) => [rule, type, passed])).toEqual([
      ['max-type', 'str', false],
      ['max-total', null, true],
      ['max-type', '__main__.Foo', false],
      ['max-type', 'dict', true],
    ]);
  });

  test('hostile names stay text, on the screen and in XML', async () => {
    const types = await runInProcess(['types', AFTER, '--json']);
    const names = (JSON.parse(types.out) as { rows: { type: string }[] }).rows.map(({ type }) => type);
    const words = names.filter((name) => name !== '').flatMap((name) => ['--max-type', `${name}=0`]);
    const { code, out, err } = await runInProcess(['check', AFTER, ...words, '--junit', JUNIT]);
    expect([code, err]).toEqual([1, '']);
    for (const text of [out, readFileSync(JUNIT, 'utf8')])
      expect(text.replaceAll('\n', ' ')).not.toMatch(NOT_SHOWABLE);
    const cases = junitCases();
    expect(Object.keys(cases).some((name) => name.includes('&lt;img src=x'))).toBe(true);
    expect(Object.values(cases).every((bad) => bad !== null && bad.startsWith('failure: '))).toBe(true);
  });
});

describe('what cannot be checked', () => {
  test.each([
    ['no such file', ['missing.backref', '--max-type', 'a=1'], /missing\.backref: There is no such file\./],
    ['a cut off file', [CUT_OFF, '--max-total', '1GB'], /cut-off\.backref: The snapshot ends at byte 100000/],
    [
      'a baseline of another language',
      [SAMPLE, '--baseline', V8, '--max-growth', '5%'],
      /It is of a javascript program/,
    ],
    [
      'a baseline that is no snapshot',
      [SAMPLE, '--baseline', JUNIT, '--max-growth', '5%'],
      /heap\.xml: There is no such file/,
    ],
  ])('%s is one line, exit code 1, and an error in JUnit', async (_what, words, message) => {
    const { code, out, err } = await runInProcess(['check', ...words, '--junit', JUNIT]);
    expect([code, out]).toEqual([1, '']);
    expect(err).toMatch(message);
    expect(err.trimEnd()).not.toContain('\n');
    expect(junitCases()['check']).toMatch(/^error: backref: /);
  });

  test.each([
    ['{"max-typ": {}}', 'There is no rule "max-typ"'],
    ['{"max-type": 3}', '"max-type" should be a limit'],
    ['{"max-type": {"a": "many"}}', 'max-type of a: "many" should be a whole number such as 1000.'],
    ['{"max-total": "5%"}', 'max-total: "5%" should be a size such as 50MB.'],
    ['{"max-total": -3}', '"max-total" should be a limit'],
    ['[]', 'It should be one JSON object'],
    ['{', 'It is no JSON'],
  ])('rules %s', async (rules, message) => {
    writeFileSync(RULES, rules);
    const { code, out, err } = await runInProcess(['check', SAMPLE, '--rules', RULES]);
    expect([code, out]).toEqual([1, '']);
    expect(err).toContain(`${RULES}: ${message}`);
  });

  test.each([
    [['--max-type', 'Foo'], '--max-type needs a type and a limit'],
    [['--max-type', 'Foo=1.5'], '"1.5" should be a whole number'],
    [['--max-type', 'Foo=5%'], '"5%" should be a whole number'],
    [['--max-total', '50 parsecs'], '"50 parsecs" should be a size'],
    [['--max-growth', '5%'], 'max-growth needs --baseline FILE'],
    [['--baseline', SAMPLE, '--max-total', '1'], '--baseline needs a rule that compares'],
    [[], 'No rule given'],
  ])('%j is wrong usage, and nothing is opened or written', async (words, message) => {
    const { code, out, err } = await runInProcess(['check', 'missing', ...words, '--junit', JUNIT]);
    expect([code, out]).toEqual([2, '']);
    expect(err).toContain(message);
    expect(existsSync(JUNIT)).toBe(false);
  });

  test('JUnit that cannot be written leaves nothing', async () => {
    const out = path.join(folder, 'none', 'heap.xml');
    const ran = await runInProcess(['check', SAMPLE, '--max-type', 'dict=1', '--junit', out]);
    expect([ran.code, ran.out]).toEqual([1, '']);
    expect(ran.err).toContain('There is no such folder to write into.');
    expect(readdirSync(folder).filter((name) => name.endsWith('.tmp'))).toEqual([]);
  });
});
