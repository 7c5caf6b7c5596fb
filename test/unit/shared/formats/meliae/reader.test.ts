import { describe, expect, test } from 'vitest';
import { analyseHeap } from '../../../../../shared/analysis/heap-analysis.ts';
import { HeapError } from '../../../../../shared/base/errors.ts';
import { meliaeReader } from '../../../../../shared/formats/meliae/reader.ts';
import { recogniseFormat } from '../../../../../shared/formats/registry.ts';
import type { HeapGraph } from '../../../../../shared/graph/heap-graph.ts';
import { NO_NODE, ROOT_KIND_NAMES } from '../../../../../shared/graph/heap-graph.ts';
import { labelOf } from '../../../../../shared/graph/labels.ts';
import { AT, MELIAE_LINES, meliaeFile, meliaeLine } from '../../../../fixtures/meliae-sample.ts';
import { memorySource, QUIET_CONTEXT } from '../../../../fixtures/memory-source.ts';
import { bytesOf, naiveRetained } from '../../../../fixtures/naive-analysis.ts';

const readBytes = (bytes: Uint8Array, chunkBytes = 1 << 20): Promise<HeapGraph> =>
  meliaeReader.read(memorySource(bytes, 'x', chunkBytes), QUIET_CONTEXT);
const readLines = (lines: readonly string[]): Promise<HeapGraph> => readBytes(meliaeFile(lines));
const graph = await readLines(MELIAE_LINES);
const hex = (address: number | bigint): string => `0x${address.toString(16)}`;
const nodeAt = (address: number | bigint, of = graph): number => of.nodeOf(hex(address));
const typeAt = (address: number | bigint, of = graph): string => of.typeNames[of.typeOf[nodeAt(address, of)]];
const previewAt = (address: number | bigint, of = graph): string => of.previewOf(nodeAt(address, of));
const arrow = (label: string, address: number | bigint): string => `${label} → ${hex(address)}`;

function references(address: number | bigint, of = graph): string[] {
  const node = nodeAt(address, of);
  return Array.from({ length: of.edgeStart[node + 1] - of.edgeStart[node] }, (_, at) => {
    const edge = of.edgeStart[node] + at;
    return `${labelOf(of, edge)} → ${of.idOf(of.edgeTarget[edge])}`;
  });
}

describe('a dump is recognised', () => {
  const recognised = (text: string): unknown => recogniseFormat(Buffer.from(text), 'x');

  test('by its first object, also in brackets', () => {
    expect(recogniseFormat(meliaeFile(), 'x.heapsnapshot')).toBe(meliaeReader);
    expect(recognised('[\n{"address": 1, "type": "int"}\n]')).toBe(meliaeReader);
    expect(recognised(' {"address":1,"type":"int"}')).toBe(meliaeReader);
  });

  test('and other JSON is not', () => {
    for (const text of [
      '{"address": "x", "type": "int"}',
      '{"type": "int"}',
      '[1]',
      '{"address": 1, "size": 2}',
    ]) {
      expect(() => recognised(text)).toThrow(/JSON file of another kind/u);
    }
  });
});

test('every object is read with its address, type, size and length', () => {
  expect(graph.nodeCount).toBe(1 + MELIAE_LINES.length);
  expect([graph.shallowBytesOf[nodeAt(AT.seven)], graph.lengthOf?.[nodeAt(AT.list)]]).toEqual([24, 5]);
  expect(graph.idOf(nodeAt(AT.high))).toBe(hex(AT.high));
  expect(typeAt(AT.high)).toBe('thread.lock');
  expect(graph.facts).toMatchObject({ format: 'meliae', language: 'python', process: null });
});

test('types have their modules; classes of one name are two, old-style instances go by their class', () => {
  expect([AT.slotted, AT.instance, AT.old, AT.list].map((address) => typeAt(address))).toEqual([
    'shop.Order',
    '__main__.Order',
    '__main__.Old',
    'list',
  ]);
});

