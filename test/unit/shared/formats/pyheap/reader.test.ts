import { describe, expect, test } from 'vitest';
import { analyseHeap } from '../../../../../shared/analysis/heap-analysis.ts';
import { pyheapReader } from '../../../../../shared/formats/pyheap/reader.ts';
import { recogniseFormat } from '../../../../../shared/formats/registry.ts';
import type { HeapGraph } from '../../../../../shared/graph/heap-graph.ts';
import { NO_NODE, ROOT_KIND_NAMES, hasBit } from '../../../../../shared/graph/heap-graph.ts';
import { labelOf } from '../../../../../shared/graph/labels.ts';
import { memorySource, QUIET_CONTEXT } from '../../../../fixtures/memory-source.ts';
import { bytesOf, naiveRetained } from '../../../../fixtures/naive-analysis.ts';
import { AT, SAMPLE } from '../../../../fixtures/pyheap-sample.ts';
import { pyheapFile, TYPES } from '../../../../fixtures/pyheap-writer.ts';
import type { PyHeapSpec } from '../../../../fixtures/pyheap-writer.ts';

const read = (spec: PyHeapSpec, chunkBytes = 1 << 20): Promise<HeapGraph> =>
  pyheapReader.read(memorySource(pyheapFile(spec), 'x', chunkBytes), QUIET_CONTEXT);
const graph = await read(SAMPLE);
const nodeAt = (address: bigint, of = graph): number => of.nodeOf(`0x${address.toString(16)}`);

/** What an object refers to, as `label → id`. */
function references(address: bigint, of = graph): string[] {
  const node = nodeAt(address, of);
  return Array.from({ length: of.edgeStart[node + 1] - of.edgeStart[node] }, (_, at) => {
    const edge = of.edgeStart[node] + at;
    return `${labelOf(of, edge)} → ${of.idOf(of.edgeTarget[edge])}`;
  });
}
const arrow = (label: string, address: bigint): string => `${label} → 0x${address.toString(16)}`;
const typeAt = (address: bigint, of = graph): string => of.typeNames[of.typeOf[nodeAt(address, of)]];

test('a dump is recognised by its first eight bytes', () => {
  const bytes = pyheapFile(SAMPLE);
  expect(recogniseFormat(bytes, 'x.backref')).toBe(pyheapReader);
  expect(pyheapReader.detect(bytes.subarray(0, 7))).toBe(false);
  expect(pyheapReader.detect(Buffer.concat([Buffer.alloc(1), bytes]))).toBe(false);
});

test('every object is read with its address, type, size and length', () => {
  expect(graph.nodeCount).toBe(1 + 3 + 25);
  expect(graph.shallowBytesOf[nodeAt(AT.local)]).toBe(72);
  expect(graph.shallowBytesOf[nodeAt(AT.held)]).toBe(0);
  expect(graph.lengthOf?.[nodeAt(AT.mainDict)]).toBe(3);
  expect(graph.lengthOf?.[nodeAt(AT.pair)]).toBe(2);
  expect(graph.lengthOf?.[nodeAt(AT.seven)]).toBeNaN();
  expect(graph.idOf(nodeAt(AT.high))).toBe('0xb400007f00000a00');
});

describe('types', () => {
  test('of one name in two modules are two', () => {
    expect([typeAt(AT.inline), typeAt(AT.withDict), typeAt(AT.pair)]).toEqual([
      'shop.Order',
      '__main__.Order',
      'tuple',
    ]);
    expect(typeAt(AT.noType)).toBe('(type at 0x7f0000000888)');
  });

  test('take the module from the class where its text is cut or its own', async () => {
    const [, , shop, ...others] = SAMPLE.objects ?? [];
    for (const text of ["<class 'shop.Ord", "<enum 'Order'>", "<class 'not.the.name'>", 'shop']) {
      const spec = { ...SAMPLE, objects: [{ ...shop, text }, ...others] };
      expect(typeAt(AT.inline, await read(spec))).toBe('shop.Order');
    }
  });

  test('are told apart by address where the dump has no texts', async () => {
    const bare = await read({ ...SAMPLE, texts: false });
    expect(typeAt(AT.inline, bare)).toBe('Order (0x7f0000000200)');
    expect(typeAt(AT.withDict, bare)).toBe('Order (0x7f0000000210)');
    expect(typeAt(AT.main, bare)).toBe('module');
  });
});

describe('references', () => {
  test('of containers are keys, values, items and members; what is not there is left out and counted', () => {
    expect(references(AT.mainDict)).toEqual([
      arrow("key 'ORDERS'", 0x7f00_0000_1010n),
      arrow("['ORDERS']", AT.ordersList),
      arrow("key 'order'", 0x7f00_0000_1020n),
      arrow("['order']", AT.withDict),
      arrow('value', AT.seven),
    ]);
    expect(references(AT.ordersList)).toEqual([
      arrow('[0]', AT.inline),
      arrow('[1]', AT.inline),
      arrow('[3]', AT.pair),
    ]);
    expect(references(AT.members)).toEqual([arrow('element', AT.seven)]);
    expect(graph.facts.problems).toContainEqual({
      code: 'dangling-references',
      count: 3,
      message: '3 references led to objects that are not in the snapshot, and are left out.',
    });
  });

  test('have the names of all attributes that are their targets', () => {
    expect(references(AT.inline)).toEqual([
      arrow('.a', AT.none),
      arrow('.value', AT.seven),
      arrow('.__class__', AT.shopOrder),
      arrow('reference', AT.members),
      arrow('.b', AT.none),
    ]);
  });

  test('to the dict with the attributes are known as such', () => {
    expect(references(AT.withDict)).toEqual([
      arrow('.__dict__', AT.attributeDict),
      arrow('.__class__', AT.mainOrder),
    ]);
    const owned = [AT.attributeDict, AT.mainDict, AT.orderDict, AT.members].map(
      (address) => graph.ownerOfDict?.[nodeAt(address)],
    );
    expect(owned).toEqual([nodeAt(AT.withDict), nodeAt(AT.main), nodeAt(AT.mainOrder), NO_NODE]);
  });

  test('to a dict of other values are not', async () => {
    const objects = (SAMPLE.objects ?? []).map((each) =>
      each.address === AT.withDict
        ? { ...each, attributes: [['__dict__', 1] as const, ['x', AT.none] as const] }
        : each,
    );
    const other = await read({ ...SAMPLE, objects });
    expect(references(AT.withDict, other)[0]).toBe(arrow('reference', AT.attributeDict));
    expect(other.ownerOfDict?.[nodeAt(AT.attributeDict, other)]).toBe(NO_NODE);
  });
});

