import { describe, expect, test } from 'vitest';
import { backrefReader } from '../../../../../shared/formats/backref/reader.ts';
import type { HeapGraph } from '../../../../../shared/graph/heap-graph.ts';
import { NO_NODE, ROLE_NAMES, ROOT_KIND_NAMES } from '../../../../../shared/graph/heap-graph.ts';
import { labelOf } from '../../../../../shared/graph/labels.ts';
import { BackrefWriter } from '../../../../fixtures/backref-writer.ts';
import type { ObjectSpec, TypeSpec } from '../../../../fixtures/backref-writer.ts';
import { memorySource, QUIET_CONTEXT } from '../../../../fixtures/memory-source.ts';

const read = (writer: BackrefWriter): Promise<HeapGraph> =>
  backrefReader.read(memorySource(writer.file()), QUIET_CONTEXT);

const NAMES = [
  'type',
  'dict',
  'str',
  'int',
  'list',
  'module',
  'bytes',
  'bytearray',
  'function',
  'frame',
] as const;
const T = Object.fromEntries(NAMES.map((name, at) => [name, 0x100 + 16 * at])) as Record<
  (typeof NAMES)[number],
  number
>;
const BUILTINS: TypeSpec[] = NAMES.map((name) => ({ name, address: T[name] }));

const targets = (graph: HeapGraph, id: string): string[] => {
  const node = graph.nodeOf(id);
  const edges = Array.from(
    { length: graph.edgeStart[node + 1] - graph.edgeStart[node] },
    (_, at) => graph.edgeStart[node] + at,
  );
  return edges.map((edge) => `${labelOf(graph, edge)} → ${graph.idOf(graph.edgeTarget[edge])}`);
};
const heldFromC = (graph: HeapGraph): string[] =>
  [...graph.roots.node].filter((_, root) => graph.roots.kind[root] === 4).map((node) => graph.idOf(node));

describe('references', () => {
  test('of a continuation go on where the positions were', async () => {
    const writer = new BackrefWriter().meta();
    writer.objects(
      T.list,
      [{ address: 0x300 }, { address: 0x310 }],
      [{ layout: 'sequence', targets: [[0x310], [0x300, 0, 0x300]] }],
    );
    writer.objects(T.list, [{ address: 0x310 }], [{ layout: 'sequence', targets: [[0x310, 0x300]] }], true);
    writer.objects(
      T.list,
      [{ address: 0x310 }, { address: 0x300 }],
      [{ layout: 'sequence', targets: [[0x310], [0x300]] }],
      true,
    );
    const graph = await read(writer.types(BUILTINS));
    expect(targets(graph, '0x310')).toEqual([
      ...['[0] → 0x300', '[2] → 0x300', '[3] → 0x310', '[4] → 0x300', '[5] → 0x310'],
    ]);
    expect(targets(graph, '0x300')).toEqual(['[0] → 0x310', '[1] → 0x300']);
    expect(graph.nodeCount).toBe(3);
  });

  test('to a value stay when its key is gone, under no label', async () => {
    const writer = new BackrefWriter().meta().types(BUILTINS);
    writer.objects(
      T.dict,
      [{ address: 0x300 }],
      [
        {
          layout: 'mapping',
          entries: [
            [
              [0xdead, 0x300],
              [0, 0x300],
            ],
          ],
        },
      ],
    );
    expect(targets(await read(writer), '0x300')).toEqual(['value → 0x300', 'value → 0x300']);
  });

  test('lead to addresses of all 64 bits', async () => {
    const [a, b] = [0xb400_0071_2345_6780n, 0xb400_0071_2345_6781n];
    const writer = new BackrefWriter().meta().types(BUILTINS);
    writer.objects(T.list, [{ address: a }, { address: b }], [{ layout: 'sequence', targets: [[b], [a]] }]);
    const graph = await read(writer);
    expect(targets(graph, '0xb400007123456780')).toEqual(['[0] → 0xb400007123456781']);
    expect(graph.nodeOf(a.toString())).toBe(1);
  });

  test('are found for many objects, far more than roots or chunks begin with', async () => {
    const objects = Array.from({ length: 20_000 }, (_, at): ObjectSpec => ({
      address: 0x10000 + 16 * at,
      refcount: 2,
    }));
    const writer = new BackrefWriter().meta().types(BUILTINS);
    writer.objects(T.list, objects, [
      { layout: 'sequence', targets: objects.map((_, at) => [0x10000 + 16 * ((at * 7) % 20_000)]) },
    ]);
    const graph = await read(writer);
    // Each has two references and one is seen, so that each is held from C: more roots than there is room for.
    expect(graph.roots.count).toBe(20_000);
    expect(graph.edgeCount).toBe(40_000);
    expect([...graph.edgeTarget.subarray(0, 20_000)]).toEqual(objects.map((_, at) => 1 + at));
    expect([...graph.edgeTarget.subarray(20_000)]).toEqual(objects.map((_, at) => 1 + ((at * 7) % 20_000)));
    expect(graph.edgeStart[1]).toBe(20_000);
  });
});

