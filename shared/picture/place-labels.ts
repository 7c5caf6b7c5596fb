import { bentEdge, boxOf, edgeBends, labelRect, overlaps, pointOnSpline } from './geometry.ts';
import type { Layout, PlacedEdge, Point, Rect } from './geometry.ts';
import { LABEL_HEIGHT } from './scene.ts';
import type { Scene } from './scene.ts';

const CELL = 64;
/** Where on its arrow a label is tried, best first: the middle reads best, the ends are taken by arrow heads. */
const TRIES = [0.5, 0.42, 0.58, 0.34, 0.66, 0.27, 0.73];
/** Beside the line, when it does not fit on it. */
const SIDEWAYS = [0, -LABEL_HEIGHT * 0.75, LABEL_HEIGHT * 0.75];

/** What is taken already, in square cells, so that a look costs the neighbourhood and not the picture. */
class TakenAreas {
  readonly #cells = new Map<string, Rect[]>();

  add(rect: Rect): void {
    for (const key of cellsOf(rect)) {
      const cell = this.#cells.get(key);
      if (cell === undefined) this.#cells.set(key, [rect]);
      else cell.push(rect);
    }
  }

  isFree(rect: Rect): boolean {
    for (const key of cellsOf(rect)) {
      for (const taken of this.#cells.get(key) ?? []) if (overlaps(taken, rect)) return false;
    }
    return true;
  }
}

function cellsOf(rect: Rect): string[] {
  const keys: string[] = [];
  for (let x = Math.floor(rect.left / CELL); x <= Math.floor(rect.right / CELL); x++) {
    for (let y = Math.floor(rect.top / CELL); y <= Math.floor(rect.bottom / CELL); y++)
      keys.push(`${x} ${y}`);
  }
  return keys;
}

/**
 * Arrows and labels for boxes that stand somewhere: every label where it covers neither a box nor another label, on
 * its own arrow; null where no such place is. Labels of the marked path choose first. Time about linear in the picture.
 */
export function routeEdges(scene: Scene, centres: readonly Point[]): Layout {
  const bends = edgeBends(scene);
  const routes = scene.edges.map((edge, index) =>
    bentEdge(
      scene.nodes[edge.from],
      centres[edge.from],
      scene.nodes[edge.to],
      centres[edge.to],
      bends[index],
    ),
  );
  return { nodes: centres, edges: placeLabels(scene, centres, routes), labelsOnLines: true };
}

function placeLabels(
  scene: Scene,
  centres: readonly Point[],
  routes: readonly (readonly Point[])[],
): readonly PlacedEdge[] {
  const taken = new TakenAreas();
  scene.nodes.forEach((node, index) => taken.add(boxOf(node, centres[index], 1)));
  const order = scene.edges.map((_, index) => index);
  order.sort((a, b) => Number(scene.edges[b].onPath) - Number(scene.edges[a].onPath) || a - b);
  const labels = new Array<Point | null>(order.length).fill(null);
  for (const index of order) {
    const { labelWidth } = scene.edges[index];
    const place = labelWidth === 0 ? null : freePlace(taken, routes[index], labelWidth);
    if (place === null) continue;
    labels[index] = place;
    taken.add(labelRect(place, labelWidth + 4, LABEL_HEIGHT));
  }
  return routes.map((points, index) => ({ points, label: labels[index] }));
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
