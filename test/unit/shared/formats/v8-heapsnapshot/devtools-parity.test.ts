import { createHash } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { UNWATCHED } from '../../../../../shared/analysis/work-context.ts';
import { analyseHeap } from '../../../../../shared/analysis/heap-analysis.ts';
import { randomV8Snapshot } from '../../../../fixtures/random-v8-snapshot.ts';
import { devToolsNumbers, readV8, v8Fixture } from '../../../../fixtures/v8-snapshot.ts';

interface StoredNumbers {
  readonly nodes: number;
  readonly retainedDigest: string;
  readonly retainedSample: Readonly<Record<string, number>>;
  readonly groups: readonly (readonly [name: string, count: number, shallow: number, retained: number])[];
}

/** Groups by name; `retained` is null where DevTools has several of one name, for what they hold together it does not say. */
function groupsByName(
  groups: StoredNumbers['groups'],
): Map<string, readonly [number, number, number | null]> {
  const byName = new Map<string, readonly [number, number, number | null]>();
  for (const [name, count, shallow, retained] of groups) {
    const known = byName.get(name);
    byName.set(
      name,
      known === undefined ? [count, shallow, retained] : [known[0] + count, known[1] + shallow, null],
    );
  }
  return byName;
}

describe('numbers equal to those of Chrome DevTools', () => {
  test.each(['chrome156', 'node20', 'node24'] as const)('%s: every node’s retained bytes', async (name) => {
    const expected = devToolsNumbers(name) as StoredNumbers;
    const { retainedBytesOf } = analyseHeap(await readV8(v8Fixture(name)), UNWATCHED);
    for (const [node, bytes] of Object.entries(expected.retainedSample)) {
      expect(retainedBytesOf[Number(node)], `node ${node}`).toBe(bytes);
    }
    expect(retainedBytesOf).toHaveLength(expected.nodes);
    const bytes = new Uint8Array(
      retainedBytesOf.buffer,
      retainedBytesOf.byteOffset,
      retainedBytesOf.byteLength,
    );
    expect(createHash('sha256').update(bytes).digest('hex')).toBe(expected.retainedDigest);
  });

  test.each(['chrome156', 'node20', 'node24'] as const)('%s: every group of Summary', async (name) => {
    const expected = groupsByName((devToolsNumbers(name) as StoredNumbers).groups);
    const analysis = analyseHeap(await readV8(v8Fixture(name)), UNWATCHED);
    const totals = analysis.namedTypeTotals();
    const ours = new Map(
      totals.names.map((type, at) => {
        const isOne = expected.get(type)?.[2] !== null;
        return [type, [totals.count[at], totals.shallowBytes[at], isOne ? totals.retainedBytes[at] : null]];
      }),
    );
    expect(Object.fromEntries(ours)).toEqual(Object.fromEntries(expected));
    expect(new Set(analysis.graph.typeNames).size).toBe(analysis.graph.typeNames.length);
  });

  test('400 random heaps: class, own bytes, retained bytes and dominator of every node', async () => {
    const expected = devToolsNumbers('random') as readonly string[];
    expect(expected).toHaveLength(400);
    for (const [seed, digest] of expected.entries()) {
      const graph = await readV8(randomV8Snapshot(seed), 1 + (seed % 97) * 31);
      const { dominatorOf, retainedBytesOf } = analyseHeap(graph, UNWATCHED);
      const lines = Array.from({ length: graph.nodeCount }, (_, node) =>
        [
          graph.typeNames[graph.typeOf[node]!],
          graph.shallowBytesOf[node],
          retainedBytesOf[node],
          node === 0 ? -1 : dominatorOf[node],
        ].join('|'),
      );
      const ours = createHash('sha256').update(lines.join('\n')).digest('hex').slice(0, 16);
      expect(ours, `random heap ${seed}`).toBe(digest);
    }
  });
});
