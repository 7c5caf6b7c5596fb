import { expect, it } from 'vitest';
import { outlineOf } from '../../../../renderer/graph/outline.ts';
import { buildScene } from '../../../../shared/picture/scene.ts';
import { edge, graphOf, layeredGraph, node, shopGraph } from '../../shared/picture/example-graph.ts';

it('has every box of the picture once, below its nearest way to the start', () => {
  const scene = buildScene(shopGraph());
  const rows = outlineOf(scene);
  // The list that the Ledger holds does not hold anything shown, so no walk over holders meets it.
  expect(rows).toHaveLength(scene.nodes.length - 1);
  expect(new Set(rows.map((row) => row.node.key)).size).toBe(rows.length);
  const text = rows.map((row) => `${'  '.repeat(row.level - 1)}${row.label} ${row.node.title}`.trimEnd());
  expect(text.slice(0, 6)).toEqual([
    ' Order',
    '  [1] list',
    '    .orders Buyer',
    "      ['buyer-1234'] dict",
    '      cell contents cell',
    '        closure […] 3,000 × function',
  ]);
});

it('counts brothers and says what can be opened', () => {
  const rows = outlineOf(
    buildScene(
      graphOf(
        [node('0x0', 'A', 0), node('0x1', 'B', 1, { hidden: 4 }), node('0x2', 'C', 1), node('0x3', 'D', 2)],
        [
          edge('0x1', '0x0', '.b'),
          edge('0x2', '0x0', '.c'),
          edge('0x3', '0x2', '.d'),
          edge('0x0', '0x3', '.circle'),
        ],
      ),
    ),
  );
  expect(
    rows.map((row) => [row.node.title, row.position, row.siblings, row.expanded, row.parentKey]),
  ).toEqual([
    ['A', 1, 1, true, null],
    ['B', 1, 2, false, '0x0'],
    ['C', 2, 2, true, '0x0'],
    ['D', 1, 1, null, '0x2'],
  ]);
});

it('walks large graphs', () => {
  expect(outlineOf(buildScene(layeredGraph(1500, 100)))).toHaveLength(1500);
});