describe('references', () => {
  test('of containers are keys, values, items and members', () => {
    expect(references(AT.mainDict).map((each) => each.split(' → ')[0])).toEqual([
      "key 'LIST'",
      "['LIST']",
      "key 'old'",
      "['old']",
      "key 'work'",
      "['work']",
      "key 'gone'",
    ]);
    expect(references(AT.list)).toEqual([
      arrow('[0]', AT.seven),
      arrow('[1]', AT.members),
      arrow('[2]', AT.slotted),
      arrow('[4]', AT.holey),
    ]);
    expect(references(AT.members)).toEqual([arrow('element', AT.seven)]);
  });

  test('of instances are slots, the attribute dict and the class', () => {
    expect(references(AT.slotted)).toEqual([
      arrow('.customer', AT.instance),
      arrow('.total', AT.seven),
      arrow('.__class__', AT.shopOrder),
    ]);
    // One of two slots has no value: which is not known.
    expect(references(AT.holey)).toEqual([arrow('reference', AT.seven), arrow('.__class__', AT.shopOrder)]);
    expect(references(AT.instance)).toEqual([
      arrow('.__dict__', AT.instanceDict),
      arrow('.__class__', AT.mainOrder),
    ]);
    expect(references(AT.old)).toEqual([arrow('.__class__', AT.oldClass), arrow('.__dict__', AT.oldDict)]);
    const owners = [AT.instanceDict, AT.oldDict, AT.mainDict, AT.shopDict].map(
      (address) => graph.ownerOfDict?.[nodeAt(address)],
    );
    expect(owners).toEqual([AT.instance, AT.old, AT.main, AT.shopOrder].map((address) => nodeAt(address)));
  });

  test('of slots that hold a dict are none to an attribute dict', async () => {
    const dict = meliaeLine({ address: 1, type: 'dict', len: 0 });
    const slotted = meliaeLine({ address: 2, type: 'Order', refs: [AT.seven, 1, AT.shopOrder] });
    const other = await readLines([...MELIAE_LINES, dict, slotted]);
    expect(references(2, other)[1]).toBe('.total → 0x1');
    expect(other.ownerOfDict?.[nodeAt(1, other)]).toBe(NO_NODE);
  });

  test('of the interpreter’s own objects have the names that their order tells', () => {
    expect(references(AT.func)).toEqual([
      arrow('.func_code', AT.code),
      arrow('.func_globals', AT.mainDict),
      arrow('reference', AT.note),
    ]);
    expect(references(AT.shopOrder)).toEqual([
      arrow('.__dict__', AT.shopDict),
      arrow('.__mro__', AT.shopMro),
    ]);
    expect(references(AT.oldClass)[1]).toBe(arrow('.__dict__', AT.oldClassDict));
  });

  test('of a dict whose references do not alternate have no names', async () => {
    const odd = await readLines([
      meliaeLine({ address: 1, type: 'dict', len: 2, refs: [2, 2] }),
      meliaeLine({ address: 2, type: 'int', value: '1' }),
    ]);
    expect(references(1, odd)).toEqual(['reference → 0x2', 'reference → 0x2']);
  });
});

test('roots are inferred, and that is said', () => {
  const roots = Array.from(graph.roots.node, (node, root) => [
    ROOT_KIND_NAMES[graph.roots.kind[root]],
    graph.strings.get(graph.roots.name[root]),
    graph.idOf(node),
  ]);
  expect(roots).toEqual([
    ['module', '__main__', hex(AT.main)],
    ['frame', 'work()', hex(AT.frame)],
    ['c-held', 'no reference to it in the dump', hex(AT.held)],
    ['c-held', 'no reference to it in the dump', hex(AT.high)],
  ]);
  expect(graph.facts.problems.map(({ code, count }) => [code, count])).toEqual([
    ['derived-roots', 4],
    ['dangling-references', 2],
    ['unknown-sizes', 1],
  ]);
});

test('retained sizes are what goes with an object, by the definition', () => {
  const analysis = analyseHeap(graph, QUIET_CONTEXT);
  expect(analysis.totals.unreachableObjects).toBe(2);
  for (let node = 1; node < graph.nodeCount; node++) {
    if (node === nodeAt(AT.cycleA) || node === nodeAt(AT.cycleB)) continue;
    expect([node, analysis.retainedBytesOf[node]]).toEqual([
      node,
      bytesOf(graph, naiveRetained(graph, new Set([node]))),
    ]);
  }
});

test('previews are values and names', async () => {
  expect(
    [AT.seven, AT.note, AT.func, AT.frame, AT.main, AT.list].map((address) => previewAt(address)),
  ).toEqual(['7', "'größe \\u202e…'", 'work()', 'work()', 'module __main__', 'list of 5']);
  expect([AT.slotted, AT.old, AT.mainOrder, AT.oldClass].map((address) => previewAt(address))).toEqual([
    'Order(customer=Order(…), total=7)',
    'Old(seven=7)',
    '__main__.Order',
    '__main__.Old',
  ]);
  const str = async (value: string, len: number): Promise<string> =>
    previewAt(1, await readLines([meliaeLine({ address: 1, type: 'str', len, value })]));
  expect(await str('"gr\\u00c3\\u00b6\\u00c3\\u009fe"', 7)).toBe("'größe'");
  expect(await str('"\\u00ff\\u00fe\\\\ \\"\\/"', 6)).toBe("'ÿþ\\\\ \"/'");
  expect(await str('""', 0)).toBe("''");
  expect(await str(`"${'x'.repeat(100)}"`, 5000)).toBe(`'${'x'.repeat(100)}…'`);
});

