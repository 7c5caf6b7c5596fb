import { makeBodies, makeSimulation, separateBodies } from '../../shared/picture/forces.ts';
import type { Body, BodySimulation } from '../../shared/picture/forces.ts';
import type { Layout, Point } from '../../shared/picture/geometry.ts';
import { columnPositions } from '../../shared/picture/layout-force.ts';
import { routeEdges } from '../../shared/picture/place-labels.ts';
import type { Scene } from '../../shared/picture/scene.ts';

/** More arrows than this are not labelled while they move. */
const MAX_MOVING_LABELS = 400;
const MAX_SETTLING_TICKS = 300;
/** Motion is made of sixty steps a second, however often frames come. */
const STEP_MS = 1000 / 60;
/** A frame that comes late catches up with this many steps at most: boxes should be seen to move, not to jump. */
const MAX_STEPS_A_FRAME = 12;
/** And only as long as that takes no longer than this: more would make the next frame later still. */
const CATCH_UP_MS = 8;
/** How far from its origin a new box starts, so that boxes that come together do not lie on one point. */
const SPREAD = 14;

/** The boxes of one scene in motion: where they are, where they want to be, which are pinned. Knows no canvas. */
export class GraphMotion {
  #scene: Scene | null = null;
  #bodies: Body[] = [];
  #simulation: BodySimulation | null = null;
  /** The layered layout the anchors come from; its curves are used while boxes stand near their anchors. */
  #drawn: Layout | null = null;
  #layout: Layout = { nodes: [], edges: [] };
  #stale = false;

