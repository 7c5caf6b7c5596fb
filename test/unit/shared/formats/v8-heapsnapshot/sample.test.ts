import { readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import { expect, test } from 'vitest';
import { analyseHeap } from '../../../../../shared/analysis/heap-analysis.ts';
import { UNWATCHED } from '../../../../../shared/analysis/work-context.ts';
import { readV8 } from '../../../../fixtures/v8-snapshot.ts';

test('the sample’s ten thousand Foo are held by one Array in one Map', async () => {
  const stored = readFileSync(new URL('../../../../../assets/samples/leak.heapsnapshot.gz', import.meta.url));
  expect(stored.length).toBeLessThan(1_000_000);
  const graph = await readV8(new Uint8Array(gunzipSync(stored)));
  const { dominatorOf, types } = analyseHeap(graph, UNWATCHED);
  const foo = graph.typeNames.indexOf('Foo');
  expect(types.countOf[foo]).toBe(10_000);
  const holders = new Set(
    [...graph.typeOf.keys()].filter((node) => graph.typeOf[node] === foo).map((node) => dominatorOf[node]!),
  );
  expect([...holders].map((node) => graph.typeNames[graph.typeOf[node]!])).toEqual(['Array']);
  const [list] = holders;
  // Between the two stands the Map's own table, whose bytes are the Map's.
  const table = dominatorOf[list!]!;
  expect(graph.shallowBytesOf[table]).toBe(0);
  expect(graph.typeNames[graph.typeOf[dominatorOf[table]!]!]).toBe('Map');
});