describe('objects held from C', () => {
  test('are those that no root reaches and that have more references than were seen', async () => {
    const writer = new BackrefWriter().meta().types(BUILTINS);
    writer.objects(
      T.list,
      [
        { address: 0x300, refcount: 5 }, // a root's own: reached
        { address: 0x310, refcount: 9 }, // reached from it
        { address: 0x320, refcount: 1 }, // a cycle of garbage, all references seen
        { address: 0x330, refcount: 1 },
        { address: 0x340, refcount: 1 }, // only a weak reference leads here: one reference unseen
        { address: 0x350, refcount: 0xffff_ffff }, // immortal
        { address: 0x360, refcount: 2 }, // one of two seen
      ],
      [
        { layout: 'sequence', targets: [[0x310], [], [0x330], [0x320], [], [0x360], []] },
        { layout: 'field', label: 'ref', kind: 11, targets: [0x340, 0, 0, 0, 0, 0, 0] },
      ],
    );
    const graph = await read(writer.roots([{ address: 0x300, name: 'app', kind: 0 }]));
    expect(heldFromC(graph)).toEqual(['0x340', '0x360']);
  });

  test('count the references of instances to their class', async () => {
    const writer = new BackrefWriter().meta();
    writer.types([...BUILTINS, { address: 0x500, module: 'app', name: 'Foo', flags: 33 }]);
    writer.objects(0x500, [
      { address: 0x300, refcount: 0 },
      { address: 0x310, refcount: 0 },
    ]);
    const withClass = (refcount: number): BackrefWriter => {
      const copy = new BackrefWriter();
      copy.blocks.push(...writer.blocks);
      copy.objectCount = writer.objectCount;
      return copy.objects(T.type, [{ address: 0x500, refcount }]);
    };
    expect(heldFromC(await read(withClass(2)))).toEqual([]);
    expect(heldFromC(await read(withClass(3)))).toEqual(['0x500']);
  });

  test('are none where nothing is known of refcounts', async () => {
    const writer = new BackrefWriter()
      .meta()
      .types(BUILTINS)
      .objects(T.list, [{ address: 0x300 }]);
    const graph = await read(writer);
    expect([heldFromC(graph), graph.refcountOf, graph.lengthOf]).toEqual([[], null, null]);
  });
});

describe('roots', () => {
  test('come by kind, the main module first, kinds that are not written as unknown', async () => {
    const writer = new BackrefWriter().meta().types(BUILTINS);
    writer.objects(T.module, [{ address: 0x300 }, { address: 0x310 }, { address: 0x320 }]);
    writer.roots([
      { address: 0x300, name: 'strange', kind: 4 },
      { address: 0x300, name: 'f()', kind: 1 },
      { address: 0x310, name: 'a\u202ez', kind: 0 },
      { address: 0x320, name: '__main__', kind: 0 },
    ]);
    const { roots, strings } = await read(writer);
    const rows = Array.from(roots.kind, (kind, root) => [
      ROOT_KIND_NAMES[kind],
      strings.get(roots.name[root]),
    ]);
    expect(rows).toEqual([
      ['module', '__main__'],
      ['module', 'a\\u202ez'],
      ['frame', 'f()'],
      ['unknown', 'strange'],
    ]);
  });
});

