import type { Scene, SceneNode } from './scene.ts';

export interface Point {
  readonly x: number;
  readonly y: number;
}

/** By its corners; y grows downwards. */
export interface Rect {
  readonly left: number;
  readonly top: number;
  readonly right: number;
  readonly bottom: number;
}

/** An arrow's place. */
export interface PlacedEdge {
  /** A cubic Bézier spline: 3n + 1 control points from holder to held. */
  readonly points: readonly Point[];
  /** Centre of the label; null where there is no room for it. */
  readonly label: Point | null;
  /** Whether the label interrupts its line (and needs a ground) instead of standing beside it. */
  readonly labelOnLine: boolean;
}

/** Places for a scene: `nodes[i]` is the centre of scene.nodes[i], `edges[i]` belongs to scene.edges[i]. Pixels. */
export interface Layout {
  readonly nodes: readonly Point[];
  readonly edges: readonly PlacedEdge[];
}

/** The start object's ring reaches this far out of its box. */
export const RING = 5;
const LOOP = 26;

/** The box of a node around its centre, with `air` around it. O(1). */
export function boxOf(node: SceneNode, centre: Point, air = 0): Rect {
  const halfWidth = node.width / 2 + air;
  const halfHeight = node.height / 2 + air;
  return {
    left: centre.x - halfWidth,
    top: centre.y - halfHeight,
    right: centre.x + halfWidth,
    bottom: centre.y + halfHeight,
  };
}

/** Whether two rectangles share an area. O(1). */
export function overlaps(a: Rect, b: Rect): boolean {
  return a.left < b.right && b.left < a.right && a.top < b.bottom && b.top < a.bottom;
}

/** The rectangle around a label's centre. O(1). */
export function labelRect(centre: Point, width: number, height: number): Rect {
  return {
    left: centre.x - width / 2,
    top: centre.y - height / 2,
    right: centre.x + width / 2,
    bottom: centre.y + height / 2,
  };
}

/** The smallest rectangle around everything that is drawn: boxes, arrows, labels. O(nodes + edges). */
export function boundsOf(scene: Scene, layout: Layout, labelHeight: number): Rect {
  const bounds = { left: Infinity, top: Infinity, right: -Infinity, bottom: -Infinity };
  const grow = (rect: Rect): void => {
    bounds.left = Math.min(bounds.left, rect.left);
    bounds.top = Math.min(bounds.top, rect.top);
    bounds.right = Math.max(bounds.right, rect.right);
    bounds.bottom = Math.max(bounds.bottom, rect.bottom);
  };
  scene.nodes.forEach((node, index) => grow(boxOf(node, layout.nodes[index], node.isStart ? RING + 2 : 2)));
  layout.edges.forEach((edge, index) => {
    for (const { x, y } of edge.points) grow({ left: x, top: y, right: x, bottom: y });
    if (edge.label !== null) grow(labelRect(edge.label, scene.edges[index].labelWidth, labelHeight));
  });
  return Number.isFinite(bounds.left) ? bounds : { left: 0, top: 0, right: 0, bottom: 0 };
}

/** Where the ray from the centre of a box towards `aim` leaves the box (grown by `air`). O(1). */
export function borderPoint(node: SceneNode, centre: Point, aim: Point, air = 0): Point {
  const dx = aim.x - centre.x;
  const dy = aim.y - centre.y;
  if (dx === 0 && dy === 0) return centre;
  const reach = Math.min(
    (node.width / 2 + air) / Math.max(1e-9, Math.abs(dx)),
    (node.height / 2 + air) / Math.max(1e-9, Math.abs(dy)),
  );
  return { x: centre.x + dx * reach, y: centre.y + dy * reach };
}

/**
 * A slightly bent arrow from box to box as one cubic Bézier; `bend` is the sideways deviation as a share of the
 * distance, so that references in both directions do not cover each other. A loop above the box for an object that
 * refers to itself. O(1).
 */
export function bentEdge(from: SceneNode, a: Point, to: SceneNode, b: Point, bend: number): readonly Point[] {
  if (from === to) {
    const top = a.y - from.height / 2;
    const x = a.x + from.width / 2 - 14;
    return [
      { x: x - 12, y: top },
      { x: x - 14, y: top - LOOP },
      { x: x + 20, y: top - LOOP },
      { x: x + 6, y: top - 2 },
    ];
  }
  const middle = { x: (a.x + b.x) / 2 - (b.y - a.y) * bend, y: (a.y + b.y) / 2 + (b.x - a.x) * bend };
  const start = borderPoint(from, a, middle, from.isStart ? RING : 0);
  const end = borderPoint(to, b, middle, to.isStart ? RING + 2 : 2);
  // A quadratic curve through its control point, written as a cubic.
  return [
    start,
    { x: start.x + (2 / 3) * (middle.x - start.x), y: start.y + (2 / 3) * (middle.y - start.y) },
    { x: end.x + (2 / 3) * (middle.x - end.x), y: end.y + (2 / 3) * (middle.y - end.y) },
    end,
  ];
}

/** The point at share `t` (0–1) of a spline, counted evenly over its pieces. O(1). */
export function pointOnSpline(points: readonly Point[], t: number): Point {
  const pieces = Math.max(1, (points.length - 1) / 3);
  const piece = Math.min(pieces - 1, Math.floor(t * pieces));
  const u = t * pieces - piece;
  if (points.length < 4) return points[0];
  const [p, q, r, s] = points.slice(3 * piece, 3 * piece + 4);
  const v = 1 - u;
  const weights = [v * v * v, 3 * v * v * u, 3 * v * u * u, u * u * u];
  return {
    x: weights[0] * p.x + weights[1] * q.x + weights[2] * r.x + weights[3] * s.x,
    y: weights[0] * p.y + weights[1] * q.y + weights[2] * r.y + weights[3] * s.y,
  };
}

/** Bends for a scene's edges: apart when several join the same two boxes. One number an edge. O(edges). */
export function edgeBends(scene: Scene): readonly number[] {
  const seen = new Map<string, number>();
  return scene.edges.map((edge) => {
    const pair = edge.from < edge.to ? `${edge.from} ${edge.to}` : `${edge.to} ${edge.from}`;
    const nth = seen.get(pair) ?? 0;
    seen.set(pair, nth + 1);
    // The bend turns with the direction, so opposite arrows already part; further ones bend more.
    return 0.06 + 0.09 * nth;
  });
}
