import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { GrowingAnswer } from '../../shared/protocol/findings-rows.ts';
import type { HeldByOldRow } from '../../shared/protocol/growth-rows.ts';
import { findPython } from '../fixtures/find-python.ts';
import { runInProcess } from './cli-in-process.ts';

/*
 * Which objects are new, freed and kept, beside what the program itself wrote down: test/fixtures/growth_program.py.
 * On one Python found; BACKREF_AGENT_TESTS=all on each version.
 */

const ROOT = path.resolve(import.meta.dirname, '../..');
const VERSIONS = ['3.12', '3.11', '3.13', '3.8', '3.9', '3.10', '3.14'];
const PYTHONS = VERSIONS.flatMap((version) => {
  const python = findPython(version);
  return python === null ? [] : [{ version, python }];
});
const CHOSEN = process.env['BACKREF_AGENT_TESTS'] === 'all' ? PYTHONS : PYTHONS.slice(0, 1);

type Kind = 'new' | 'freed' | 'survived';
interface Truth {
  readonly Order: Readonly<Record<Kind, readonly number[]>>;
  readonly Token: Readonly<Record<Kind, readonly number[]>>;
  readonly holders: Readonly<Record<'Order' | 'Token', number>>;
  readonly reused: number | null;
}

const hex = (address: number): string => `0x${address.toString(16)}`;

test.skipIf(PYTHONS.length > 0)('no Python here: growth is not compared with a program', () => undefined);

describe.each(CHOSEN)('Python $version', ({ python }) => {
  let folder: string;
  let truth: Truth;
  const diff = async (...words: readonly string[]): Promise<Record<string, unknown>> => {
    const files = ['before.backref', 'after.backref'].map((name) => path.join(folder, name));
    const { code, out, err } = await runInProcess(['diff', ...files, ...words, '--json']);
    expect(err).toBe('');
    expect(code).toBe(0);
    return JSON.parse(out) as Record<string, unknown>;
  };

  beforeAll(() => {
    folder = mkdtempSync(path.join(tmpdir(), 'backref-growth-'));
    const program = path.join(ROOT, 'test/fixtures/growth_program.py');
    const files = ['before.backref', 'after.backref', 'ids.json'].map((name) => path.join(folder, name));
    execFileSync(python, [program, path.join(ROOT, 'assets/agent'), ...files], {
      cwd: folder,
      stdio: 'ignore',
    });
    truth = JSON.parse(readFileSync(files[2]!, 'utf8')) as Truth;
  });
  afterAll(() => rmSync(folder, { recursive: true }));

  test.each<Kind>(['new', 'freed', 'survived'])(
    '%s objects are exactly those of the program',
    async (kind) => {
      for (const type of ['Order', 'Token'] as const) {
        const wanted = truth[type][kind].map(hex).sort();
        const listed =
          type === 'Token' && kind === 'freed'
            ? [] // There was no such type before.
            : ((await diff('--list', kind, '--type', `__main__.${type}`))['rows'] as { id: string }[]);
        expect(listed.map(({ id }) => id).sort()).toEqual(wanted);
      }
    },
  );

  test('the fingerprint names the two containers that took the new objects in', async () => {
    const found = await diff('--identity', '--limit', '200');
    const fingerprint = found['fingerprint'] as readonly HeldByOldRow[];
    const rowOf = (type: string): HeldByOldRow | undefined =>
      fingerprint.find((row) => row.type === `__main__.${type}`);
    expect(rowOf('Order')).toMatchObject({
      ...{ count: 120, lengthBefore: 500, lengthAfter: 580 },
      holder: { id: hex(truth.holders.Order), type: 'list' },
      path: [{ label: '__main__' }, { label: '.store' }, { label: '.orders' }],
    });
    expect(rowOf('Token')).toMatchObject({
      ...{ count: 1000, lengthBefore: 0, lengthAfter: 1000 },
      holder: { id: hex(truth.holders.Token), type: 'dict' },
    });
    const types = found['rows'] as {
      type: string;
      countAfter: number;
      countBefore: number;
      survived: number;
    }[];
    const orders = types.find(({ type }) => type === '__main__.Order');
    expect(orders).toMatchObject({ countBefore: 500, countAfter: 580, survived: 460 });
  });

  test('a text at the address of one that went, as long as it, is new', async ({ skip }) => {
    if (truth.reused === null) skip('the allocator did not give the address out again');
    const rows = (await diff('--list', 'new', '--type', 'str'))['rows'] as { id: string; preview: string }[];
    expect(rows.find(({ id }) => id === hex(truth.reused!))?.preview).toBe("'value two'");
  });

  test('two runs of one program are two processes', async () => {
    const again = path.join(folder, 'again.backref');
    const program = path.join(ROOT, 'test/fixtures/growth_program.py');
    const others = ['unused.backref', 'unused.json'].map((name) => path.join(folder, name));
    execFileSync(python, [program, path.join(ROOT, 'assets/agent'), again, ...others], { stdio: 'ignore' });
    const { out } = await runInProcess([
      'diff',
      path.join(folder, 'before.backref'),
      again,
      '--identity',
      '--json',
    ]);
    expect(JSON.parse(out)).toMatchObject({
      identity: { claimed: false, reason: expect.stringContaining('two processes') as string },
      fingerprint: [],
    });
  });
});

