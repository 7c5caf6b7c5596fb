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

function placeLabels(
  scene: Scene,
  centres: readonly Point[],
  routes: readonly Route[],
): readonly PlacedEdge[] {
  const taken = new TakenAreas();
  scene.nodes.forEach((node, index) => taken.add(boxOf(node, centres[index], 1)));
  const order = scene.edges.map((_, index) => index);
  order.sort((a, b) => Number(scene.edges[b].onPath) - Number(scene.edges[a].onPath) || a - b);
  const result: PlacedEdge[] = routes.map(({ points }) => ({ points, label: null, labelOnLine: true }));
  for (const index of order) {
    const { labelWidth } = scene.edges[index];
    if (labelWidth === 0) continue;
    const { points, label } = routes[index];
    const asDrawn = label !== null && taken.isFree(labelRect(label, labelWidth, LABEL_HEIGHT));
    const place = asDrawn ? label : freePlace(taken, points, labelWidth);
    if (place === null) continue;
    result[index] = { points, label: place, labelOnLine: !asDrawn };
    taken.add(labelRect(place, labelWidth + 4, LABEL_HEIGHT));
  }
  return result;
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
