import { bentEdge, boxOf, edgeBends, labelRect, overlaps, pointOnSpline } from './geometry.ts';
import type { Layout, PlacedEdge, Point, Rect } from './geometry.ts';
import { LABEL_HEIGHT } from './scene.ts';
import type { Scene } from './scene.ts';

const CELL = 64;
/** Cells are numbered row by row; pictures are far smaller than this many cells across. */
const ROW = 1 << 20;
/** Where on its arrow a label is tried, best first: the middle reads best, the ends are taken by arrow heads. */
const TRIES = [0.5, 0.42, 0.58, 0.34, 0.66, 0.27, 0.73];
/** Beside the line, when it does not fit on it. */
const SIDEWAYS = [0, -LABEL_HEIGHT * 0.75, LABEL_HEIGHT * 0.75];
/** Pixels between a label and its arrow. */
const NEAR = 7;
const NEAR_STEPS = 40;
/** Boxes that moved further than this from where an arrow was led around others get a plain arrow instead. */
const MAX_STRETCH = 40;

/** What is taken already, in square cells, so that a look costs the neighbourhood and not the picture. */
class TakenAreas {
  readonly #cells = new Map<number, Rect[]>();

  add(rect: Rect): void {
    forEachCell(rect, (key) => {
      const cell = this.#cells.get(key);
      if (cell === undefined) this.#cells.set(key, [rect]);
      else cell.push(rect);
    });
  }

  isFree(rect: Rect): boolean {
    let free = true;
    forEachCell(rect, (key) => {
      if (free && this.#cells.get(key)?.some((taken) => overlaps(taken, rect)) === true) free = false;
    });
    return free;
  }
}

function forEachCell(rect: Rect, visit: (key: number) => void): void {
  const right = Math.floor(rect.right / CELL);
  const bottom = Math.floor(rect.bottom / CELL);
  for (let y = Math.floor(rect.top / CELL); y <= bottom; y++) {
    for (let x = Math.floor(rect.left / CELL); x <= right; x++) visit(y * ROW + x);
  }
}

/** An arrow's curve, and where its label should be if it can. */
interface Route {
  readonly points: readonly Point[];
  readonly label: Point | null;
}

/**
 * Arrows and labels for boxes that stand at `centres`: every label where it covers neither a box nor another label;
 * null where no such place is on its arrow. Labels of the marked path choose first. With a layout of the same scene in
 * `drawn`, arrows keep the curves that were led around boxes there, as long as their boxes stand about where they
 * stood. `withLabels` false leaves all labels out, for pictures in motion. Time about linear in the picture.
 */
export function routeEdges(
  scene: Scene,
  centres: readonly Point[],
  drawn: Layout | null = null,
  withLabels = true,
): Layout {
  const bends = edgeBends(scene);
  const routes = scene.edges.map((edge, index): Route => {
    const a = centres[edge.from];
    const b = centres[edge.to];
    const kept = drawn === null ? null : movedRoute(drawn, index, edge.from, a, edge.to, b);
    return (
      kept ?? {
        points: bentEdge(scene.nodes[edge.from], a, scene.nodes[edge.to], b, bends[index]),
        label: null,
      }
    );
  });
  if (withLabels) return { nodes: centres, edges: placeLabels(scene, centres, routes) };
  return { nodes: centres, edges: routes.map(({ points }) => ({ points, label: null, labelOnLine: true })) };
}

/** The drawn curve, each end moved with its box and what lies between in proportion; null when stretched too much. */
function movedRoute(drawn: Layout, edge: number, from: number, a: Point, to: number, b: Point): Route | null {
  const { points, label } = drawn.edges[edge];
  if (points.length < 4) return null;
  const first = { x: a.x - drawn.nodes[from].x, y: a.y - drawn.nodes[from].y };
  const last = { x: b.x - drawn.nodes[to].x, y: b.y - drawn.nodes[to].y };
  if (Math.hypot(last.x - first.x, last.y - first.y) > MAX_STRETCH) return null;
  const moved = (point: Point, share: number): Point => ({
    x: point.x + first.x + (last.x - first.x) * share,
    y: point.y + first.y + (last.y - first.y) * share,
  });
  const end = points.length - 1;
  // A control point next to an end moves with it, so that the arrow leaves and meets its box at the same angle.
  const share = (index: number): number => (index <= 1 ? 0 : index >= end - 1 ? 1 : index / end);
  return {
    points: points.map((point, index) => moved(point, share(index))),
    label: label && moved(label, 0.5),
  };
}

/**
 * A place for each label: as drawn where that is free and near its arrow, then on its arrow where that is free, then as
 * drawn although it is away. Those that may stay as drawn come first, because others can evade.
 */
function placeLabels(
  scene: Scene,
  centres: readonly Point[],
  routes: readonly Route[],
): readonly PlacedEdge[] {
  const taken = new TakenAreas();
  scene.nodes.forEach((node, index) => taken.add(boxOf(node, centres[index], 1)));
  const result: PlacedEdge[] = routes.map(({ points }) => ({ points, label: null, labelOnLine: true }));
  const place = (index: number, label: Point | null, labelOnLine: boolean): boolean => {
    if (label === null) return false;
    result[index] = { points: routes[index].points, label, labelOnLine };
    taken.add(labelRect(label, scene.edges[index].labelWidth + 4, LABEL_HEIGHT));
    return true;
  };
  const drawnIfFree = (index: number): Point | null => {
    const { label } = routes[index];
    return label !== null && taken.isFree(labelRect(label, scene.edges[index].labelWidth, LABEL_HEIGHT))
      ? label
      : null;
  };
  const waiting: number[] = [];
  for (const index of labelOrder(scene)) {
    const { labelWidth } = scene.edges[index];
    const near = isNear(routes[index], labelWidth);
    if (!near || !place(index, drawnIfFree(index), false)) waiting.push(index);
  }
  for (const index of waiting) {
    const { labelWidth } = scene.edges[index];
    if (place(index, freePlace(taken, routes[index].points, labelWidth), true)) continue;
    place(index, drawnIfFree(index), false);
  }
  return result;
}

/** Edges with a label, the marked path first. */
function labelOrder(scene: Scene): readonly number[] {
  const labelled = scene.edges.flatMap((edge, index) => (edge.labelWidth > 0 ? [index] : []));
  return labelled.sort((a, b) => Number(scene.edges[b].onPath) - Number(scene.edges[a].onPath) || a - b);
}

/** Whether the drawn label touches its arrow or nearly: otherwise nobody can tell whose it is. */
function isNear({ points, label }: Route, width: number): boolean {
  if (label === null) return false;
  const box = labelRect(label, width, LABEL_HEIGHT);
  for (let step = 1; step < NEAR_STEPS; step++) {
    const { x, y } = pointOnSpline(points, step / NEAR_STEPS);
    const dx = Math.max(box.left - x, 0, x - box.right);
    const dy = Math.max(box.top - y, 0, y - box.bottom);
    if (dx * dx + dy * dy <= NEAR * NEAR) return true;
  }
  return false;
}

function freePlace(taken: TakenAreas, route: readonly Point[], width: number): Point | null {
  for (const sideways of SIDEWAYS) {
    for (const t of TRIES) {
      const on = pointOnSpline(route, t);
      const place = { x: on.x, y: on.y + sideways };
      if (taken.isFree(labelRect(place, width + 4, LABEL_HEIGHT))) return place;
    }
  }
  return null;
}
