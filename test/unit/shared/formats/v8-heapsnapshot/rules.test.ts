import { describe, expect, test } from 'vitest';
import { ephemeronTable } from '../../../../../shared/formats/v8-heapsnapshot/retaining-edges.ts';
import { className } from '../../../../../shared/formats/v8-heapsnapshot/types.ts';
import { hasBit } from '../../../../../shared/graph/heap-graph.ts';
import type { HeapGraph } from '../../../../../shared/graph/heap-graph.ts';
import { readV8, v8SnapshotText } from '../../../../fixtures/v8-snapshot.ts';
import type { NodeText } from '../../../../fixtures/v8-snapshot.ts';

/** Which edges retain, as `source>target`. */
function retaining(graph: HeapGraph): string[] {
  const found: string[] = [];
  for (let node = 0; node < graph.nodeCount; node++) {
    for (let edge = graph.edgeStart[node]!; edge < graph.edgeStart[node + 1]!; edge++) {
      if (hasBit(graph.edgeRetains, edge)) found.push(`${node}>${graph.edgeTarget[edge]}`);
    }
  }
  return found;
}

function typeNames(graph: HeapGraph): string[] {
  return Array.from({ length: graph.nodeCount }, (_, node) => graph.typeNames[graph.typeOf[node]!]!);
}

const ROOT: NodeText = { type: 'synthetic', name: '', edges: [['shortcut', 'global', 1]] };

describe('which edges retain', () => {
  test('neither weak edges, nor self edges, nor shortcuts but the root’s', async () => {
    const graph = await readV8(
      v8SnapshotText([
        ROOT,
        {
          type: 'object',
          name: 'global',
          edges: [
            ['weak', 'w', 2],
            ['property', 'self', 1],
            ['shortcut', 's', 2],
            ['property', 'p', 2],
          ],
        },
        { type: 'object', name: 'A' },
      ]),
    );
    expect(retaining(graph)).toEqual(['0>1', '1>2']);
  });

  test('a value in a WeakMap is retained by its key, not by the table', async () => {
    const name = '7 / part of key (A @5) -> value (B @9) pair in WeakMap (table @7)';
    const graph = await readV8(
      v8SnapshotText([
        { ...ROOT },
        {
          type: 'object',
          name: 'global',
          edges: [
            ['property', 'key', 2],
            ['property', 'table', 3],
          ],
        },
        { type: 'object', name: 'A', edges: [['internal', name, 4]] },
        {
          type: 'array',
          name: '',
          edges: [
            ['internal', name, 4],
            ['internal', '8 / not such a name (table @7)', 4],
          ],
        },
        { type: 'object', name: 'B' },
      ]),
    );
    expect(graph.idOf(3)).toBe('@7');
    expect(retaining(graph)).toEqual(['0>1', '1>2', '1>3', '2>4', '3>4']);
  });

  test('what the page owns is not retained by what it does not own, the root excepted', async () => {
    const graph = await readV8(
      v8SnapshotText([
        {
          type: 'synthetic',
          name: '',
          edges: [
            ['element', 1, 3],
            ['shortcut', 'window', 1],
            ['element', 2, 2],
          ],
        },
        { type: 'object', name: 'Window', edges: [['property', 'a', 2]] },
        { type: 'object', name: 'A', edges: [['property', 'w', 1]] },
        {
          type: 'synthetic',
          name: '(GC roots)',
          edges: [
            ['element', 1, 2],
            ['element', 2, 4],
          ],
        },
        {
          type: 'object',
          name: 'Debugger',
          edges: [
            ['property', 'a', 2],
            ['property', 'own', 5],
          ],
        },
        { type: 'object', name: 'Own' },
      ]),
    );
    expect(retaining(graph)).toEqual(['0>3', '0>1', '0>2', '1>2', '2>1', '3>4', '4>5']);
  });

  test('the documents’ trees make a page as well', async () => {
    const graph = await readV8(
      v8SnapshotText([
        {
          type: 'synthetic',
          name: '',
          edges: [
            ['element', 1, 1],
            ['element', 2, 2],
          ],
        },
        { type: 'synthetic', name: '(Document DOM trees)', edges: [['element', 1, 3]] },
        { type: 'synthetic', name: '(GC roots)', edges: [['element', 1, 3]] },
        { type: 'native', name: '<p>' },
      ]),
    );
    expect(retaining(graph)).toEqual(['0>1', '0>2', '1>3']);
    expect([...graph.roots.node]).toEqual([1, 2]);
  });

  test.each([
    ['3 / part of key (Foo @104675) -> value (Object @104777) pair in WeakMap (table @104775)', 104775],
    ['0 / part of key () @1) -> value () @2) @1) -> value (x @3) pair in WeakMap (table @4)', 4],
    ['0 / part of key (a @1) -> value ( @2) pair in WeakMap (table @4)', 4],
    ['x / part of key (a @1) -> value (b @2) pair in WeakMap (table @4)', -1],
    ['0 / part of key (a @1) -> value (b @2) pair in WeakMap (table @4) ', -1],
    ['0 / part of key (a\n @1) -> value (b @2) pair in WeakMap (table @4)', -1],
    ['0 / part of key (a @) -> value (b @2) pair in WeakMap (table @4)', -1],
    ['0 / part of key ( @1) -> value (b) pair in WeakMap (table @4)', -1],
    ['', -1],
  ])('the table of the edge named %j is %i', (name, table) => {
    expect(ephemeronTable(name)).toBe(table);
  });

  test('long names made to try every split are read in no time', () => {
    expect(ephemeronTable(`0 / part of key (${' @1) -> value ('.repeat(100_000)}`)).toBe(-1);
  });
});

describe('DOM nodes', () => {
  test('what detached nodes hold is detached, what attached ones hold is attached, JavaScript passes nothing on', async () => {
    const graph = await readV8(
      v8SnapshotText([
        {
          ...ROOT,
          edges: [
            ['shortcut', 'global', 1],
            ['element', 1, 3],
            ['element', 2, 5],
          ],
        },
        { type: 'native', name: '<body>', bytes: 8, dom: 1, edges: [['internal', 'child', 2]] },
        { type: 'native', name: '<p class="a">', bytes: 8, edges: [['element', 1, 4]] },
        {
          type: 'native',
          name: '<ul id="u">',
          bytes: 8,
          dom: 2,
          edges: [
            ['element', 1, 2],
            ['element', 2, 6],
            ['element', 3, 7],
            ['hidden', 4, 8],
            ['weak', 'w', 8],
          ],
        },
        { type: 'native', name: '<i>', bytes: 8 },
        { type: 'native', name: 'Event', bytes: 8 },
        { type: 'native', name: 'Text', bytes: 8 },
        { type: 'object', name: 'Wrapper', bytes: 8, edges: [['property', 'e', 5]] },
        { type: 'native', name: 'Style', bytes: 8 },
      ]),
    );
    expect(typeNames(graph).slice(1)).toEqual([
      '<body>',
      '<p>',
      'Detached <ul>',
      '<i>',
      'Event',
      'Detached Text',
      'Wrapper',
      'Style',
    ]);
    expect(graph.previewOf(3)).toBe('Detached <ul id="u">');
  });

  test.each([
    ['<div>', '<div>'],
    ['<div id="a b">', '<div>'],
    ['Detached <div id="a">', 'Detached <div>'],
    ['Detached Foo bar', 'Detached Foo bar'],
    ['Foo bar', 'Foo bar'],
  ])('the class of %j is %j', (name, expected) => {
    expect(className(name)).toBe(expected);
  });
});
