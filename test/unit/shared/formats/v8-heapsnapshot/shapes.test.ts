import { describe, expect, test } from 'vitest';
import type { HeapGraph } from '../../../../../shared/graph/heap-graph.ts';
import { readV8, v8SnapshotText } from '../../../../fixtures/v8-snapshot.ts';
import type { NodeText } from '../../../../fixtures/v8-snapshot.ts';

function typeNames(graph: HeapGraph): string[] {
  return Array.from({ length: graph.nodeCount }, (_, node) => graph.typeNames[graph.typeOf[node]!]!);
}

const ROOT: NodeText = { type: 'synthetic', name: '', edges: [['shortcut', 'global', 1]] };

/** A global object that holds plain objects, each given by its properties. */
function plainObjects(shapes: readonly (readonly string[])[]): string {
  const objects = shapes.map((properties): NodeText => ({
    type: 'object',
    name: 'Object',
    bytes: 8,
    edges: properties.map((property) => ['property', property, 1] as const),
  }));
  return v8SnapshotText([ROOT, { type: 'object', name: 'global', bytes: 8 }, ...objects]);
}

async function shapesOf(shapes: readonly (readonly string[])[]): Promise<string[]> {
  return typeNames(await readV8(plainObjects(shapes))).slice(2);
}

describe('plain objects', () => {
  test('are named by properties that at least two have in common, best fit first', async () => {
    expect(await shapesOf([['a', 'b'], ['a', 'b'], ['b', 'a', 'z'], ['c'], [], ['a']])).toEqual([
      '{a, b}',
      '{a, b}',
      '{a, b}',
      'Object',
      'Object',
      'Object',
    ]);
  });

  test('of two shapes with as many properties the more frequent one is taken', async () => {
    const shapes = [
      ['a', 'b'],
      ['a', 'b'],
      ['b', 'c'],
      ['b', 'c'],
      ['b', 'c'],
      ['a', 'b', 'c'],
    ];
    expect((await shapesOf(shapes)).at(-1)).toBe('{b, c}');
  });

  test('a shape needs one in a thousand objects', async () => {
    const many = Array.from({ length: 3000 }, () => ['common']);
    const rare = [['rare'], ['rare'], ['some'], ['some'], ['some'], ['some']];
    expect((await shapesOf([...many, ...rare])).slice(3000)).toEqual([
      'Object',
      'Object',
      '{some}',
      '{some}',
      '{some}',
      '{some}',
    ]);
  });

  test('names end before 120 characters, __proto__ is left out, what would confuse is quoted', async () => {
    const long = 'l'.repeat(100);
    expect((await shapesOf([[long + long], [long + long]]))[0]).toBe(`{${long}${long}}`);
    expect((await shapesOf([[long, 'x'.repeat(30)], [long]]))[0]).toBe(`{${long}}`);
    expect(
      (
        await shapesOf([
          ['__proto__', 'a,b', `it's`],
          ['a,b', `it's`],
        ])
      )[0],
    ).toBe(`{"a,b", "it's"}`);
  });

  test('shapes of hundreds of properties and thousands of shapes are found', async () => {
    const wide = Array.from({ length: 500 }, (_, at) => `p${at}`);
    const shapes = [wide, wide, ...Array.from({ length: 1500 }, (_, at) => [`only${at}`])];
    const names = await shapesOf(shapes);
    expect(names[0]).toMatch(/^\{p0, p1, .*\}$/);
    expect(names[0]!.length).toBeLessThanOrEqual(121);
    expect(names[2]).toBe('Object');
  });
});