describe('types', () => {
  test('of equal name are one, those without a row are named by address, hostile names are shown', async () => {
    const writer = new BackrefWriter().meta();
    writer.objects(0x900, [{ address: 0x300 }]).objects(0x910, [{ address: 0x310 }]);
    writer.objects(0x920, [{ address: 0x320 }]).objects(0x930, [{ address: 0x330 }]);
    writer.objects(0x940, [{ address: 0x930, preview: 'app.X' }]);
    writer.types([
      { address: 0x900, module: 'app', name: 'Foo', flags: 33 },
      { address: 0x910, module: 'app', name: 'Foo', flags: 33 },
      { address: 0x930, module: 'app', name: `X\u202e${'y'.repeat(5000)}`, flags: 33 },
      { address: 0x940, module: 'app', name: 'Meta', flags: 33 },
    ]);
    const graph = await read(writer);
    expect(graph.typeNames.map((name) => name.slice(0, 20))).toEqual([
      ...['(root)', 'app.Foo', '(type at 0x920)', 'app.X\\u202eyyyyyyyyy', 'app.Meta'],
    ]);
    expect(graph.typeNames[3].length).toBeLessThanOrEqual(500);
    expect(graph.typeOf[1]).toBe(graph.typeOf[2]);
    expect(ROLE_NAMES[graph.typeRole[4]]).toBe('code');
    expect(graph.facts.problems).toMatchObject([{ code: 'unnamed-types', count: 1 }]);
  });

  test('whose objects share an address are counted as odd, and the first is found', async () => {
    const writer = new BackrefWriter().meta().types(BUILTINS);
    writer.objects(T.list, [{ address: 0x300 }]).objects(T.dict, [{ address: 0x300 }]);
    const graph = await read(writer);
    expect(graph.nodeOf('0x300')).toBe(1);
    expect(graph.facts.problems).toMatchObject([{ code: 'duplicate-addresses', count: 1 }]);
  });
});

test("a dict that is the __dict__ of two objects is nobody's own", async () => {
  const writer = new BackrefWriter().meta().types(BUILTINS);
  writer.objects(T.dict, [{ address: 0x300 }, { address: 0x310 }]);
  writer.objects(
    T.module,
    [{ address: 0x400 }, { address: 0x410 }, { address: 0x420 }],
    [
      { layout: 'field', label: '__dict__', kind: 0, targets: [0x300, 0x300, 0x310] },
      { layout: 'field', label: '__dict__', kind: 0, targets: [0, 0, 0x310] },
    ],
  );
  const graph = await read(writer);
  expect([graph.ownerOfDict?.[1], graph.ownerOfDict?.[2]]).toEqual([NO_NODE, graph.nodeOf('0x420')]);
});

