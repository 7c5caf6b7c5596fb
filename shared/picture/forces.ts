import { forceLink, forceManyBody, forceSimulation } from 'd3';
import type { Force, Simulation, SimulationLinkDatum, SimulationNodeDatum } from 'd3';
import type { Point } from './geometry.ts';
import { RING } from './geometry.ts';
import type { Scene } from './scene.ts';

/** A box in motion. `x`, `y` is its centre; `fx`, `fy` hold it where it was pinned. Pixels. */
export interface Body extends SimulationNodeDatum {
  readonly key: string;
  readonly halfWidth: number;
  readonly halfHeight: number;
  x: number;
  y: number;
  vx: number;
  vy: number;
  /** Where the layout wants it. */
  anchorX: number;
  anchorY: number;
}

interface Spring extends SimulationLinkDatum<Body> {
  readonly length: number;
}

export type BodySimulation = Simulation<Body, Spring>;

/**
 * What anchors are: `firm`, a full layout to be kept; `loose`, columns only, and the other forces find the rest.
 */
export type AnchorHold = 'firm' | 'loose';

/** Air between two boxes. */
const AIR = 12;
const LABEL_AIR = 34;

/** Bodies for a scene's nodes, each starting at its anchor. O(nodes). */
export function makeBodies(scene: Scene, anchors: readonly Point[]): Body[] {
  return scene.nodes.map((node, index) => ({
    key: node.key,
    halfWidth: node.width / 2 + (node.isStart ? RING : 0),
    halfHeight: node.height / 2 + (node.isStart ? RING : 0),
    x: anchors[index].x,
    y: anchors[index].y,
    vx: 0,
    vy: 0,
    anchorX: anchors[index].x,
    anchorY: anchors[index].y,
  }));
}

/**
 * A stopped d3-force simulation of a scene: arrows are springs as long as their labels, boxes repel and do not cover
 * each other, anchors keep the flow from holder to held. Deterministic: its random source has a fixed seed. A tick
 * costs O(n log n).
 */
export function makeSimulation(scene: Scene, bodies: Body[], hold: AnchorHold): BodySimulation {
  const simulation = forceSimulation<Body, Spring>(bodies)
    .randomSource(seededRandom())
    .alphaMin(0.004)
    .alphaDecay(0.06)
    .velocityDecay(0.45)
    .stop();
  if (hold === 'firm') {
    return simulation
      .force('anchor', anchorForce(0.4, 0.4))
      .force('elastic', elasticForce(scene, 0.5))
      .force('collide', boxCollision(AIR / 2, true));
  }
  return simulation
    .force(
      'link',
      forceLink<Body, Spring>(springsOf(scene, bodies)).distance((spring) => spring.length),
    )
    .force('charge', forceManyBody<Body>().strength(-220).distanceMax(400))
    .force('anchor', anchorForce(0.18, 0.02))
    .force('collide', boxCollision(AIR, false));
}

function springsOf(scene: Scene, bodies: readonly Body[]): Spring[] {
  return scene.edges
    .filter((edge) => edge.from !== edge.to)
    .map((edge) => {
      const source = bodies[edge.from];
      const target = bodies[edge.to];
      return { source, target, length: source.halfWidth + target.halfWidth + edge.labelWidth + LABEL_AIR };
    });
}

/** The same numbers in every run (the generator of Park and Miller). */
function seededRandom(): () => number {
  let state = 20_200_101;
  return () => {
    state = (state * 48_271) % 2_147_483_647;
    return state / 2_147_483_647;
  };
}

/** Draws bodies to their anchors, which may move while the simulation runs. */
function anchorForce(strengthX: number, strengthY: number): Force<Body, Spring> {
  let bodies: readonly Body[] = [];
  const force: Force<Body, Spring> = (alpha) => {
    for (const body of bodies) {
      body.vx += (body.anchorX - body.x) * strengthX * alpha;
      body.vy += (body.anchorY - body.y) * strengthY * alpha;
    }
  };
  force.initialize = (nodes) => {
    bodies = nodes;
  };
  return force;
}

/**
 * Makes neighbours share their distance from their anchors, as if the picture were drawn on rubber: what the user drags
 * carries its surroundings along, less the further away. At rest in the layout itself, and nowhere else.
 */
