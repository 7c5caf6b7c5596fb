import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { findPythons } from '../../node/capture/surroundings.ts';
import { nodeCodecs } from '../../node/worker/codecs.ts';
import { openFileByteSource } from '../../node/worker/file-byte-source.ts';
import { UNWATCHED } from '../../shared/analysis/work-context.ts';
import { EngineService } from '../../shared/engine/engine-service.ts';
import type { Finding, FindingKind, Findings } from '../../shared/protocol/findings-rows.ts';

/*
 * Programs that leak on purpose (test/fixtures/leaks): each plants one leak and writes down where; the first finding must
 * say so. On one Python; `BACKREF_LEAKS=all npx vitest run --project conformance leaks` takes every version found.
 */

const VERSIONS = ['3.12', '3.11', '3.13', '3.10', '3.9', '3.8', '3.14'];
const PROGRAMS = path.resolve(import.meta.dirname, '../fixtures/leaks');
const AGENT = path.resolve(import.meta.dirname, '../../assets/agent');

/** Program, kind of the first finding, type and count of what is held. */
const PLANTED: readonly (readonly [string, FindingKind, string])[] = [
  ['module_list', 'accumulation', '__main__.Order'],
  ['dict_cache', 'cache', '__main__.Page'],
  ['lru_method', 'lru-cache', 'tuple'],
  ['closure_callback', 'closure', '__main__.Sample'],
  ['event_listeners', 'bound-method', 'method'],
  ['traceback_kept', 'traceback', '__main__.Row'],
  ['thread_local', 'thread-local', '__main__.Query'],
  ['class_attribute', 'class-attribute', '__main__.Item'],
  ['cycle_del', 'garbage', '__main__.Parent'],
  ['asyncio_tasks', 'asyncio-task', '_asyncio.Task'],
  ['logging_handler', 'logging', '__main__.CallbackHandler'],
  ['c_held', 'c-held', '__main__.Frame'],
];

const PYTHONS = VERSIONS.flatMap((version) => {
  const python = findPythons(version, process.env).find(
    (each) => spawnSync(each, ['-I', '-c', ''], { timeout: 20_000 }).status === 0,
  );
  return python === undefined ? [] : [[version, python] as const];
});
const USED = process.env['BACKREF_LEAKS'] === 'all' ? PYTHONS : PYTHONS.slice(0, 1);

interface Truth {
  readonly holder: string;
  readonly path: readonly string[];
  readonly count: number | null;
}

let folder: string;
beforeAll(() => (folder = mkdtempSync(path.join(tmpdir(), 'backref-leaks-'))));
afterAll(() => rmSync(folder, { recursive: true }));

/** Runs a program; what it planted, and what the findings of its snapshot are. */
async function findingsOf(program: string, python: string): Promise<{ truth: Truth; answer: Findings }> {
  const snapshot = path.join(folder, `${program}.backref`);
  const facts = path.join(folder, `${program}.json`);
  const words = ['-I', '-B', path.join(PROGRAMS, `${program}.py`), snapshot, facts, AGENT];
  const { status, stderr } = spawnSync(python, words, { encoding: 'utf8', timeout: 60_000, cwd: folder });
  if (status !== 0) throw new Error(`${program} ended with ${String(status)}: ${stderr.slice(-1000)}`);
  const service = new EngineService(nodeCodecs);
  const source = await openFileByteSource(snapshot);
  try {
    await service.open(source, { ...UNWATCHED, snapshot: 's' });
    const answer = service.call('s', 'findings', { limit: 50, minBytes: null }, UNWATCHED);
    return { truth: JSON.parse(readFileSync(facts, 'utf8')) as Truth, answer };
  } finally {
    await source.close();
  }
}

function labelsOf({ path: steps }: Finding): string[] {
  return steps.slice(1).map(({ label }) => label);
}

if (USED.length === 0) test.skip('leaks: needs a Python 3.8–3.14', () => undefined);

describe.each(USED)('on Python %s', (_version, python) => {
  test.each(PLANTED)('%s: the first finding names holder and path', async (program, kind, type) => {
    const { truth, answer } = await findingsOf(program, python);
    const [first] = answer.findings;
    expect(first).toMatchObject({ kind, type, count: truth.count });
    expect(first!.bytes).toBeGreaterThanOrEqual(answer.threshold.bytes);
    const labels = labelsOf(first!);
    // Of one of a thousand equal cycles and of one of a thousand equal objects that C holds any will do.
    if (program === 'cycle_del' || program === 'c_held') expect(first!.holder.type).toBe(type);
    else expect(first!.holder.id).toBe(truth.holder);
    expect(labels.filter((label) => truth.path.includes(label))).toEqual(truth.path);
    expect(first!.title).not.toMatch(/undefined|null|NaN/);
  });

  test('clean: nothing is above the threshold', async () => {
    const { answer } = await findingsOf('clean', python);
    expect(answer.findings).toEqual([]);
    expect(answer.threshold.bytes).toBe(Math.max(100_000, Math.ceil(answer.heapBytes / 100)));
  });
});
