import { describe, expect, test } from 'vitest';
import { v8HeapSnapshotReader } from '../../../../../shared/formats/v8-heapsnapshot/reader.ts';
import { EDGE_KIND_NAMES, LABEL_NONE } from '../../../../../shared/graph/edge-kinds.ts';
import { NO_NODE, ROLE_NAMES, ROOT_KIND_NAMES, hasBit } from '../../../../../shared/graph/heap-graph.ts';
import type { HeapGraph } from '../../../../../shared/graph/heap-graph.ts';
import { QUIET_CONTEXT, memorySource } from '../../../../fixtures/memory-source.ts';
import {
  SMALL_V8_HEAP,
  readV8,
  v8Fixture,
  v8Snapshot,
  v8SnapshotText,
} from '../../../../fixtures/v8-snapshot.ts';
import type { NodeText } from '../../../../fixtures/v8-snapshot.ts';

function typeName(graph: HeapGraph, node: number): string | undefined {
  return graph.typeNames[graph.typeOf[node]!];
}

function edgesOf(graph: HeapGraph, node: number): unknown[] {
  const edges: unknown[] = [];
  for (let edge = graph.edgeStart[node]!; edge < graph.edgeStart[node + 1]!; edge++) {
    const label = graph.edgeLabel[edge]!;
    const kind = EDGE_KIND_NAMES[graph.edgeKind[edge]!];
    const text = kind === 'element' ? label : label === LABEL_NONE ? null : graph.strings.get(label);
    edges.push([kind, text, graph.edgeTarget[edge], hasBit(graph.edgeRetains, edge)]);
  }
  return edges;
}

/** With U+FFFD for lone surrogates, as UTF-8 has it. */
function wellFormed(text: string): string {
  return new TextDecoder().decode(new TextEncoder().encode(text));
}

