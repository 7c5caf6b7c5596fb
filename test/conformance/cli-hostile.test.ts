import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { COMMANDS } from '../../node/cli/commands.ts';
import { hostileBackref, VICTIM_ID } from '../fixtures/hostile/hostile-backref.ts';
import {
  HOSTILE_FILE_NAME,
  HOSTILE_TEXTS,
  NOT_SHOWABLE,
  TOO_MANY_MARKS,
} from '../fixtures/hostile/hostile-texts.ts';
import { hostileV8Snapshot, V8_VICTIM_ID } from '../fixtures/hostile/hostile-v8.ts';
import { type Ran, runInProcess } from './cli-in-process.ts';

const folder = mkdtempSync(path.join(tmpdir(), 'backref-hostile-'));
const PYTHON = path.join(folder, `${HOSTILE_FILE_NAME}.backref`);
const LATER = path.join(folder, `later ${HOSTILE_FILE_NAME}.backref`);
const V8 = path.join(folder, `${HOSTILE_FILE_NAME}.heapsnapshot`);

beforeAll(() => {
  writeFileSync(PYTHON, hostileBackref());
  writeFileSync(LATER, hostileBackref({ more: 20 }));
  writeFileSync(V8, hostileV8Snapshot());
});
afterAll(() => rmSync(folder, { recursive: true }));

/** The words after each command that reads snapshots. */
const USES: Readonly<Record<string, readonly (readonly string[])[]>> = {
  info: [[PYTHON], [V8]],
  types: [[PYTHON], [V8], [PYTHON, '--sort', 'name'], [PYTHON, '--filter', '<img']],
  instances: [
    [PYTHON, 'str'],
    [PYTHON, 'module'],
    [PYTHON, 'function', '--sort', 'preview'],
    [V8, '(string)'],
    [V8, 'Function'],
    [V8, HOSTILE_TEXTS.terminal],
    [V8, HOSTILE_TEXTS.link],
    [V8, HOSTILE_TEXTS.proto],
  ],
  object: [
    [PYTHON, VICTIM_ID],
    [PYTHON, '0xa000'],
    [PYTHON, '0xa100'],
    [PYTHON, '0xa200'],
    [V8, V8_VICTIM_ID],
  ],
  backrefs: [
    [PYTHON, VICTIM_ID, '--width', '200'],
    [V8, V8_VICTIM_ID, '--width', '200'],
  ],
  refs: [
    [PYTHON, '0xa100', '--width', '200'],
    [V8, V8_VICTIM_ID],
  ],
  path: [
    [PYTHON, VICTIM_ID],
    [PYTHON, '0x20010'],
    [V8, V8_VICTIM_ID],
  ],
  paths: [
    [PYTHON, VICTIM_ID, '--count', '5'],
    [V8, V8_VICTIM_ID],
  ],
  'merged-paths': [
    [PYTHON, '--type', 'str'],
    [V8, '--type', '(string)'],
  ],
  pattern: [
    [PYTHON, '--type', 'str'],
    [V8, '--type', '(string)'],
  ],
  group: ['type', 'owner', 'referrers', 'via', 'module', 'package', 'keeper', 'value', 'path', 'id'].flatMap(
    (by) => [
      [PYTHON, '--by', by],
      [V8, '--by', by],
    ],
  ),
  retained: [
    [PYTHON, '--type', 'str'],
    [V8, '--type', 'Function'],
  ],
  holders: [
    [PYTHON, '--type', 'str'],
    [V8, '--type', '(string)'],
  ],
  dominators: [[PYTHON], [V8], [PYTHON, VICTIM_ID]],
  diff: [
    [PYTHON, LATER],
    [V8, V8],
  ],
  growth: [
    [PYTHON, LATER],
    [PYTHON, LATER, '--by', 'keeper'],
    [V8, V8],
  ],
  findings: [[PYTHON], [V8]],
  advice: [[PYTHON], [V8]],
  balance: [[PYTHON], [PYTHON, LATER]],
  // What fails ends with another code: check.test.ts.
  check: [
    [PYTHON, '--max-total', '1GB', '--max-type', `${HOSTILE_TEXTS.terminal}=3`],
    [V8, '--baseline', V8, '--max-growth', '0'],
  ],
};
/** Commands that print nothing of a snapshot's inside. */
const OTHERS = ['capture', 'ps', 'report', 'run', 'serve'];

const USES_LIST = Object.entries(USES).flatMap(([command, uses]) =>
  uses.map((words, index) => [`${command} (${String(index + 1)})`, [command, ...words]] as const),
);

/** The first place of a text that a terminal or an editor should not get, with what is around it. */
function badPlace(text: string, pattern: RegExp): string | null {
  const at = text.replaceAll('\n', ' ').search(pattern);
  return at < 0 ? null : JSON.stringify(text.slice(Math.max(0, at - 40), at + 20));
}

function expectShowable({ out, err }: Pick<Ran, 'out' | 'err'>): void {
  for (const text of [out, err]) {
    expect(badPlace(text, NOT_SHOWABLE)).toBeNull();
    expect(badPlace(text, TOO_MANY_MARKS)).toBeNull();
    for (const line of text.split('\n')) expect(line.length, line.slice(0, 80)).toBeLessThan(5000);
  }
}

test('every command is tried here, or prints nothing of a snapshot', () => {
  const known = [...Object.keys(USES), ...OTHERS].toSorted();
  expect(COMMANDS.map(({ name }) => name).toSorted()).toEqual(known);
});