describe('previews', () => {
  const previews = async (type: number, objects: Omit<ObjectSpec, 'address'>[]): Promise<string[]> => {
    const writer = new BackrefWriter().meta().types(BUILTINS);
    writer.objects(
      type,
      objects.map((each, at) => ({ ...each, address: 0x1000 + 16 * at })),
    );
    const graph = await read(writer);
    return objects.map((_, at) => graph.previewOf(1 + at));
  };

  test('of text are quoted as Python does, and say when they were cut', async () => {
    expect(
      await previews(T.str, [
        { preview: "a'b\n", length: 4 },
        { preview: '', length: 0 },
        { preview: 'ab', length: 3 },
        { preview: '🐍é', length: 2 },
        { preview: '🐍🐍', length: 4 },
        { preview: Uint8Array.of(0x61, 0xed, 0xa0, 0x80, 0x62), length: 3 }, // a lone surrogate, surrogatepass
        { preview: 'x'.repeat(5000), length: 5000 },
        { preview: '\u202e\u2066evil', length: 6 },
      ]),
    ).toEqual([
      ...[
        `"a'b\\n"`,
        "''",
        "'ab…'",
        "'🐍é'",
        "'🐍🐍…'",
        "'a\ufffd\ufffd\ufffdb'",
        `'${'x'.repeat(117)}…'`,
        "'\\u202e\\u2066evil'",
      ],
    ]);
  });

  test('of bytes are written as Python does', async () => {
    const bytes = Uint8Array.of(0, 0x61, 0x27, 0x5c, 0x0a, 0xff);
    expect(
      await previews(T.bytes, [
        { preview: bytes, length: 6 },
        { preview: 'ab', length: 9 },
      ]),
    ).toEqual(["b'\\x00a\\'\\\\\\n\\xff'", "b'ab…'"]);
    expect(await previews(T.bytearray, [{ preview: 'ab', length: 2 }])).toEqual(["bytearray(b'ab')"]);
    const [long] = await previews(T.bytes, [{ preview: new Uint8Array(80), length: 5000 }]);
    expect(long.length).toBeLessThanOrEqual(120);
    expect(long).toMatch(/…'$/u);
  });

  test('of functions, containers, numbers', async () => {
    expect(await previews(T.function, [{ preview: 'Foo.run' }, { preview: 'f.<locals>.<lambda>' }])).toEqual([
      'Foo.run()',
      'f.<locals>.<lambda>',
    ]);
    expect(await previews(T.list, [{ length: 10000 }, { length: 0 }])).toEqual([
      'list of 10,000',
      'list of 0',
    ]);
    expect(await previews(T.int, [{ preview: '-42' }, {}])).toEqual(['-42', '']);
  });

  test('of frames say what they run, as the threads tell', async () => {
    const frames = [{ id: '0x1000', function: 'main', file: '/srv/x/app.py', line: 12 }];
    const writer = new BackrefWriter().meta({ threads: [{ ident: 1, name: 'M', frames }] }).types(BUILTINS);
    const graph = await read(writer.objects(T.frame, [{ address: 0x1000 }]));
    expect(graph.previewOf(1)).toBe('main() at app.py:12');
    expect(graph.facts.process?.threads[0].frames[0].node).toBe(1);
  });

  test('of instances show at most three attributes, from the object and from its dict', async () => {
    const writer = new BackrefWriter()
      .meta()
      .types([...BUILTINS, { address: 0x500, module: 'app', name: 'f.<locals>.Foo', flags: 33 }]);
    writer.objects(T.str, [
      { address: 0x600, preview: 'later', length: 5 },
      { address: 0x610, preview: 'v'.repeat(80), length: 80 },
    ]);
    writer.objects(T.list, [{ address: 0x620, length: 2 }]);
    writer.objects(
      0x500,
      [{ address: 0x300 }, { address: 0x310 }, { address: 0x320 }],
      [
        {
          layout: 'named',
          references: [
            [
              { kind: 1, label: 'a', target: 0x620 },
              { kind: 0, label: '__dict__', target: 0x400 },
              { kind: 1, label: 'b', target: 0x300 },
              { kind: 1, label: 'c', target: 0x620 },
            ],
            [{ kind: 1, label: '__weakref__', target: 0x620 }],
            [{ kind: 1, label: 'text', target: 0x610 }],
          ],
        },
      ],
    );
    writer.objects(T.dict, [{ address: 0x400 }], [{ layout: 'mapping', entries: [[[0x600, 0x620]]] }]);
    const graph = await read(writer);
    const preview = (id: string): string => graph.previewOf(graph.nodeOf(id));
    expect(preview('0x300')).toBe('Foo(a=list of 2, later=list of 2, b=Foo(…), …)');
    expect(preview('0x310')).toBe('Foo()');
    expect(preview('0x320')).toBe(`Foo(text='${'v'.repeat(21)}…')`);
  });
});

test('allocations are found by object, through several tables', async () => {
  const writer = new BackrefWriter().meta({ tracemalloc: true }).types(BUILTINS);
  writer.objects(T.list, [{ address: 0x300 }, { address: 0x310 }, { address: 0x320 }]);
  const frames = [
    { file: 'a.py', line: 3 },
    { file: 'b\u202e.py', line: 7 },
  ];
  writer.allocations({ frames, stacks: [[0], [1, 0]], objects: [{ address: 0x310, stack: 1 }] });
  writer.allocations({
    frames: [{ file: 'c.py', line: 9 }],
    stacks: [[0]],
    objects: [
      { address: 0x320, stack: 0 },
      { address: 0xdead, stack: 0 },
    ],
  });
  const graph = await read(writer);
  expect(graph.allocationOf(1)).toEqual([]);
  expect(graph.allocationOf(2)).toEqual([
    { file: 'b\\u202e.py', line: 7 },
    { file: 'a.py', line: 3 },
  ]);
  expect(graph.allocationOf(3)).toEqual([{ file: 'c.py', line: 9 }]);
  expect(graph.allocationOf(0)).toEqual([]);
});
