import { makeBodies, makeSimulation, separateBodies } from './forces.ts';
import type { Layout, Point } from './geometry.ts';
import { routeEdges } from './place-labels.ts';
import type { Scene } from './scene.ts';

const MAX_GAP = 150;
const GAP_AIR = 46;
const ROW_AIR = 18;
/** Between the parts of a column that was too high. */
const PART_AIR = 30;
const ASPECT = 1.5;
const MIN_ROWS = 14;
const TICKS = 220;

/**
 * First places by depth: a column for each step from the start (to its left for holders, to its right for what it
 * holds), in a column the order of the neighbours before it, so that arrows cross little. O(n log n + edges).
 */
export function columnPositions(scene: Scene): Point[] {
  const columns: number[][] = [];
  scene.nodes.forEach((node, index) => {
    (columns[node.depth] ??= []).push(index);
  });
  const neighbours = scene.nodes.map((): number[] => []);
  for (const { from, to } of scene.edges) {
    neighbours[from].push(to);
    neighbours[to].push(from);
  }
  const places = new Array<Point>(scene.nodes.length).fill({ x: 0, y: 0 });
  const gaps = columnGaps(scene);
  const side = scene.direction === 'referrers' ? -1 : 1;
  const rows = rowsFor(scene);
  let edge = 0;
  columns.forEach((column, depth) => {
    if (depth > 0) edge += side * ((gaps.get(depth) ?? 0) + GAP_AIR);
    const order = columnOrder(scene, column, neighbours, places, depth);
    // A column too high for the picture becomes several, filled row by row to keep the order from top to bottom.
    const parts = Math.ceil(order.length / rows);
    for (let part = 0; part < parts; part++) {
      const members = order.filter((_, position) => position % parts === part);
      const width = Math.max(...members.map((index) => scene.nodes[index].width));
      placeColumn(scene, members, edge + (side * width) / 2, places);
      edge += side * (width + (part < parts - 1 ? PART_AIR : 0));
    }
  });
  return places;
}

/** How many boxes make a column so high that the whole is about ASPECT times as wide as high. */
function rowsFor(scene: Scene): number {
  const area = scene.nodes.reduce((sum, node) => sum + (node.width + PART_AIR) * (node.height + ROW_AIR), 0);
  const height = Math.sqrt(area / ASPECT);
  return Math.max(MIN_ROWS, Math.round((height * scene.nodes.length) / heightOf(scene)));
}

function heightOf(scene: Scene): number {
  return scene.nodes.reduce((sum, node) => sum + node.height + ROW_AIR, 0);
}

/** For each depth, the room that labels between it and the depth before want. */
function columnGaps(scene: Scene): Map<number, number> {
  const gaps = new Map<number, number>();
  for (const edge of scene.edges) {
    const depth = Math.max(scene.nodes[edge.from].depth, scene.nodes[edge.to].depth);
    gaps.set(depth, Math.min(MAX_GAP, Math.max(gaps.get(depth) ?? 0, edge.labelWidth)));
  }
  return gaps;
}

/** A column's boxes in the order of the mean places of their neighbours nearer to the start. */
function columnOrder(
  scene: Scene,
  column: readonly number[],
  neighbours: readonly (readonly number[])[],
  places: readonly Point[],
  depth: number,
): readonly number[] {
  const wanted = new Map<number, number>();
  for (const index of column) {
    const before = neighbours[index].filter((other) => scene.nodes[other].depth < depth);
    const sum = before.reduce((total, other) => total + places[other].y, 0);
    wanted.set(index, before.length === 0 ? 0 : sum / before.length);
  }
  return [...column].sort((a, b) => (wanted.get(a) ?? 0) - (wanted.get(b) ?? 0) || a - b);
}

function placeColumn(scene: Scene, order: readonly number[], x: number, places: Point[]): void {
  const height = order.reduce((total, index) => total + scene.nodes[index].height + ROW_AIR, -ROW_AIR);
  let top = -height / 2;
  for (const index of order) {
    places[index] = { x, y: top + scene.nodes[index].height / 2 };
    top += scene.nodes[index].height + ROW_AIR;
  }
}

/**
 * A force layout (d3-force) that has come to rest: boxes do not overlap, labels cover nothing. The same scene gives the
 * same layout. About 0.4 s for 300 nodes; for pictures without Graphviz and as the window's first places.
 */
export function layoutForce(scene: Scene): Layout {
  const bodies = makeBodies(scene, columnPositions(scene));
  makeSimulation(scene, bodies, 'loose').tick(TICKS);
  separateBodies(bodies);
  return routeEdges(
    scene,
    bodies.map(({ x, y }) => ({ x, y })),
  );
}