describe('roots', () => {
  const roots = Array.from(graph.roots.node, (node, root) => [
    ROOT_KIND_NAMES[graph.roots.kind[root]],
    graph.strings.get(graph.roots.name[root]),
    graph.idOf(node),
  ]);

  test('are modules, frames, and what nothing refers to', () => {
    expect(roots).toEqual([
      ['module', '__main__', '0x7f0000000100'],
      ['frame', 'work() in thread MainThread', '0x1'],
      ['frame', '<module>() in thread MainThread', '0x2'],
      ['frame', 'run() in thread other\\u202e', '0x3'],
      ['c-held', 'no reference to it in the dump', '0x7f0000000600'],
      ['c-held', 'no reference to it in the dump', '0x7f0000000800'],
      ['c-held', 'no reference to it in the dump', '0x7f0000001000'],
    ]);
  });

  test('frames hold their locals, and a module’s frame its globals', () => {
    expect(references(1n)).toEqual([arrow('local rows', AT.local)]);
    expect(references(2n)).toEqual([arrow('.f_globals', AT.mainDict)]);
    expect(graph.previewOf(1)).toBe('work() at work.py:12');
    expect([1, 2, 3, 4].map((node) => hasBit(graph.synthetic, node))).toEqual([true, true, true, false]);
    expect(graph.facts.process?.threads.map(({ name, frames }) => [name, frames.length])).toEqual([
      ['MainThread', 2],
      ['idle', 0],
      ['other\\u202e', 1],
    ]);
  });

  test('classes of the interpreter are alive, cycles that nothing reaches are not', async () => {
    const analysis = analyseHeap(graph, QUIET_CONTEXT);
    expect(analysis.totals.unreachableObjects).toBe(2);
    const own = { address: 0x9000, type: TYPES.type, others: [0x9010], text: "<class 'list_iterator'>" };
    const tuple = { address: 0x9010, type: TYPES.tuple, content: [0x9000] };
    const alone = await read({ objects: [own, tuple] });
    expect(ROOT_KIND_NAMES[alone.roots.kind[0]]).toBe('static');
    expect(references(0x9000n, alone)).toEqual(['.__mro__ → 0x9010']);
  });
});

test('retained sizes are what goes with an object, by the definition', () => {
  const analysis = analyseHeap(graph, QUIET_CONTEXT);
  for (let node = 1; node < graph.nodeCount; node++) {
    if (node === nodeAt(AT.cycleA) || node === nodeAt(AT.cycleB)) continue;
    expect([node, analysis.retainedBytesOf[node]]).toEqual([
      node,
      bytesOf(graph, naiveRetained(graph, new Set([node]))),
    ]);
  }
});

test('any length of chunks reads the same', async () => {
  const file = pyheapFile(SAMPLE);
  for (const chunkBytes of [1, 7, 1000, file.length]) {
    const other = await read(SAMPLE, chunkBytes);
    expect(other.edgeTarget).toEqual(graph.edgeTarget);
    expect(other.edgeLabel).toEqual(graph.edgeLabel);
    expect(other.shallowBytesOf).toEqual(graph.shallowBytesOf);
  }
});

test('an object greater than the chunks is read in one piece', async () => {
  const content = Array.from({ length: 40_000 }, (_, at) => (at % 2 === 0 ? AT.seven : AT.local));
  const others = [...new Set(SAMPLE.objects?.map(({ address }) => address))];
  const big = { address: 0x9000, type: TYPES.list, content, size: 8 * content.length + 56 };
  const wide = {
    address: 0x9010,
    type: AT.shopOrder,
    others,
    attributes: others.map((address, at) => [`${'n'.repeat(3000)}${at}`, address] as const),
  };
  const read1 = await read({ ...SAMPLE, objects: [...(SAMPLE.objects ?? []), big, wide] }, 10_000);
  const node = nodeAt(0x9000n, read1);
  expect(read1.edgeStart[node + 1] - read1.edgeStart[node]).toBe(40_000);
  expect(references(0x9010n, read1)).toHaveLength(others.length);
  expect(
    references(0x9010n, read1).every((each) => each.startsWith('.nnnn') || each.startsWith('.__class__')),
  ).toBe(true);
});

test('cancelling ends the reading', async () => {
  const cancelled = { ...QUIET_CONTEXT, cancel: { cancelled: true } };
  const source = memorySource(pyheapFile(SAMPLE), 'x', 100);
  await expect(pyheapReader.read(source, cancelled)).rejects.toMatchObject({ code: 'cancelled' });
});