describe('nothing in a snapshot reaches the terminal as a control', () => {
  test.each(USES_LIST)('%s', async (_what, words) => {
    const ran = await runInProcess(words);
    expect(ran.code).toBe(0);
    expect(ran.out.length).toBeGreaterThan(20);
    expectShowable(ran);
  });

  test('the texts are there all the same, as text', async () => {
    const { out } = await runInProcess(['types', PYTHON]);
    expect(out).toContain('<img src=x onerror=');
    expect(out).toContain('\\x1b[2J\\x1b[31mred');
    expect(out).toContain('invoice\\u202egpj.exe');
    expect(out).toContain('one\\ntwo\\r\\nthree\\tfour\\u2028five');
    expect(out).toMatch(/ __main__\.__proto__\n/);
    expect(out).toContain('שלום');
  });

  test('nor does it by a name the user asks for, or by the file’s name', async () => {
    const { controls, terminal, bidi, zeroWidth, marks, lines, surrogates } = HOSTILE_TEXTS;
    for (const text of [controls, terminal, bidi, zeroWidth, marks, lines, surrogates]) {
      const short = text.replaceAll('\0', '').slice(0, 60);
      for (const words of [
        ['instances', PYTHON, text],
        ['object', PYTHON, text],
        ['types', `${PYTHON}${short}`],
        ['backrefs', PYTHON, VICTIM_ID, '-o', path.join(folder, 'none', `x${short}.svg`)],
        ['backrefs', PYTHON, VICTIM_ID, '-o', `x${text}`],
        [text],
        [`--${text}`],
      ]) {
        const ran = await runInProcess(words);
        expect(ran.code, words.join(' ').slice(0, 100)).not.toBe(0);
        expectShowable(ran);
      }
    }
  });

  test('on a screen colours are the only controls', async () => {
    const { out } = await runInProcess(['types', PYTHON], { colours: true, columns: 100 });
    // The colours that the command itself writes.
    const plain = out.replace(/\u001b\[(?:1|2|22|3\d)m/g, '');
    expect(plain.length).toBeLessThan(out.length);
    expectShowable({ out: plain, err: '' });
  });
});

describe('JSON is JSON, and escapes what a terminal would obey', () => {
  test.each(USES_LIST)('%s', async (_what, words) => {
    const ran = await runInProcess([...words, '--json']);
    expect(ran).toMatchObject({ code: 0, err: '' });
    expect(badPlace(ran.out, NOT_SHOWABLE)).toBeNull();
    expect(JSON.parse(ran.out)).toBeTypeOf('object');
  });
});

const DRAWN = ['svg', 'title', 'desc', 'style', 'rect', 'g', 'path', 'polygon', 'circle', 'text'];

/** What in an SVG file is not an element for drawing, does not close, or is no plain text in between. */
function oddParts(svg: string): string[] {
  const odd: string[] = [];
  const open: string[] = [];
  for (const [, text = '', tag = ''] of svg.matchAll(/([^<]*)(<[^>]*>?|$)/g)) {
    if (/&(?!(?:amp|lt|gt|quot|#39);)|>/.test(text)) odd.push(text.slice(0, 80));
    const [, slash, name = '', attributes = '', closed] = /^<(\/?)([a-z]+)(.*?)(\/?)>$/su.exec(tag) ?? [];
    if (tag === '') continue;
    const known = DRAWN.includes(name) && /^(?: [a-zA-Z-]+="[^"<&]*")*$/.test(attributes);
    if (!known || /(?: |^)(?:on|href|xlink)/.test(attributes)) odd.push(tag.slice(0, 80));
    if (slash === '/') {
      if (open.pop() !== name) odd.push(`${tag} closes another`);
    } else if (closed === '') open.push(name);
  }
  return [...odd, ...open];
}

describe('pictures of hostile graphs', () => {
  const draw = async (kind: string, file: string, id: string): Promise<Buffer> => {
    const out = path.join(folder, `graph${kind}`);
    const ran = await runInProcess(['backrefs', file, id, '--width', '200', '-o', out]);
    expect(ran).toMatchObject({ code: 0, err: '' });
    return readFileSync(out);
  };
  const HEAPS = [
    ['.backref', PYTHON, VICTIM_ID],
    ['.heapsnapshot', V8, V8_VICTIM_ID],
  ] as const;

  test.each(HEAPS)('of a %s as DOT: one quoted string a text, no HTML, no links', async (_kind, file, id) => {
    const dot = (await draw('.dot', file, id)).toString('utf8');
    expect(badPlace(dot, NOT_SHOWABLE)).toBeNull();
    expect(dot).toContain('<img src=x onerror=');
    // Without its strings, the file is the writer's own words.
    const outside = dot.replace(/"(?:[^"\\]|\\[\\"n])*"/g, '""');
    expect(outside).not.toMatch(/[<\\]|URL|href|img/i);
    expect(outside).toMatch(/^digraph backref \{\n(?: {2}[^\n{}]+;\n)+\}\n$/);
  });

  test.each(HEAPS)('of a %s as SVG: well-formed, nothing but shapes and text', async (_kind, file, id) => {
    const svg = (await draw('.svg', file, id)).toString('utf8');
    expect(badPlace(svg, NOT_SHOWABLE)).toBeNull();
    expect(svg).toContain('&lt;img src=x onerror=');
    expect(oddParts(svg)).toEqual([]);
  });

  test.each(HEAPS)('of a %s as JSON', async (_kind, file, id) => {
    const json = (await draw('.json', file, id)).toString('utf8');
    expect(badPlace(json, NOT_SHOWABLE)).toBeNull();
    expect(JSON.parse(json)).toBeTypeOf('object');
  });

  test.each(HEAPS)('of a %s as PNG', async (_kind, file, id) => {
    const png = await draw('.png', file, id);
    expect(png.subarray(1, 4).toString('latin1')).toBe('PNG');
    expect(png.readUInt32BE(16)).toBeGreaterThan(400);
  });
});