  /** Keys of pinned boxes. O(nodes). */
  get pinned(): ReadonlySet<string> {
    return new Set(this.#bodies.filter(isPinned).map((body) => body.key));
  }

  get isMoving(): boolean {
    return this.#simulation !== null && this.#simulation.alpha() >= this.#simulation.alphaMin();
  }

  /** Forgets all places: another graph comes. */
  reset(): void {
    this.#bodies = [];
  }

  /**
   * Takes a new scene. Boxes that stay keep place and pin; new ones start at a neighbour that stays. Until a layered
   * layout comes (useLayered) columns and forces place them.
   */
  setScene(scene: Scene): void {
    const before = new Map(this.#bodies.map((body) => [body.key, body]));
    const anchors = aligned(scene, columnPositions(scene), before);
    const bodies = makeBodies(scene, anchors);
    if (before.size > 0) takeOver(scene, bodies, before);
    this.#scene = scene;
    this.#bodies = bodies;
    this.#drawn = null;
    this.#simulation = makeSimulation(scene, bodies, 'loose');
    this.#stale = true;
  }

  /**
   * Makes a layered layout of the current scene the anchors, moved so that the box `fixedKey` (or the start) wants to
   * stay where it is; with `jump` boxes go there at once, unless pinned.
   */
  useLayered(layout: Layout, fixedKey: string | null, jump: boolean): void {
    const scene = this.#scene;
    if (scene === null) return;
    const drawn = jump ? layout : moved(layout, this.#offsetFor(scene, layout, fixedKey));
    this.#bodies.forEach((body, index) => {
      body.anchorX = drawn.nodes[index].x;
      body.anchorY = drawn.nodes[index].y;
      if (!jump || isPinned(body)) return;
      body.x = body.anchorX;
      body.y = body.anchorY;
    });
    this.#drawn = drawn;
    this.#simulation = makeSimulation(scene, this.#bodies, 'firm');
    // Where all stand in place already there is nothing to wait for.
    if (this.#bodies.every(isAtAnchor)) this.#simulation.alpha(0);
    this.#stale = true;
  }

  /** Advances by one step; whether there is more to come. O(n log n). */
  tick(): boolean {
    const simulation = this.#simulation;
    if (simulation === null || !this.isMoving) return false;
    simulation.tick();
    this.#stale = true;
    const goesOn = simulation.alpha() >= simulation.alphaMin();
    if (!goesOn) this.#arrive();
    return goesOn;
  }

  /**
   * Advances as far as `elapsed` milliseconds ask for, at least by one step; whether there is more to come. So a graph
   * comes to rest in the same time where frames are slow (no graphics card, a remote screen). `now` is a clock in
   * milliseconds. O(n log n) a step, 12 steps at most.
   */
  advance(elapsed: number, now: () => number = () => performance.now()): boolean {
    const wanted = Math.min(MAX_STEPS_A_FRAME, Math.round(elapsed / STEP_MS));
    const began = now();
    let goesOn = this.tick();
    for (let step = 1; goesOn && step < wanted && now() - began < CATCH_UP_MS; step++) goesOn = this.tick();
    return goesOn;
  }

  /** The last touch at rest: the fraction of a pixel to the layout, or room between boxes that forces left touching. */
  #arrive(): void {
    if (this.#bodies.some(isPinned)) return;
    if (this.#drawn === null) separateBodies(this.#bodies);
    else {
      for (const body of this.#bodies) {
        body.x = body.anchorX;
        body.y = body.anchorY;
      }
    }
  }

  /** Runs to rest without showing it. O(n log n) times 300 at most. */
  settle(): void {
    for (let round = 0; round < MAX_SETTLING_TICKS && this.tick(); round++);
    separateBodies(this.#bodies);
    this.#stale = true;
  }

  /** Makes the forces work again, `alpha` (0–1) strong; `keep` until called with false. */
  reheat(alpha: number, keep = false): void {
    const simulation = this.#simulation;
    if (simulation === null) return;
    simulation.alphaTarget(keep ? alpha : 0);
    if (simulation.alpha() < alpha) simulation.alpha(alpha);
  }

  /** Holds a box at a point. */
  pin(index: number, at: Point): void {
    const body = this.#bodies[index];
    body.fx = at.x;
    body.fy = at.y;
    body.x = at.x;
    body.y = at.y;
    this.#stale = true;
  }

  /** Lets a box go. */
  free(index: number): void {
    const body = this.#bodies[index];
    body.fx = null;
    body.fy = null;
  }

  /** Lets all boxes go. */
  freeAll(): void {
    this.#bodies.forEach((_, index) => this.free(index));
  }

  /** Where everything is now. O(nodes + edges) after a step, else O(1). */
  get layout(): Layout {
    if (this.#stale && this.#scene !== null) {
      const centres = this.#bodies.map(({ x, y }) => ({ x, y }));
      const labelled = !this.isMoving || this.#scene.edges.length <= MAX_MOVING_LABELS;
      this.#layout = routeEdges(this.#scene, centres, this.#drawn, labelled);
      // In motion the next step comes anyway; at rest this layout stays.
      this.#stale = false;
    }
    return this.#layout;
  }

  /** As layout, with labels even in motion: for a picture of this moment. O(nodes + edges). */
  labelledLayout(): Layout {
    if (this.#scene === null) return this.layout;
    return routeEdges(this.#scene, this.layout.nodes, this.#drawn);
  }

  #offsetFor(scene: Scene, layout: Layout, fixedKey: string | null): Point {
    const wanted = scene.nodes.findIndex((node) => node.key === fixedKey);
    const index = wanted >= 0 ? wanted : scene.nodes.findIndex((node) => node.isStart);
    const body = this.#bodies.at(index);
    if (body === undefined) return { x: 0, y: 0 };
    return { x: body.x - layout.nodes[index].x, y: body.y - layout.nodes[index].y };
  }
}

function isAtAnchor(body: Body): boolean {
  return Math.abs(body.x - body.anchorX) < 0.5 && Math.abs(body.y - body.anchorY) < 0.5;
}

function isPinned(body: Body): boolean {
  return typeof body.fx === 'number';
}

/** Column anchors moved so that the start stays where it was. */
function aligned(
  scene: Scene,
  anchors: readonly Point[],
  before: ReadonlyMap<string, Body>,
): readonly Point[] {
  const start = scene.nodes.findIndex((node) => node.isStart);
  const body = before.get(scene.nodes.at(start)?.key ?? '');
  if (body === undefined || start < 0) return anchors;
  const offset = { x: body.x - anchors[start].x, y: body.y - anchors[start].y };
  return anchors.map(({ x, y }) => ({ x: x + offset.x, y: y + offset.y }));
}

function takeOver(scene: Scene, bodies: readonly Body[], before: ReadonlyMap<string, Body>): void {
  const isNew = bodies.map((body) => !before.has(body.key));
  bodies.forEach((body) => {
    const old = before.get(body.key);
    if (old === undefined) return;
    body.x = old.x;
    body.y = old.y;
    body.fx = old.fx ?? null;
    body.fy = old.fy ?? null;
  });
  let turn = 0;
  for (const { from, to } of scene.edges) {
    if (isNew[from] === isNew[to]) continue;
    const [fresh, known] = isNew[from] ? [bodies[from], bodies[to]] : [bodies[to], bodies[from]];
    // Around the neighbour, each a golden angle further.
    fresh.x = known.x + Math.cos(turn) * SPREAD;
    fresh.y = known.y + Math.sin(turn) * SPREAD;
    turn += 2.4;
    isNew[isNew[from] ? from : to] = false;
  }
}

function moved(layout: Layout, offset: Point): Layout {
  const move = ({ x, y }: Point): Point => ({ x: x + offset.x, y: y + offset.y });
  return {
    nodes: layout.nodes.map(move),
    edges: layout.edges.map((edge) => ({
      ...edge,
      points: edge.points.map(move),
      label: edge.label === null ? null : move(edge.label),
    })),
  };
}
