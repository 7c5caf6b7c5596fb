import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { runInProcess } from './cli-in-process.ts';

const ROOT = path.resolve(import.meta.dirname, '../..');
const SAMPLE = path.join(ROOT, 'assets/samples/leak.backref');

async function json<T>(...words: string[]): Promise<T> {
  const { code, out, err } = await runInProcess([...words, '--json']);
  expect({ code, err }).toEqual({ code: 0, err: '' });
  return JSON.parse(out) as T;
}

interface TypesJson {
  readonly total: { readonly types: number; readonly count: number; readonly shallowBytes: number };
  readonly rows: readonly { readonly type: string; readonly count: number; readonly shallowBytes: number }[];
}
interface InstancesJson {
  readonly total: number;
  readonly rows: readonly { readonly id: string; readonly type: string }[];
}
interface PathJson {
  readonly root: { readonly kind: string; readonly name: string } | null;
  readonly path: readonly { readonly id: string; readonly type: string; readonly label: string }[];
}

describe('the bundled Python leak, whose program says what must be in it', () => {
  test('ten thousand Foo, and totals that are the sums of the rows', async () => {
    const { total, rows } = await json<TypesJson>('types', SAMPLE);
    expect(rows.find((row) => row.type === '__main__.Foo')?.count).toBe(10_000);
    expect(total.types).toBe(rows.length);
    expect(total.count).toBe(rows.reduce((sum, row) => sum + row.count, 0));
    expect(total.shallowBytes).toBe(rows.reduce((sum, row) => sum + row.shallowBytes, 0));
    const info = await json<{ objects: number; types: number; shallowBytes: number }>('info', SAMPLE);
    expect(info).toMatchObject({
      objects: total.count,
      types: total.types,
      shallowBytes: total.shallowBytes,
    });
  });

  test("each Foo is held by main()'s d['k'], at a position of its own", async () => {
    const { total, rows } = await json<InstancesJson>('instances', SAMPLE, '__main__.Foo');
    expect([total, rows.length, new Set(rows.map((row) => row.id)).size]).toEqual([10_000, 10_000, 10_000]);
    const positions = new Set<string>();
    for (const { id } of rows.filter((_, index) => index % 2500 === 7)) {
      const { root, path: steps } = await json<PathJson>('path', SAMPLE, id);
      expect(root).toMatchObject({ kind: 'frame', name: 'main()' });
      expect(steps.map((step) => step.label)).toEqual([
        'main()',
        'local d',
        "['k']",
        expect.stringMatching(/^\[\d+\]$/) as string,
      ]);
      expect(steps.at(-1)?.id).toBe(id);
      positions.add(steps.at(-1)!.label);
      const text = (await runInProcess(['path', SAMPLE, id])).out;
      expect(text).toMatch(/^main\(\) {2}local d → \['k'\] → \[\d+\]\n/);
    }
    expect(positions.size).toBe(4);
  });

  test('the list refers to all Foo, and backrefs of one leads to the frame', async () => {
    const { rows } = await json<InstancesJson>('instances', SAMPLE, '__main__.Foo', '--limit', '1');
    const foo = rows[0]!.id;
    const object = await json<{ dominator: string; referrers: { id: string; type: string }[] }>(
      'object',
      SAMPLE,
      foo,
    );
    expect(object.referrers).toHaveLength(1);
    expect(object.dominator).toBe(object.referrers[0]!.id);
    const list = await json<{ type: string; length: number; referents: { id: string; label: string }[] }>(
      'object',
      SAMPLE,
      object.dominator.toUpperCase(),
    );
    expect(list).toMatchObject({ type: 'list', length: 10_000 });
    expect(list.referents.map((row) => row.label)).toEqual(
      Array.from({ length: 10_000 }, (_, index) => `[${index}]`),
    );
    const graph = await json<{ nodes: { rootKind: string | null }[]; edges: { label: string }[] }>(
      'backrefs',
      SAMPLE,
      foo,
    );
    expect(graph.nodes.map((node) => node.rootKind)).toEqual([null, null, null, 'frame']);
    expect(graph.edges.map((edge) => edge.label).toSorted()).toContain('local d');
  });

  test('compared with itself nothing changed', async () => {
    expect(await json('diff', SAMPLE, SAMPLE)).toMatchObject({ by: 'type', total: 0, rows: [] });
    expect((await runInProcess(['diff', SAMPLE, SAMPLE])).out).toMatch(/^Nothing changed\./);
  });
});

describe('a heap that this Node.js writes', () => {
  let folder: string;
  let before: string;
  let after: string;
  beforeAll(() => {
    folder = mkdtempSync(path.join(tmpdir(), 'backref-v8-'));
    before = path.join(folder, 'before.heapsnapshot');
    after = path.join(folder, 'after.heapsnapshot');
    const program = `
      class Leaked { constructor(n) { this.n = { n }; } }
      globalThis.cache = [];
      const write = require('node:v8').writeHeapSnapshot;
      for (let i = 0; i < 50; i++) cache.push(new Leaked(i));
      write(${JSON.stringify(before)});
      for (let i = 0; i < 250; i++) cache.push(new Leaked(i));
      write(${JSON.stringify(after)});`;
    execFileSync(process.execPath, ['-e', program], { env: {} });
  });
  afterAll(() => rmSync(folder, { recursive: true }));

  test('types counts the instances, path finds the global that holds them', async () => {
    const { rows } = await json<TypesJson>('types', after, '--filter', 'Leaked');
    expect(rows.find((row) => row.type === 'Leaked')?.count).toBe(300);
    const instances = await json<InstancesJson>('instances', after, 'Leaked', '--limit', '3');
    const id = instances.rows[2]!.id;
    expect(id).toMatch(/^@\d+$/);
    const { path: steps } = await json<PathJson>('path', after, id.slice(1));
    expect(steps.map((step) => step.label)).toContain('.cache');
    expect(steps.at(-1)).toMatchObject({ id, type: 'Leaked' });
  });

  test('diff counts what was made in between', async () => {
    const { rows } = await json<{ rows: { type: string; countBefore: number; countDelta: number }[] }>(
      'diff',
      before,
      after,
    );
    expect(rows.find((row) => row.type === 'Leaked')).toMatchObject({ countBefore: 50, countDelta: 250 });
  });
});
