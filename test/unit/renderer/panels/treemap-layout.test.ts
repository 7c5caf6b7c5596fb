import { describe, expect, test } from 'vitest';
import {
  PACKAGE_COLOURS,
  PackageColours,
  areGreatestOnly,
  cellAction,
  cellAfterKey,
  cellName,
  layOutTreemap,
  packageShares,
} from '../../../../renderer/panels/Dominators/treemap-layout.ts';
import type { TreemapCell } from '../../../../shared/protocol/rows.ts';

function cell(change: Partial<TreemapCell>): TreemapCell {
  return {
    id: '0x1',
    type: 'dict',
    package: 'builtins',
    role: 'container',
    preview: '',
    count: 1,
    shallowBytes: 10,
    retainedBytes: 10,
    cells: [],
    rest: null,
    ...change,
  };
}

const orders = cell({
  id: null,
  type: 'app.Order',
  package: 'app',
  count: 3,
  retainedBytes: 600,
  shallowBytes: 30,
});
const inner = cell({ id: '0x3', retainedBytes: 100, shallowBytes: 10 });
const owner = cell({ id: '0x2', type: 'app.Shop', package: 'app', retainedBytes: 300, cells: [inner] });
const heap = cell({
  id: null,
  type: '',
  package: '',
  retainedBytes: 1000,
  shallowBytes: 0,
  cells: [orders, owner],
});
const cells = layOutTreemap(heap, 400, 100);
const byCell = (wanted: TreemapCell) => cells.find((each) => each.cell === wanted)!;

describe('the areas of a treemap', () => {
  test('are as large as what they hold, and what has no cell stays free', () => {
    const area = ({ width, height }: { width: number; height: number }) => width * height;
    expect(area(byCell(orders)) / 40_000).toBeCloseTo(0.6, 1);
    expect(area(byCell(owner)) / 40_000).toBeCloseTo(0.3, 1);
  });

  test('lie inside those that hold them, and beside their neighbours', () => {
    const around = byCell(owner);
    const within = byCell(inner);
    expect(cells[within.parent]).toBe(around);
    expect(within.x).toBeGreaterThanOrEqual(around.x);
    expect(within.y + within.height).toBeLessThanOrEqual(around.y + around.height);
    const [one, other] = [byCell(orders), around];
    expect(one.x + one.width <= other.x || one.y + one.height <= other.y).toBe(true);
  });

  test('without room there are none, and names are cut to theirs', () => {
    expect(layOutTreemap(heap, 1, 100)).toEqual([]);
    expect(byCell(orders).label).toBe('3 × app.Order');
    expect(layOutTreemap(heap, 60, 100).every(({ label }) => label.length < 12)).toBe(true);
  });

  test('of very many the greatest are drawn as if they were all: the others would leave no room', () => {
    const many = {
      ...heap,
      cells: [orders],
      rest: { count: 99_999, retainedBytes: 1e9 },
      retainedBytes: 1e9 + 600,
    };
    expect(areGreatestOnly(many)).toBe(true);
    expect(areGreatestOnly(heap)).toBe(false);
    expect(layOutTreemap(many, 400, 100)[0]).toMatchObject({ width: 400, height: 100 });
  });

  test('hidden characters of a name are made visible', () => {
    expect(cellName(cell({ type: 'a\u202eb' }))).not.toContain('\u202e');
  });
});

describe('packages', () => {
  test('what is built in takes that of what holds it; each byte counts once', () => {
    expect(byCell(inner).package).toBe('app');
    expect(packageShares(cells)).toEqual([{ name: 'app', bytes: 900 }]);
    const bare = layOutTreemap({ ...heap, cells: [cell({ retainedBytes: 400 })] }, 400, 100);
    expect(packageShares(bare)).toEqual([{ name: '', bytes: 400 }]);
  });

  test('what is built in all the way up takes that of what fills more than half of it', () => {
    const other = cell({ id: '0x7', retainedBytes: 20 });
    const inside = cell({ id: '0x5', retainedBytes: 480, cells: [orders] });
    const full = cell({ id: '0x4', retainedBytes: 500, cells: [inside, other] });
    const half = cell({ id: '0x6', retainedBytes: 2000, cells: [orders] });
    const laid = layOutTreemap({ ...heap, retainedBytes: 3000, cells: [full, half] }, 400, 200);
    expect(laid.find((each) => each.cell === full)?.package).toBe('app');
    expect(laid.find((each) => each.cell === half)?.package).toBe('');
    expect(laid.find((each) => each.cell === other)?.package).toBe('');
  });

  test('keep their colour; none is left after the last', () => {
    const colours = new PackageColours();
    const names = Array.from({ length: PACKAGE_COLOURS }, (_, index) => `p${String(index)}`);
    expect(names.map((name) => colours.of(name))).toEqual(names.map((_, index) => index + 1));
    expect(colours.of('late')).toBe(0);
    expect(colours.of('p0')).toBe(1);
    expect(colours.of('')).toBe(0);
  });
});

describe('a click', () => {
  const at = (wanted: TreemapCell) => cellAction(cells, byCell(wanted).index, { zoom: ['0x9'] });

  test('goes into several of a type, and into an object that holds others', () => {
    expect(at(orders)).toEqual({ kind: 'zoom', zoom: ['0x9'], inside: 'app.Order' });
    expect(at(owner)).toEqual({ kind: 'zoom', zoom: ['0x9', '0x2'], inside: null });
    expect(at(inner)).toEqual({ kind: 'zoom', zoom: ['0x9', '0x2', '0x3'], inside: null });
  });

  test('opens an object that holds none', () => {
    const leaf = layOutTreemap({ ...heap, cells: [cell({ retainedBytes: 10 })] }, 400, 400);
    expect(cellAction(leaf, 0, { zoom: [] })).toEqual({ kind: 'open', id: '0x1' });
  });
});

test('keys go along, into and out of areas', () => {
  const [first, second, third] = [orders, owner, inner].map((each) => byCell(each).index) as [
    number,
    number,
    number,
  ];
  expect(cellAfterKey(cells, first, 'ArrowRight')).toBe(second);
  expect(cellAfterKey(cells, second, 'ArrowRight')).toBe(second);
  expect(cellAfterKey(cells, second, 'ArrowLeft')).toBe(first);
  expect(cellAfterKey(cells, second, 'ArrowDown')).toBe(third);
  expect(cellAfterKey(cells, first, 'ArrowDown')).toBe(first);
  expect(cellAfterKey(cells, third, 'ArrowUp')).toBe(second);
  expect(cellAfterKey(cells, first, 'End')).toBe(second);
  expect(cellAfterKey(cells, first, 'x')).toBeNull();
  expect(cellAfterKey([], 0, 'End')).toBeNull();
  expect(cellAction([], 0, { zoom: [] })).toBeNull();
});