function elasticForce(scene: Scene, strength: number): Force<Body, Spring> {
  const degree = new Uint32Array(scene.nodes.length);
  for (const { from, to } of scene.edges) {
    degree[from]++;
    degree[to]++;
  }
  let bodies: readonly Body[] = [];
  const force: Force<Body, Spring> = (alpha) => {
    for (const { from, to } of scene.edges) {
      const a = bodies[from];
      const b = bodies[to];
      const pull = (strength * alpha) / Math.max(degree[from], degree[to]);
      const dx = (b.x - b.anchorX - a.x + a.anchorX) * pull;
      const dy = (b.y - b.anchorY - a.y + a.anchorY) * pull;
      a.vx += dx;
      a.vy += dy;
      b.vx -= dx;
      b.vy -= dy;
    }
  };
  force.initialize = (nodes) => {
    bodies = nodes;
  };
  return force;
}

function isHeld(body: Body): boolean {
  return typeof body.fx === 'number';
}

/**
 * Pushes overlapping boxes apart along the shorter way. `onlyHeld`: only away from boxes the user holds or pinned; the
 * others, on their way to places that do not overlap, pass through each other. Sweeps from top to bottom: O(n log n)
 * while columns are wide.
 */
function boxCollision(air: number, onlyHeld: boolean): Force<Body, Spring> {
  let order: Body[] = [];
  const force: Force<Body, Spring> = () => {
    if (onlyHeld && !order.some(isHeld)) return;
    forEachOverlap(order, air, true, (first, second, dx, dy) => {
      if (onlyHeld && !isHeld(first) && !isHeld(second)) return;
      first.vx -= dx / 2;
      first.vy -= dy / 2;
      second.vx += dx / 2;
      second.vy += dy / 2;
    });
  };
  force.initialize = (nodes) => {
    order = [...nodes];
  };
  return force;
}

type Push = (first: Body, second: Body, dx: number, dy: number) => void;

function forEachOverlap(order: Body[], air: number, ahead: boolean, push: Push): number {
  const x = (body: Body): number => (ahead ? body.x + body.vx : body.x);
  const y = (body: Body): number => (ahead ? body.y + body.vy : body.y);
  order.sort((a, b) => y(a) - a.halfHeight - (y(b) - b.halfHeight));
  let found = 0;
  for (let i = 0; i < order.length; i++) {
    const first = order[i];
    const bottom = y(first) + first.halfHeight + air;
    for (let j = i + 1; j < order.length; j++) {
      const second = order[j];
      if (y(second) - second.halfHeight >= bottom) break;
      const offX = x(second) - x(first);
      const offY = y(second) - y(first);
      const deepX = first.halfWidth + second.halfWidth + air - Math.abs(offX);
      const deepY = first.halfHeight + second.halfHeight + air - Math.abs(offY);
      if (deepX <= 0 || deepY <= 0) continue;
      found++;
      if (deepX < deepY) push(first, second, offX < 0 ? -deepX : deepX, 0);
      else push(first, second, 0, offY < 0 ? -deepY : deepY);
    }
  }
  return found;
}

const MAX_SEPARATIONS = 150;

/**
 * Moves bodies that still overlap apart, pinned ones as well as others: first each pair a little, and what is left in a
 * dense heap then by moving the lower box below. None overlaps afterwards. Changes `x` and `y` in place. O(n log n) a
 * round of at most 150, the last resort O(n²).
 */
export function separateBodies(bodies: readonly Body[]): void {
  const order = [...bodies];
  for (let round = 0; round < MAX_SEPARATIONS; round++) {
    // A little more than needed, or rounding would leave touching boxes overlapping for ever.
    const found = forEachOverlap(order, AIR / 2, false, (first, second, dx, dy) => {
      first.x -= dx * 0.55;
      first.y -= dy * 0.55;
      second.x += dx * 0.55;
      second.y += dy * 0.55;
    });
    if (found === 0) return;
  }
  order.sort((a, b) => a.y - a.halfHeight - (b.y - b.halfHeight));
  order.forEach((body, index) => moveBelow(body, order.slice(0, index)));
}

/** Lowers a body until it overlaps none of the placed ones; each step passes one of them for good. */
function moveBelow(body: Body, placed: readonly Body[]): void {
  const blocks = (other: Body): boolean =>
    Math.abs(other.x - body.x) < other.halfWidth + body.halfWidth &&
    Math.abs(other.y - body.y) < other.halfHeight + body.halfHeight;
  for (let other = placed.find(blocks); other !== undefined; other = placed.find(blocks)) {
    body.y = other.y + other.halfHeight + body.halfHeight + 1;
  }
}
