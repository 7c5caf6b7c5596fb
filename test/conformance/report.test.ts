import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { hostileBackref } from '../fixtures/hostile/hostile-backref.ts';
import { HOSTILE_FILE_NAME, NOT_SHOWABLE } from '../fixtures/hostile/hostile-texts.ts';
import { hostileV8Snapshot } from '../fixtures/hostile/hostile-v8.ts';
import { runInProcess } from './cli-in-process.ts';

const SAMPLE = path.resolve(import.meta.dirname, '../../assets/samples/leak.backref');
const folder = mkdtempSync(path.join(tmpdir(), 'backref-report-'));
const OUT = path.join(folder, 'out.html');
const HOSTILE = path.join(folder, `${HOSTILE_FILE_NAME}.backref`);
const LATER = path.join(folder, `later ${HOSTILE_FILE_NAME}.backref`);
const V8 = path.join(folder, 'v8.heapsnapshot');

beforeAll(() => {
  writeFileSync(HOSTILE, hostileBackref());
  writeFileSync(LATER, hostileBackref({ more: 20 }));
  writeFileSync(V8, hostileV8Snapshot());
});
afterAll(() => rmSync(folder, { recursive: true }));

async function report(...words: string[]): Promise<string> {
  const ran = await runInProcess(['report', ...words, '-o', OUT]);
  expect(ran).toMatchObject({ code: 0, err: '' });
  expect(ran.out).toMatch(/out\.html: \d+ kB\n$/);
  return readFileSync(OUT, 'utf8');
}

describe('a report', () => {
  test('tells of the sample what its program did', async () => {
    const html = await report(SAMPLE);
    for (const text of ['25,866', '__main__.Foo', '10,000', 'frame main()', 'after 10,000 requests'])
      expect(html).toContain(text);
    expect(html).toMatch(/<title>10,000 × __main__\.Foo: 800 kB<\/title>/);
  });

  test('of several compares the first with the last', async () => {
    const html = await report(HOSTILE, SAMPLE);
    expect(html).toContain('<section id="growth"');
    expect(html).toMatch(/\+10,000<\/span>/);
    expect(html).toMatch(/aria-label="__main__\.Foo: 0, 10,000"/);
  });

  test('redacted, keeps names of code and leaves out data', async () => {
    const html = await report(SAMPLE, '--redact');
    for (const text of ['__main__.Foo', 'frame main()', 'Redacted: ']) expect(html).toContain(text);
    for (const text of ['leak.py', '/tmp/demo', 'after 10,000', 'val=None', 'leak.backref', 'MainThread'])
      expect(html).not.toContain(text);
    expect(decodeURIComponent(html.replaceAll('%', '%25')).replaceAll('%27', "'")).not.toContain("['k']");
  });

  test('has a title of its own where one is given', async () => {
    const html = await report(SAMPLE, '--title', 'Worker <3> after a day', '--redact');
    expect(html).toContain('<h1>Worker &lt;3&gt; after a day</h1>');
  });

  test.each([
    ['.backref', [HOSTILE, LATER]],
    ['.heapsnapshot', [V8]],
  ])('of a hostile %s is plain markup and text', async (_kind, files) => {
    for (const redact of [[], ['--redact']]) {
      const html = await report(...files, ...redact);
      expect(html.replaceAll('\n', ' ')).not.toMatch(NOT_SHOWABLE);
      expect(html).not.toMatch(/<script|<img src=x|<iframe|<\/title><\/style>|<[^>]*\son\w+=/i);
      const open: string[] = [];
      const alone = new Set(['meta', 'br', 'img', 'source']);
      for (const [tag, closes, name = '', end] of html
        .replace(/^<!doctype html>/, '')
        .matchAll(/<(\/?)(\w+)(?: [\w-]+="[^"<>]*")*(\/?)>/g)) {
        if (closes === '/') expect(open.pop(), tag).toBe(name);
        else if (end === '' && !alone.has(name)) open.push(name);
      }
      expect(open).toEqual([]);
    }
  });

  test('that cannot be made leaves no file', async () => {
    rmSync(OUT, { force: true });
    const missing = await runInProcess(['report', SAMPLE, path.join(folder, 'none'), '-o', OUT]);
    expect(missing).toMatchObject({ code: 1, out: '' });
    expect(missing.err).toContain('There is no such file.');
    const nowhere = await runInProcess(['report', SAMPLE, '-o', path.join(folder, 'no', 'out.html')]);
    expect(nowhere.err).toContain('There is no such folder to write into.');
    expect(existsSync(OUT)).toBe(false);
    expect(readdirSync(folder).filter((name) => name.endsWith('.tmp'))).toEqual([]);
  });

  test.each([
    [[], 'FILE missing'],
    [[SAMPLE], '-o OUT missing'],
    [[SAMPLE, '-o', 'out.pdf'], '-o writes .html'],
  ])('%j is wrong usage', async (words, message) => {
    const { code, err } = await runInProcess(['report', ...words]);
    expect(code).toBe(2);
    expect(err).toContain(message);
  });
});