describe.each(CHOSEN)('containers that never stop growing, Python $version', ({ python }) => {
  let folder: string;
  beforeAll(() => {
    folder = mkdtempSync(path.join(tmpdir(), 'backref-growing-'));
    const program = path.join(ROOT, 'test/fixtures/growing_program.py');
    execFileSync(python, [program, path.join(ROOT, 'assets/agent'), folder], {
      cwd: folder,
      stdio: 'ignore',
    });
  });
  afterAll(() => rmSync(folder, { recursive: true }));

  test('are those of the program, with its lengths: not what breathes, is full or has warmed up', async () => {
    const { lengths, ids } = JSON.parse(readFileSync(path.join(folder, 'truth.json'), 'utf8')) as {
      readonly lengths: readonly Readonly<Record<string, number>>[];
      readonly ids: Readonly<Record<string, number>>;
    };
    // As a shell might give them: they are put in the order of time.
    const files = [3, 0, 2, 1].map((number) => path.join(folder, `${String(number)}.backref`));
    const { code, out, err } = await runInProcess(['findings', ...files, '--json']);
    expect([code, err]).toEqual([0, '']);
    const { growing } = JSON.parse(out) as { readonly growing: GrowingAnswer };
    expect(growing).toMatchObject({ reason: null, note: null, compared: [0, 1, 2], total: 3 });
    const told = growing.findings.map((each) => [each.holder.id, each.containers, each.lengths]);
    expect(told).toEqual(
      (
        [
          ['sessions', 1],
          ['per_user', 50],
          ['history', 1],
        ] as const
      ).map(([name, containers]) => [hex(ids[name]!), containers, lengths.map((each) => each[name])]),
    );
    expect(growing.findings[0]!.title).toMatch(
      /^The dict at __main__\.registry\.sessions grew from 1,000 to 4,000 items over 4 snapshots, by 1\.\d MB$/,
    );
    expect(growing.findings.map(({ type }) => type)).toEqual(['__main__.Session', 'str', 'tuple']);
  });

  test('a report tells them, redacted without their keys', async () => {
    const files = [0, 1, 2, 3].map((number) => path.join(folder, `${String(number)}.backref`));
    const page = path.join(folder, 'report.html');
    const { code } = await runInProcess(['report', ...files, '-o', page]);
    expect(code).toBe(0);
    const html = readFileSync(page, 'utf8');
    expect(html).toContain('Never stopped growing');
    expect(html).toContain(
      'The dict at __main__.registry.sessions grew from 1,000 to 4,000 items over 4 snapshots',
    );
  });

  test('in text: what grew, then what the last keeps; of one file only that', async () => {
    const files = [0, 1].map((number) => path.join(folder, `${String(number)}.backref`));
    const { out } = await runInProcess(['findings', ...files]);
    const [grown, last] = out.split(/^In the last, .*1\.backref:$/m);
    expect(grown).toContain('dict at __main__.warm grew from 500 to 1,000 items over 2 snapshots');
    expect(grown).toContain('A third snapshot would tell whether it goes on.');
    expect(last).toContain('Session in a dict at __main__.registry.sessions keep');
    const one = await runInProcess(['findings', files[1]!]);
    expect(one.out).toBe(last!.trimStart());
  });
});
