import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gunzipSync, gzipSync } from 'node:zlib';
import { afterAll, describe, expect, test } from 'vitest';
import { nodeCodecs } from '../../node/worker/codecs.ts';
import { openFileByteSource } from '../../node/worker/file-byte-source.ts';
import { NEVER_CANCELLED } from '../../shared/base/cancellation.ts';
import { HEAP_ERROR_CODES, HeapError } from '../../shared/base/errors.ts';
import { EngineService } from '../../shared/engine/engine-service.ts';
import { readSnapshot } from '../../shared/formats/read-snapshot.ts';
import { FORMAT_READERS } from '../../shared/formats/registry.ts';
import { EDGE_KIND_NAMES, LABEL_NONE, LABEL_SPACE } from '../../shared/graph/edge-kinds.ts';
import type { HeapGraph } from '../../shared/graph/heap-graph.ts';
import { hasBit, NO_NODE, ROLE_NAMES, ROOT_KIND_NAMES } from '../../shared/graph/heap-graph.ts';
import { zstdStored } from '../fixtures/backref-writer.ts';
import { memorySource, QUIET_CONTEXT } from '../fixtures/memory-source.ts';
import { digestOf } from './digest.ts';
import { CONFORMANCE_FORMATS } from './formats.ts';

const SNAPSHOTS = join(import.meta.dirname, '../fixtures/snapshots');
const CUTS = 20;
const FLIPS = 200;
const MAX_DIGEST_LINES = 60;

const scratch = mkdtempSync(join(tmpdir(), 'backref-conformance-'));
afterAll(() => rmSync(scratch, { recursive: true, force: true }));

const read = (bytes: Uint8Array): Promise<HeapGraph> => readSnapshot(memorySource(bytes), QUIET_CONTEXT);

async function readFile(name: string, bytes: Uint8Array): Promise<HeapGraph> {
  const path = join(scratch, name);
  writeFileSync(path, bytes);
  const source = await openFileByteSource(path);
  try {
    return await readSnapshot(source, QUIET_CONTEXT);
  } finally {
    await source.close();
  }
}

/** `read`, or the code of the HeapError; anything else that is thrown fails the test. */
async function outcome(bytes: Uint8Array): Promise<string> {
  try {
    await read(bytes);
    return 'read';
  } catch (error) {
    if (!(error instanceof HeapError)) throw error;
    expect(error.message).toMatch(/^[^\n]{10,300}\.$/u);
    return error.code;
  }
}

test('every format has fixtures here', () => {
  expect(CONFORMANCE_FORMATS.map(({ format }) => format)).toEqual(FORMAT_READERS.map(({ format }) => format));
});

for (const { format, folder, ending, checksums, laterVersion } of CONFORMANCE_FORMATS) {
  const endings = [ending, `${ending}.gz`];
  const names = readdirSync(join(SNAPSHOTS, folder)).filter((name) =>
    endings.some((each) => name.endsWith(each)),
  );

  describe(format, () => {
    test('has a fixture', () => expect(names.length).toBeGreaterThan(0));

    describe.each(names)('%s', (name) => {
      const path = join(SNAPSHOTS, folder, name);
      const stored = readFileSync(path);
      const bytes = name.endsWith('.gz') ? gunzipSync(stored) : stored;

      test('is recognised by content and reads as its digest says', async () => {
        const graph = await read(bytes);
        expect(graph.facts.format).toBe(format);
        const digest = digestOf(graph);
        expect(digest.split('\n').length).toBeLessThanOrEqual(MAX_DIGEST_LINES + 1);
        await expect(digest).toMatchFileSnapshot(`${path}.digest.txt`);
      });

      test('is a sound graph', async () => expectSound(await read(bytes)));

      test('has the sums that the engine tells', async () => {
        const graph = await read(bytes);
        const engine = new EngineService(nodeCodecs);
        const info = await engine.open(memorySource(bytes), {
          ...QUIET_CONTEXT,
          cancel: NEVER_CANCELLED,
          snapshot: 's',
        });
        const uncounted = graph.uncounted ?? graph.synthetic;
        const nodes = [...graph.typeOf.keys()].filter((node) => !hasBit(uncounted, node));
        expect(info.objects).toBe(nodes.length);
        expect(info.shallowBytes).toBe(nodes.reduce((sum, node) => sum + graph.shallowBytesOf[node], 0));
        expect(info.types).toBe(new Set(nodes.map((node) => graph.typeOf[node])).size);
        expect(info.unreachable.objects).toBeLessThan(info.objects);
      });

      test('reads the same out of gzip and zstd', async () => {
        const digest = digestOf(await read(bytes));
        expect(digestOf(await readFile('wrapped', gzipSync(bytes, { level: 1 })))).toBe(digest);
        expect(digestOf(await readFile('wrapped', zstdStored(bytes)))).toBe(digest);
      });

      test('cut anywhere ends in one sentence', async () => {
        for (let cut = 0; cut < CUTS; cut++) {
          const length = cut < 5 ? cut * 3 : Math.floor((bytes.length * (cut - 4)) / (CUTS - 4)) - 1;
          const allowed = cut < 5 ? ['truncated', 'not-recognised'] : ['truncated', 'corrupt'];
          expect(allowed, `cut at ${length}`).toContain(await outcome(bytes.subarray(0, length)));
        }
      });

      test('with any bit flipped it is read or refused, never worse', async () => {
        const next = random(20_261_122);
        for (let flip = 0; flip < FLIPS; flip++) {
          const at = next(bytes.length);
          const damaged = Uint8Array.from(bytes);
          damaged[at] ^= 1 << next(8);
          const allowed = HEAP_ERROR_CODES.filter((code) => code !== 'internal' && code !== 'cancelled');
          expect([...allowed, ...(checksums ? [] : ['read'])], `byte ${at}`).toContain(
            await outcome(damaged),
          );
        }
      });

      test.skipIf(laterVersion === null)('of a later version is too new', async () => {
        if (laterVersion !== null) expect(await outcome(laterVersion(bytes))).toBe('too-new');
      });
    });
  });
}

