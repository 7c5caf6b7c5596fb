import { describe, expect, test } from 'vitest';
import { HeapError } from '../../../../../shared/base/errors.ts';
import { v8HeapSnapshotReader } from '../../../../../shared/formats/v8-heapsnapshot/reader.ts';
import { QUIET_CONTEXT, memorySource } from '../../../../fixtures/memory-source.ts';
import { SMALL_V8_HEAP, readV8, v8Fixture, v8Snapshot } from '../../../../fixtures/v8-snapshot.ts';

async function failure(snapshot: Uint8Array | string, chunkBytes?: number): Promise<HeapError> {
  const error: unknown = await readV8(snapshot, chunkBytes).catch((thrown: unknown) => thrown);
  expect(error).toBeInstanceOf(HeapError);
  return error as HeapError;
}

describe('damage', () => {
  const value = v8Snapshot(SMALL_V8_HEAP);
  const changed = (change: (copy: typeof value) => void): string => {
    const copy = structuredClone(value);
    change(copy);
    return JSON.stringify(copy);
  };

  test('cut anywhere: truncated, with section and offset', async () => {
    const text = JSON.stringify(value);
    for (let length = 0; length < text.length; length++) {
      const error = await failure(text.slice(0, length), 1 + (length % 100));
      expect(error.code, text.slice(0, length)).toBe('truncated');
      expect(error.details.offset).toBe(length);
      expect(error.details.section).toBeTypeOf('string');
    }
    expect((await failure(text.slice(0, text.indexOf('"edges"') + 12))).details.section).toBe('edges');
  });

  test.each([
    ['a node type that is not listed', (copy: typeof value) => (copy.nodes[0] = 99), 'nodes'],
    ['an edge type that is not listed', (copy: typeof value) => (copy.edges[0] = 99), 'edges'],
    ['an edge that leads beyond the nodes', (copy: typeof value) => (copy.edges[2] = 6 * 6), 'edges'],
    ['an edge that leads into a node’s middle', (copy: typeof value) => (copy.edges[2] = 7), 'edges'],
    ['an edge that leads far away', (copy: typeof value) => (copy.edges[2] = 6e12), 'edges'],
    ['more edges than the nodes say', (copy: typeof value) => (copy.nodes[4] = 1), 'nodes'],
    ['fewer edges than the nodes say', (copy: typeof value) => (copy.nodes[4] = 3), 'nodes'],
    ['a node’s name that is no string', (copy: typeof value) => (copy.nodes[1] = 1000), 'nodes'],
    ['an edge’s name that is no string', (copy: typeof value) => (copy.edges[4] = 1000), 'edges'],
    ['a node too many in the header', (copy: typeof value) => (copy.snapshot.node_count = 7), 'nodes'],
    ['a node too few in the header', (copy: typeof value) => (copy.snapshot.node_count = 5), 'nodes'],
    ['an edge too many in the header', (copy: typeof value) => (copy.snapshot.edge_count = 99), 'nodes'],
    ['a negative number', (copy: typeof value) => (copy.nodes[3] = -1), 'nodes'],
    ['a fraction', (copy: typeof value) => (copy.nodes[3] = 1.5), 'nodes'],
    ['a number with an exponent', (copy: typeof value) => (copy.nodes[3] = 1e21), 'nodes'],
    ['half a row', (copy: typeof value) => copy.nodes.pop(), 'nodes'],
    ['a string that is none', (copy: typeof value) => copy.strings.push(1 as never), 'strings'],
    ['no nodes at all', (copy: typeof value) => (copy.snapshot.node_count = 0), 'snapshot'],
    ['a count that is none', (copy: typeof value) => (copy.snapshot.node_count = 1.5), 'snapshot'],
    ['a root elsewhere', (copy: typeof value) => (copy.snapshot['root_index'] = 6), 'snapshot'],
    ['no node fields', (copy: typeof value) => delete copy.snapshot.meta['node_fields'], 'snapshot'],
    [
      'a needed field missing',
      (copy: typeof value) => (copy.snapshot.meta['edge_fields'] = ['type', 'to_node']),
      'snapshot',
    ],
  ])('%s: corrupt', async (_, change, section) => {
    const error = await failure(changed(change));
    expect(error.code).toBe('corrupt');
    expect(error.details.section).toBe(section);
  });

  test.each([
    ['a section missing', (text: string) => text.replace('"edges"', '"edgez"')],
    ['a section twice', (text: string) => text.replace('"strings":[', '"later":1,"later":2,"strings":[')],
    ['nodes before what describes them', (text: string) => `{"nodes":[1],${text.slice(1)}`],
    ['something behind the end', (text: string) => `${text} x`],
    ['a missing comma', (text: string) => text.replace(',"strings"', ' "strings"')],
    ['two commas', (text: string) => text.replace('"nodes":[9,', '"nodes":[9,,')],
    ['a comma at the end', (text: string) => text.replace('],"strings"', ',],"strings"')],
    ['a letter in a number', (text: string) => text.replace('"nodes":[9,', '"nodes":[x,')],
    ['an unknown escape', (text: string) => text.replace('<dummy>', String.raw`\q`)],
    ['a broken unicode escape', (text: string) => text.replace('<dummy>', String.raw`\u12g4`)],
    ['a control character in a string', (text: string) => text.replace('<dummy>', '\u0001')],
    [
      'damage in a section that is not read',
      (text: string) => text.replace('"strings"', '"samples":[1 2],"strings"'),
    ],
    [
      'a wrong word in a section that is not read',
      (text: string) => text.replace('"strings"', '"samples":[nil],"strings"'),
    ],
  ])('%s: corrupt', async (_, damage) => {
    const error = await failure(damage(JSON.stringify(value)));
    expect(error.code).toBe('corrupt');
    expect(error.details.offset).toBeTypeOf('number');
  });

  test('a header that promises billions costs no memory', async () => {
    const before = process.memoryUsage().arrayBuffers;
    const error = await failure(changed((copy) => (copy.snapshot.node_count = 4_000_000_000)));
    expect(error.code).toBe('corrupt');
    expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(50_000_000);
    expect((await failure(changed((copy) => (copy.snapshot.node_count = 2 ** 40)))).code).toBe('too-big');
  });

  test('any one bit wrong: another valid snapshot, or a HeapError, in chunks of any size', async () => {
    const bytes = new TextEncoder().encode(JSON.stringify(value));
    let loaded = 0;
    for (let bit = 0; bit < 8 * bytes.length; bit++) {
      const flipped = bytes.slice();
      flipped[bit >> 3]! ^= 1 << (bit & 7);
      const result: unknown = await readV8(flipped, 1 + (bit % 50)).catch((error: unknown) => error);
      if (result instanceof Error) expect(result, result.stack).toBeInstanceOf(HeapError);
      else loaded++;
    }
    // Names, sizes and ids may change unnoticed; the greater part of damage is found.
    expect(loaded).toBeLessThan(4 * bytes.length);
  });

  test('cancelled while reading', async () => {
    const cancel = { cancelled: false };
    const source = memorySource(v8Fixture('node24'), 'x', 1 << 16);
    const report = (): void => {
      cancel.cancelled = source.consumed > 1 << 18;
    };
    const reading = v8HeapSnapshotReader.read(source, { ...QUIET_CONTEXT, cancel, report });
    await expect(reading).rejects.toMatchObject({ code: 'cancelled' });
  });
});