describe('reading a V8 snapshot', () => {
  test('edges of all types become kinds with their labels', async () => {
    const graph = await readV8(v8SnapshotText(SMALL_V8_HEAP));
    expect(edgesOf(graph, 0)).toEqual([
      ['element', 1, 1, true],
      ['other', 'global', 2, true],
    ]);
    expect(edgesOf(graph, 1)).toEqual([['weak', 'w', 4, false]]);
    expect(edgesOf(graph, 2)).toEqual([
      ['attribute', 'foo', 3, true],
      ['element', 7000, 4, true],
      ['cell', 'outer', 4, true],
      ['internal', 'map', 5, true],
      ['internal', null, 5, true],
    ]);
  });

  test('global objects come before root groups among the roots', async () => {
    const { roots, strings } = await readV8(v8SnapshotText(SMALL_V8_HEAP));
    expect([...roots.node]).toEqual([2, 1]);
    expect([...roots.name].map((name) => strings.get(name))).toEqual(['global', '(GC roots)']);
    expect([...roots.kind].map((kind) => ROOT_KIND_NAMES[kind])).toEqual(['v8-root', 'v8-root']);
  });

  test('the bytes of an internal node with one owner are the owner’s, and it is counted no more', async () => {
    const graph = await readV8(v8SnapshotText(SMALL_V8_HEAP));
    expect(graph.shallowBytesOf[2]).toBe(24 + 80);
    expect(graph.shallowBytesOf[5]).toBe(0);
    expect([0, 1, 2, 3, 4, 5].filter((node) => hasBit(graph.uncounted!, node))).toEqual([0, 1, 5]);
    expect([0, 1, 2, 3, 4, 5].filter((node) => hasBit(graph.synthetic, node))).toEqual([0, 1]);
  });

  test('an internal node with two owners keeps its bytes', async () => {
    const graph = await readV8(
      v8SnapshotText([
        {
          type: 'synthetic',
          name: '',
          edges: [
            ['shortcut', 'a', 1],
            ['shortcut', 'b', 2],
          ],
        },
        { type: 'object', name: 'A', bytes: 8, edges: [['internal', 'elements', 3]] },
        { type: 'object', name: 'B', bytes: 8, edges: [['internal', 'elements', 3]] },
        { type: 'array', name: '', bytes: 64 },
      ]),
    );
    expect([...graph.shallowBytesOf]).toEqual([0, 8, 8, 64]);
  });

  test('types and roles by node type', async () => {
    const nodes: NodeText[] = [
      ['string', 'a', '(string)', 'text'],
      ['concatenated string', 'a', '(concatenated string)', 'text'],
      ['array', '', '(array)', 'container'],
      ['code', 'f', '(compiled code)', 'code'],
      ['hidden', 'system / Map', '(system)', 'other'],
      ['closure', 'f', 'Function', 'code'],
      ['regexp', 'a+', 'RegExp', 'text'],
      ['number', 'heap number', '(number)', 'number'],
      ['symbol', 's', '(symbol)', 'text'],
      ['object', 'Map', 'Map', 'container'],
      ['object', 'User', 'User', 'instance'],
      ['native', '<div id="x">', '<div>', 'other'],
      ['native', 'Detached <p class="a b">', 'Detached <p>', 'other'],
      ['synthetic', '(Handle scope)', '(synthetic)', 'root'],
      ['object shape', 'system / Map', '(object shape)', 'other'],
    ].map(([type = '', name = '']) => ({ type, name, bytes: 8 }));
    const graph = await readV8(v8SnapshotText([{ type: 'synthetic', name: '' }, ...nodes]));
    const seen = nodes.map((_, at) => [
      typeName(graph, at + 1),
      ROLE_NAMES[graph.typeRole[graph.typeOf[at + 1]!]!],
    ]);
    expect(seen).toEqual([
      ['(string)', 'text'],
      ['(concatenated string)', 'text'],
      ['(array)', 'container'],
      ['(compiled code)', 'code'],
      ['(system)', 'other'],
      ['Function', 'code'],
      ['RegExp', 'text'],
      ['(number)', 'number'],
      ['(symbol)', 'text'],
      ['Map', 'container'],
      ['User', 'instance'],
      ['<div>', 'other'],
      ['Detached <p>', 'other'],
      ['(synthetic)', 'root'],
      ['(object shape)', 'other'],
    ]);
  });

  test('ids are V8’s, also beyond 32 bits, and lead back to their nodes', async () => {
    const wide = v8Snapshot(SMALL_V8_HEAP);
    wide.nodes[2 + 3 * 6] = 2 ** 40 + 1;
    const graph = await readV8(JSON.stringify(wide));
    expect([0, 1, 2, 3].map((node) => graph.idOf(node))).toEqual(['@1', '@3', '@103', '@1099511627777']);
    for (let node = 0; node < graph.nodeCount; node++) expect(graph.nodeOf(graph.idOf(node))).toBe(node);
    for (const id of ['@2', '103', '0x67', '@', '@-1', '@1e3', '@0103', ' @103']) {
      expect(graph.nodeOf(id), id).toBe(NO_NODE);
    }
  });

  test('strings: escapes, surrogate pairs and lone surrogates, raw UTF-8, in chunks of any size', async () => {
    const written = String.raw`"<dummy>","","a\"b\\c\/d\n\u0041\u00e9","\ud83d\ude00!","\ud83d\ud83d\ude00","\ude00x\ud83d","ü𝒳","\u0000"`;
    const value = v8Snapshot([{ type: 'synthetic', name: '' }]);
    const text = JSON.stringify({ ...value, strings: [] }).replace('"strings":[]', `"strings":[${written}]`);
    const expected = (JSON.parse(`[${written}]`) as string[]).map(wellFormed);
    for (let chunkBytes = 1; chunkBytes < 40; chunkBytes++) {
      const { strings } = await readV8(text, chunkBytes);
      expect(Array.from({ length: strings.count }, (_, at) => strings.get(at))).toEqual(expected);
    }
  });

  test('white space between all tokens changes nothing', async () => {
    const value = v8Snapshot(SMALL_V8_HEAP);
    const plain = await readV8(JSON.stringify(value));
    for (const text of [
      JSON.stringify(value, null, 2),
      JSON.stringify(value, null, '\t').replaceAll('\n', '\r\n'),
    ]) {
      for (const chunkBytes of [1, 7, 1 << 20]) {
        const graph = await readV8(text, chunkBytes);
        expect(graph.edgeTarget).toEqual(plain.edgeTarget);
        expect(graph.shallowBytesOf).toEqual(plain.shallowBytesOf);
        expect(typeName(graph, 3)).toBe('Foo');
      }
    }
  });

  test('fields are found by name, unknown fields, types and sections are passed over', async () => {
    const value = v8Snapshot(SMALL_V8_HEAP);
    const rows = Array.from({ length: value.snapshot.node_count }, (_, node) =>
      value.nodes.slice(6 * node, 6 * node + 6),
    );
    const nodes = rows.flatMap(
      ([type, name, id, size, edges]) => [99, edges, size, id, name, 5e9, type] as number[],
    );
    const edges = value.edges.flatMap((number, at) => (at % 3 === 2 ? [4, (number / 6) * 7] : [number]));
    const meta = {
      ...value.snapshot.meta,
      node_fields: ['new', 'edge_count', 'self_size', 'id', 'name', 'wide', 'type'],
      node_types: [
        'number',
        'number',
        'number',
        'number',
        'string',
        'number',
        (value.snapshot.meta['node_types'] as unknown[])[0],
      ],
      edge_fields: ['type', 'name_or_index', 'new', 'to_node'],
    };
    const graph = await readV8(
      JSON.stringify({
        snapshot: { ...value.snapshot, meta },
        future: { a: [1, -2.5e3, { b: [[], {}, 'x\\"', null, true] }] },
        strings: value.strings,
        edges,
        nodes,
        trace_tree: [1, 2, [3, [4]]],
      }),
      3,
    );
    const plain = await readV8(JSON.stringify(value));
    expect(graph.edgeTarget).toEqual(plain.edgeTarget);
    expect(graph.shallowBytesOf).toEqual(plain.shallowBytesOf);
    expect(graph.idOf(2)).toBe('@103');
  });

  test('a snapshot of the same bytes in chunks of any size is the same', async () => {
    const bytes = v8Fixture('node24').subarray();
    const whole = await readV8(bytes, 1 << 26);
    for (const chunkBytes of [4096, 65537]) {
      const graph = await readV8(bytes, chunkBytes);
      expect(graph.edgeTarget).toEqual(whole.edgeTarget);
      expect(graph.edgeLabel).toEqual(whole.edgeLabel);
      expect(graph.strings.bytes).toEqual(whole.strings.bytes);
    }
  });

  test('a source that does not tell its length is read as well', async () => {
    const bytes = v8Fixture('node24');
    const source = { ...memorySource(bytes, 'x.heapsnapshot', 1 << 15), storedBytes: 0 };
    const graph = await v8HeapSnapshotReader.read(source, QUIET_CONTEXT);
    expect(graph.nodeCount).toBe(5500);
  });

  test('Node.js is named as the producer where it shows', async () => {
    expect((await readV8(v8Fixture('node20'))).facts.producer).toBe('V8 (Node.js)');
    expect((await readV8(v8SnapshotText(SMALL_V8_HEAP))).facts.producer).toBe('V8');
  });
});

describe('recognising', () => {
  const detect = (text: string): boolean => v8HeapSnapshotReader.detect(new TextEncoder().encode(text));

  test('snapshots, with and without white space, and the beginning of one', () => {
    expect(v8HeapSnapshotReader.detect(v8Fixture('node20').subarray(0, 1 << 16))).toBe(true);
    expect(detect(JSON.stringify(v8Snapshot(SMALL_V8_HEAP), null, 4))).toBe(true);
    expect(detect('{"snapshot":{"meta":{"node_fi')).toBe(true);
    expect(detect('{"snapshot":{')).toBe(true);
  });

  test('other JSON is none', () => {
    for (const text of [
      '',
      '{',
      '[]',
      '{"snapshot":1}',
      '{"snapshot":{"a":1}}',
      '{"snapshot":{"meta":{}}}',
      '{"a":{"snapshot":{"meta":{"node_fields":[]}}}}',
      'nodes',
    ]) {
      expect(detect(text), text).toBe(false);
    }
  });
});
