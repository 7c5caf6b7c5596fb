import { describe, expect, test } from 'vitest';
import { backrefReader } from '../../../../../shared/formats/backref/reader.ts';
import { EDGE_KIND_NAMES } from '../../../../../shared/graph/edge-kinds.ts';
import type { HeapGraph } from '../../../../../shared/graph/heap-graph.ts';
import { hasBit, NO_NODE, ROLE_NAMES, ROOT_KIND_NAMES } from '../../../../../shared/graph/heap-graph.ts';
import { labelOf } from '../../../../../shared/graph/labels.ts';
import { sample } from '../../../../fixtures/backref-sample.ts';
import { memorySource, QUIET_CONTEXT } from '../../../../fixtures/memory-source.ts';

const read = (bytes: Uint8Array, chunkBytes?: number): Promise<HeapGraph> =>
  backrefReader.read(memorySource(bytes, 'unknown', chunkBytes), QUIET_CONTEXT);

/** Edges of a node as `label → id`. */
function edgesOf(graph: HeapGraph, id: string): string[] {
  const node = graph.nodeOf(id);
  const found: string[] = [];
  for (let edge = graph.edgeStart[node]; edge < graph.edgeStart[node + 1]; edge++) {
    const weak = hasBit(graph.edgeRetains, edge) ? '' : ' (weak)';
    found.push(`${labelOf(graph, edge)} → ${graph.idOf(graph.edgeTarget[edge])}${weak}`);
  }
  return found;
}

describe('a small snapshot', () => {
  test('has its objects, types and sizes', async () => {
    const graph = await read(sample().file());
    expect(graph.nodeCount).toBe(1 + 15);
    const foo = graph.nodeOf('0x300');
    expect(graph.typeNames[graph.typeOf[foo]]).toBe('app.Foo');
    expect(graph.shallowBytesOf[foo]).toBe(48);
    expect(graph.refcountOf?.[foo]).toBe(1);
    expect(graph.lengthOf?.[graph.nodeOf('0x330')]).toBe(12345);
    expect(graph.lengthOf?.[foo]).toBeNaN();
    expect(graph.idOf(foo)).toBe('0x300');
    expect(graph.nodeOf('768')).toBe(foo);
    expect(graph.nodeOf('0x301')).toBe(NO_NODE);
    expect(graph.nodeOf('nonsense')).toBe(NO_NODE);
    expect(hasBit(graph.synthetic, 0)).toBe(true);
    expect(hasBit(graph.synthetic, foo)).toBe(false);
    const role = (id: string): string => ROLE_NAMES[graph.typeRole[graph.typeOf[graph.nodeOf(id)]]];
    expect(['0x300', '0x310', '0x200', '0x400', '0x1b00', '0x160', '0x700'].map(role)).toEqual([
      ...['instance', 'container', 'text', 'root', 'number', 'code', 'other'],
    ]);
  });

  test('has its references, each with a label that reads like code', async () => {
    const graph = await read(sample().file());
    expect(edgesOf(graph, '0x300')).toEqual(['.__dict__ → 0x310', '.__class__ → 0x160']);
    expect(edgesOf(graph, '0x310')).toEqual(["key 'val' → 0x210", "['val'] → 0x1b00"]);
    expect(edgesOf(graph, '0x330')).toEqual(["key 'k' → 0x200", "['k'] → 0x300"]);
    expect(edgesOf(graph, '0x400')).toEqual(['.__dict__ → 0x320']);
    expect(edgesOf(graph, '0x500')).toEqual(['[0] → 0x230', '[3] → 0x200']);
    expect(edgesOf(graph, '0x600')).toEqual(['element → 0x300']);
    expect(edgesOf(graph, '0x700')).toEqual(['weak referent → 0x300 (weak)']);
    expect(graph.edgeStart[graph.nodeCount]).toBe(graph.edgeCount);
  });

  test('knows whose attribute dict a dict is', async () => {
    const graph = await read(sample().file());
    const owner = (id: string): string | null => {
      const node = graph.ownerOfDict?.[graph.nodeOf(id)] ?? NO_NODE;
      return node === NO_NODE ? null : graph.idOf(node);
    };
    expect([owner('0x310'), owner('0x320'), owner('0x330')]).toEqual(['0x300', '0x400', null]);
  });

  test('has short texts of values', async () => {
    const graph = await read(sample().file());
    const preview = (id: string): string => graph.previewOf(graph.nodeOf(id));
    expect(preview('0x200')).toBe("'k'");
    expect(preview('0x230')).toBe(`'${'x'.repeat(80)}…'`);
    expect(preview('0x330')).toBe('dict of 12,345');
    expect(preview('0x1b00')).toBe('None');
    expect(preview('0x400')).toBe('app');
    expect(preview('0x300')).toBe('Foo(val=None)');
    expect(preview('0x160')).toBe('app.Foo');
  });

  test('has roots in order of preference, and finds what C holds', async () => {
    const graph = await read(sample().file());
    const { roots, strings } = graph;
    const rows = Array.from(roots.node, (node, root) => [
      ROOT_KIND_NAMES[roots.kind[root]],
      strings.get(roots.name[root]),
      graph.idOf(node),
    ]);
    // The list is referred to by nobody and has three references; Foo's class is reached; the weak reference has none.
    expect(rows).toEqual([
      ['module', 'app', '0x400'],
      ['interpreter', 'builtins.None', '0x1b00'],
      ['c-held', '3 references from C', '0x500'],
    ]);
    expect(edgesOf(graph, '0x0')).toEqual([
      ...['app → 0x400', 'builtins.None → 0x1b00', '3 references from C → 0x500'],
    ]);
  });

  test('says what it is and what was odd', async () => {
    const { facts } = await read(sample().file({ minor: 4 }));
    expect(facts).toMatchObject({
      format: 'backref',
      formatVersion: '1.4',
      producer: 'test-writer 1',
      language: 'python',
    });
    expect(facts.process).toMatchObject({
      pid: 7,
      python: '3.11.7',
      argv: [],
      rssBytes: null,
      captureSeconds: 0.5,
    });
    expect(facts.process?.threads[0].frames[0]).toEqual({
      function: 'main',
      file: '/srv/app.py',
      line: 12,
      node: NO_NODE,
    });
    expect(facts.rules).toContain('Nothing.');
    expect(facts.problems.map(({ code, count }) => [code, count])).toEqual([
      ['dict-changed', 3],
      ['dangling-references', 1],
      ['missing-roots', 1],
    ]);
  });

  test('reads the same stored, in zlib, in zstd, and in chunks of any length', async () => {
    const digest = async (codec: 0 | 1 | 2, chunkBytes: number): Promise<unknown> => {
      const graph = await read(sample(codec).file(), chunkBytes);
      return [graph.nodeCount, [...graph.edgeTarget], [...graph.edgeLabel], [...graph.shallowBytesOf]];
    };
    const expected = await digest(0, 1 << 20);
    for (const chunkBytes of [1, 7, 64]) {
      for (const codec of [0, 1, 2] as const) expect(await digest(codec, chunkBytes)).toEqual(expected);
    }
  });
});

test('kinds are numbered in the file as in the graph', () => {
  expect(EDGE_KIND_NAMES.indexOf('other')).toBe(12);
  expect(EDGE_KIND_NAMES.indexOf('weak')).toBe(11);
  expect([ROOT_KIND_NAMES[4], ROOT_KIND_NAMES[8]]).toEqual(['c-held', 'unknown']);
});
