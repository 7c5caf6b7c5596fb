import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { nodeCodecs } from '../../node/worker/codecs.ts';
import { openFileByteSource } from '../../node/worker/file-byte-source.ts';
import { UNWATCHED } from '../../shared/analysis/work-context.ts';
import { EngineService } from '../../shared/engine/engine-service.ts';

/*
 * objgraph beside Backref in one process: the chains that find_backref_chain(o, is_proper_module) finds for objects held
 * in many ways. Debian's package where it is installed (apt-get install python3-objgraph); skipped, by name, where not.
 */
const ROOT = path.resolve(import.meta.dirname, '../..');
const PYTHON = '/usr/bin/python3';
const hasObjgraph = existsSync(PYTHON) && spawnSync(PYTHON, ['-c', 'import objgraph']).status === 0;

interface Planted {
  readonly id: string;
  /**
   * Objects on objgraph's chain, module and object included; and without attribute dicts and tuples of closures, which Backref folds
   * away.
   */
  readonly length: number;
  readonly folded: number;
}

describe.skipIf(!hasObjgraph)('objgraph.find_backref_chain', () => {
  let folder: string;
  const engine = new EngineService(nodeCodecs);
  let planted: Readonly<Record<string, Planted>>;

  beforeAll(async () => {
    folder = mkdtempSync(path.join(tmpdir(), 'backref-objgraph-'));
    const file = path.join(folder, 'program.backref');
    const program = path.join(ROOT, 'test/fixtures/objgraph_program.py');
    const ran = spawnSync(PYTHON, ['-B', program, file, path.join(ROOT, 'assets/agent')], {
      cwd: folder,
      encoding: 'utf8',
      env: {},
    });
    expect(ran.stderr).toBe('');
    planted = JSON.parse(ran.stdout) as Readonly<Record<string, Planted>>;
    const source = await openFileByteSource(file);
    await engine.open(source, { snapshot: 's', ...UNWATCHED });
    await source.close();
  }, 60_000);
  afterAll(() => rmSync(folder, { recursive: true }));

  test('is as long as the path from a module, for each planted object', () => {
    const ours = Object.fromEntries(
      Object.entries(planted).map(([name, { id }]) => {
        const { path: steps } = engine.call('s', 'path', { id, to: 'module' }, UNWATCHED);
        return [name, steps.length];
      }),
    );
    const theirs = Object.fromEntries(Object.entries(planted).map(([name, { folded }]) => [name, folded]));
    expect(Object.keys(theirs)).toHaveLength(16);
    expect(ours).toEqual(theirs);
  });

  test('tells lengths of several kinds, none of them "not found"', () => {
    const lengths = Object.values(planted).map(({ length }) => length);
    expect(Math.min(...lengths)).toBe(3);
    expect(Math.max(...lengths)).toBeGreaterThan(8);
  });
});
