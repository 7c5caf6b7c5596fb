import { expect, test } from 'vitest';
import { backrefReader } from '../../../../../shared/formats/backref/reader.ts';
import type { HeapGraph } from '../../../../../shared/graph/heap-graph.ts';
import { BackrefWriter } from '../../../../fixtures/backref-writer.ts';
import { memorySource, QUIET_CONTEXT } from '../../../../fixtures/memory-source.ts';

const STR = 0x120;
const LIST = 0x140;
const read = (writer: BackrefWriter): Promise<HeapGraph> => {
  writer.types([
    { address: STR, name: 'str' },
    { address: LIST, name: 'list' },
  ]);
  return backrefReader.read(memorySource(writer.file()), QUIET_CONTEXT);
};

test('hashes are kept for the objects whose batches have them, from the first such batch on', async () => {
  const graph = await read(
    new BackrefWriter()
      .meta()
      .objects(LIST, [{ address: 0x10 }, { address: 0x20 }])
      .objects(STR, [
        { address: 0x30, hash: 77 },
        { address: 0x40, hash: 2 ** 40 + 5 },
      ])
      .objects(LIST, [{ address: 0x50 }])
      .objects(STR, [{ address: 0x60, hash: 77 }]),
  );
  const hash = (id: string): number | undefined => graph.hashOf?.[graph.nodeOf(id)];
  expect(graph.hashOf).toHaveLength(graph.nodeCount);
  expect(['0x10', '0x20', '0x30', '0x40', '0x50', '0x60'].map(hash)).toEqual([
    ...[Number.NaN, Number.NaN, 77, 2 ** 40 + 5, Number.NaN, 77],
  ]);
});

test('a file without hashes has no column of them', async () => {
  const graph = await read(new BackrefWriter().meta().objects(LIST, [{ address: 0x10 }]));
  expect(graph.hashOf).toBeNull();
});
