import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { openFileByteSource } from '../../../../node/worker/file-byte-source.ts';
import { analyseHeap } from '../../../../shared/analysis/heap-analysis.ts';
import { readSnapshot } from '../../../../shared/formats/read-snapshot.ts';
import { EDGE_KIND_NAMES } from '../../../../shared/graph/edge-kinds.ts';
import type { HeapGraph } from '../../../../shared/graph/heap-graph.ts';
import { hasBit, NO_NODE } from '../../../../shared/graph/heap-graph.ts';
import { QUIET_CONTEXT } from '../../../fixtures/memory-source.ts';
import { bytesOf, naiveRetained } from '../../../fixtures/naive-analysis.ts';

/*
 * Dumps that the tools themselves wrote, against counts of an independent reader. The big ones are not part of the project:
 * they lie beside it, or are passed over.
 */
const FIXTURES = join(import.meta.dirname, '../../../fixtures');
const CORPUS = join(import.meta.dirname, '../../../../../shared/corpus');
const ENDING = /\.(pyheap|meliae\.json)(\.gz)?$/u;
const PYTHON = 'python3';
/** The whole file in Python's memory, on a loaded machine. */
const TIMED = { timeout: 120_000 };

const hasPython = spawnSync(PYTHON, ['-c', 'import gzip, json'], { stdio: 'ignore' }).status === 0;
const hasCorpus = existsSync(CORPUS);
/** Name and folder of each dump. */
const dumpsIn = (folder: string): [string, string][] =>
  readdirSync(folder)
    .filter((name) => ENDING.test(name))
    .map((name) => [name, folder]);

interface Counts {
  readonly objects: number;
  readonly bytes: number;
  readonly references: number;
  readonly dangling: number;
  readonly types: Readonly<Record<string, number>>;
}

async function read(path: string): Promise<HeapGraph> {
  const source = await openFileByteSource(path);
  try {
    return await readSnapshot(source, QUIET_CONTEXT);
  } finally {
    await source.close();
  }
}

/** Counts of what is an object: not of the root, nor of frames and their locals. */
function countsOf(graph: HeapGraph): Omit<Counts, 'dangling'> {
  const counts = { objects: 0, bytes: 0, references: 0, types: {} as Record<string, number> };
  for (let node = 0; node < graph.nodeCount; node++) {
    if (hasBit(graph.synthetic, node)) continue;
    const type = graph.typeNames[graph.typeOf[node]];
    counts.objects++;
    counts.bytes += graph.shallowBytesOf[node];
    counts.references += graph.edgeStart[node + 1] - graph.edgeStart[node];
    counts.types[type] = (counts.types[type] ?? 0) + 1;
  }
  return counts;
}

async function expectEqualCounts(name: string, folder: string): Promise<void> {
  const path = join(folder, name);
  const { stdout, stderr, status } = spawnSync(PYTHON, [join(FIXTURES, 'count_dump.py'), path], {
    encoding: 'utf8',
    maxBuffer: 1 << 24,
  });
  expect([status, stderr]).toEqual([0, '']);
  const { dangling, ...expected } = JSON.parse(stdout) as Counts;
  const graph = await read(path);
  expect(countsOf(graph)).toEqual(expected);
  const problem = graph.facts.problems.find(({ code }) => code === 'dangling-references');
  // A local that is not there counts as well.
  expect((problem?.count ?? 0) >= dangling && (problem?.count ?? 0) <= dangling + 10).toBe(true);
}

describe.skipIf(!hasPython)(
  'objects, bytes, references and types are those that an independent reader counts',
  () => {
    for (const folder of ['pyheap', 'meliae']) {
      test.each(dumpsIn(join(FIXTURES, 'snapshots', folder)))('in %s', TIMED, expectEqualCounts);
    }
    test.skipIf(!hasCorpus).each(hasCorpus ? dumpsIn(CORPUS) : [['dumps beside the project', '']])(
      'in %s',
      TIMED,
      expectEqualCounts,
    );
  },
);

/** What the module `__main__` has under a name. */
function globalNamed(graph: HeapGraph, name: string): number {
  const { edgeStart, edgeKind, edgeLabel, edgeTarget, ownerOfDict } = graph;
  for (let dict = 1; dict < graph.nodeCount; dict++) {
    const owner = ownerOfDict?.[dict] ?? NO_NODE;
    if (owner === NO_NODE || graph.previewOf(owner) !== 'module __main__') continue;
    for (let edge = edgeStart[dict]; edge < edgeStart[dict + 1]; edge++) {
      const isValue = EDGE_KIND_NAMES[edgeKind[edge]] === 'value';
      if (isValue && graph.previewOf(edgeLabel[edge]) === `'${name}'`) return edgeTarget[edge];
    }
  }
  return NO_NODE;
}

describe.skipIf(!hasCorpus)('of dumps beside the project', () => {
  test('threads and classes are those of the program, and a cycle’s holder retains it', TIMED, async () => {
    const graph = await read(join(CORPUS, 'small-py311.pyheap.gz'));
    expect(countsOf(graph).types).toMatchObject({ '__main__.Order': 880, '__main__.Customer': 440 });
    expect(graph.facts.process?.threads.map(({ name }) => name)).toContain('worker-3');
    const customers = globalNamed(graph, 'CUSTOMERS');
    const retained = analyseHeap(graph, QUIET_CONTEXT).retainedBytesOf[customers];
    expect(retained).toBe(bytesOf(graph, naiveRetained(graph, new Set([customers]))));
    // Customers and orders refer to each other: by counting references alone only the list would go.
    expect(retained).toBeGreaterThan(100 * graph.shallowBytesOf[customers]);
  });
});