test('any length of chunks, order of keys, white space and brackets read the same', async () => {
  const same = async (bytes: Uint8Array, chunkBytes?: number): Promise<void> => {
    const other = await readBytes(bytes, chunkBytes);
    expect(other.edgeTarget).toEqual(graph.edgeTarget);
    expect(other.edgeLabel).toEqual(graph.edgeLabel);
    expect(other.shallowBytesOf).toEqual(graph.shallowBytesOf);
    expect(other.typeNames).toEqual(graph.typeNames);
  };
  for (const chunkBytes of [1, 13, 1000]) await same(meliaeFile(), chunkBytes);
  await same(meliaeFile().subarray(0, -1));
  const turned = MELIAE_LINES.map((line) =>
    line.replace(/^\{(.*), ("refs": \[.*\])\}$/u, '{ $2 ,\t"new": [{"a": "]}"}], $1 } ,\r'),
  );
  expect(turned[0]).toMatch(/^\{ "refs"/u);
  await same(meliaeFile(['[', ...turned, '', ']']));
  await same(meliaeFile(MELIAE_LINES.flatMap((line) => [line, line])));
});

test('lines that come again are counted', async () => {
  const twice = await readLines([
    ...MELIAE_LINES,
    MELIAE_LINES[0],
    meliaeLine({ address: AT.list, type: 'int' }),
  ]);
  expect(typeAt(AT.list, twice)).toBe('list');
  expect(twice.facts.problems.find(({ code }) => code === 'repeated-objects')?.count).toBe(2);
});

describe('a damaged file ends in one HeapError', () => {
  async function outcome(bytes: Uint8Array): Promise<string> {
    try {
      await readBytes(bytes, 1000);
      return 'read';
    } catch (error) {
      if (!(error instanceof HeapError)) return `not a HeapError: ${String(error)}`;
      expect(error.message).toMatch(/^The meliae dump [^\n]{10,200}\.$/u);
      return `${error.code}: ${error.message}`;
    }
  }
  const line = (text: string): Promise<string> => outcome(Buffer.from(`${MELIAE_LINES[0]}\n${text}\n`));

  test('cut inside of a line it ends too early', async () => {
    const whole = meliaeFile(MELIAE_LINES.slice(0, 12));
    for (let length = 1; length < whole.length; length++) {
      const isWhole = whole[length - 1] === 0x0a || whole[length] === 0x0a;
      const found = await outcome(whole.subarray(0, length));
      expect([length, found.split(':')[0]]).toEqual([length, isWhole ? 'read' : 'truncated']);
    }
  });

  test('with every third byte changed it is read or refused', async () => {
    const whole = meliaeFile();
    for (let at = 0; at < whole.length; at += 3) {
      const damaged = Buffer.from(whole);
      damaged[at] ^= 1 << (at % 8);
      expect(await outcome(damaged)).toMatch(/^(read|corrupt|truncated)/u);
    }
  });

  test('and what is wrong is said', async () => {
    const start = '{"address": 1, "type": "int"';
    expect(await line('hello')).toMatch(
      /^corrupt: .* in its objects at byte \d+: a line is no JSON object\.$/u,
    );
    expect(await line('{"type": "int"}')).toMatch(/no address or no type/u);
    expect(await line('{"address": -1, "type": "int"}')).toMatch(/a number is missing/u);
    expect(await line('{"address": 18446744073709551616, "type": "int"}')).toMatch(/more than 64 bits/u);
    expect(await line('{"address": 18446744073709551615, "type": "int"}')).toBe('read');
    expect(await line(`${start}, "size": 1${'0'.repeat(15)}}`)).toMatch(/impossibly great/u);
    expect(await line(`${start}, "refs": [1 2]}`)).toMatch(/follows an address/u);
    expect(await line(`${start}, "refs": {}}`)).toMatch(/refs are no list/u);
    expect(await line(`${start}, "more": }`)).toMatch(/a value is missing/u);
    expect(await line(`${start}} {}`)).toMatch(/something follows an object/u);
    expect(await line(`[ ${start}}`)).toMatch(/beside a bracket/u);
    expect(await line(`${start}, "type": "int`)).toMatch(/^corrupt: .*does not end in its line/u);
    expect(await line(`${start}, "more": ${'['.repeat(100_000)}`)).toMatch(
      /^corrupt: .*does not end in its line/u,
    );
  });
});

test('cancelling ends the reading', async () => {
  const cancelled = { ...QUIET_CONTEXT, cancel: { cancelled: true } };
  await expect(meliaeReader.read(memorySource(meliaeFile()), cancelled)).rejects.toMatchObject({
    code: 'cancelled',
  });
});