/** Park and Miller's generator, as numbers below `limit`. */
function random(seed: number): (limit: number) => number {
  let state = seed;
  return (limit) => (state = (state * 48271) % 2147483647) % limit;
}

/** Everything that HeapGraph promises. */
function expectSound(graph: HeapGraph): void {
  const { nodeCount, edgeCount, edgeStart, roots } = graph;
  const lengths = [graph.typeOf, graph.shallowBytesOf, graph.ownerOfDict, graph.lengthOf, graph.refcountOf];
  for (const column of lengths) expect(column?.length ?? nodeCount).toBe(nodeCount);
  for (const column of [graph.edgeTarget, graph.edgeKind, graph.edgeLabel])
    expect(column).toHaveLength(edgeCount);
  expect([edgeStart.length, edgeStart[0], edgeStart[nodeCount]]).toEqual([nodeCount + 1, 0, edgeCount]);
  expect(edgeStart.every((start, node) => node === 0 || start >= edgeStart[node - 1])).toBe(true);
  expect(graph.edgeTarget.every((target) => target < nodeCount)).toBe(true);
  expect(graph.edgeKind.every((kind) => kind < EDGE_KIND_NAMES.length)).toBe(true);
  expect(graph.typeOf.every((type) => type < graph.typeNames.length)).toBe(true);
  expect(graph.typeRole.every((role) => role < ROLE_NAMES.length)).toBe(true);
  expect(graph.typeRole).toHaveLength(graph.typeNames.length);
  expect(new Set(graph.typeNames).size).toBe(graph.typeNames.length);
  expect(graph.shallowBytesOf.every((bytes) => bytes >= 0 && Number.isSafeInteger(bytes))).toBe(true);
  expect(graph.ownerOfDict?.every((owner) => owner === NO_NODE || owner < nodeCount) ?? true).toBe(true);
  expect(badLabels(graph)).toBe(0);
  expect(hasBit(graph.synthetic, 0)).toBe(true);
  expect(graph.shallowBytesOf[0]).toBe(0);
  const rootTargets = new Set(graph.edgeTarget.subarray(0, edgeStart[1]));
  expect([...roots.node.subarray(0, roots.count)].every((node) => rootTargets.has(node))).toBe(true);
  expect(roots.kind.every((kind) => kind < ROOT_KIND_NAMES.length)).toBe(true);
  for (let node = 0; node < nodeCount; node += 97) {
    expect(graph.nodeOf(graph.idOf(node))).toBe(node);
    expect(graph.previewOf(node)).toMatch(/^[^\p{Cc}\u2028\u2029\u202a-\u202e\u2066-\u2069]{0,120}$/u);
  }
}

/** Labels out of the range that their kind gives them. */
function badLabels(graph: HeapGraph): number {
  return graph.edgeLabel.filter((label, edge) => {
    const space = LABEL_SPACE[EDGE_KIND_NAMES[graph.edgeKind[edge]]];
    if (label === LABEL_NONE || space === 'position') return false;
    return label >= (space === 'string' ? graph.strings.count : graph.nodeCount);
  }).length;
}
