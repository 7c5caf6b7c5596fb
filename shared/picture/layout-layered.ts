import { HeapError } from '../base/errors.ts';
import { boundsOf } from './geometry.ts';
import type { Layout, PlacedEdge, Point } from './geometry.ts';
import { routeEdges } from './place-labels.ts';
import { LABEL_HEIGHT } from './scene.ts';
import type { Scene } from './scene.ts';
import { isAgainstFlow, sceneToSizedDot } from './sized-dot.ts';
import type { Flow } from './sized-dot.ts';

/** What is used of Graphviz's `json` output. */
interface PlacedGraph {
  readonly objects?: readonly { readonly name: string; readonly pos: string }[];
  readonly edges?: readonly { readonly id: string; readonly pos?: string; readonly lp?: string }[];
}

/** The room a layout is for, pixels. */
export interface Room {
  readonly width: number;
  readonly height: number;
}

/** A page or a large window. */
const USUAL_ROOM: Room = { width: 1400, height: 900 };
/** Arrows up to which Graphviz takes below half a second for each effort, on graphs of real heaps. */
const MAX_FULL = 250;
const MAX_QUICK = 500;
/** Beyond this many arrows, or this many a box, Graphviz takes minutes and makes a picture nobody can read. */
const MAX_ARROWS = 2500;
const MAX_DENSE_ARROWS = 600;
const MAX_ARROWS_PER_BOX = 3;
/** How much larger the other way must let the picture be shown to be taken. */
const WORTH_TURNING = 1.15;

/** Whether a layered layout of the scene can be had in seconds. O(1). */
export function hasLayers(scene: Scene): boolean {
  const arrows = scene.edges.length;
  if (arrows <= MAX_DENSE_ARROWS) return true;
  return arrows <= MAX_ARROWS && arrows <= MAX_ARROWS_PER_BOX * scene.nodes.length;
}

/**
 * A layered layout by Graphviz's `dot` (in WebAssembly, loaded on first use): holders left and held right, or above and
 * below where that lets the picture be shown larger in `room`; labels beside their arrows with places of their own. The
 * same scene gives the same layout. About 80 ms for 60 nodes, 2 s for 1,000, seconds where references are dense; it does
 * not yield, so a window runs it in a Worker. Throws HeapError `too-big` unless hasLayers, `internal` when Graphviz
 * refuses.
 */
export async function layoutLayered(scene: Scene, room: Room = USUAL_ROOM): Promise<Layout> {
  const arrows = scene.edges.length;
  if (!hasLayers(scene)) throw new HeapError('too-big', `${arrows} references are too many for layers.`);
  const effort = arrows <= MAX_FULL ? 'full' : arrows <= MAX_QUICK ? 'quick' : 'bare';
  const { instance } = await import('@viz-js/viz');
  const viz = await instance();
  const layout = (flow: Flow): Layout => {
    const result = viz.render(sceneToSizedDot(scene, flow, effort), { format: 'json', yInvert: true });
    if (result.status !== 'success') {
      const reasons = result.errors.map((error) => error.message).join('; ');
      throw new HeapError('internal', `The layout failed: ${reasons}`);
    }
    const drawn = readLayout(scene, JSON.parse(result.output) as PlacedGraph);
    return routeEdges(scene, drawn.nodes, drawn);
  };
  const across = layout('LR');
  if (effort !== 'full') return across;
  const scale = shownScale(scene, across, room);
  // What is shown in full size already needs no turning.
  if (scale >= 1) return across;
  const down = layout('TB');
  return shownScale(scene, down, room) > scale * WORTH_TURNING ? down : across;
}

/** How large the picture can be shown in the room: 1 is full size. */
function shownScale(scene: Scene, layout: Layout, room: Room): number {
  const { left, top, right, bottom } = boundsOf(scene, layout, LABEL_HEIGHT);
  return Math.min(1, room.width / (right - left + 1), room.height / (bottom - top + 1));
}

function readLayout(scene: Scene, placed: PlacedGraph): Layout {
  const nodes = new Array<Point>(scene.nodes.length).fill({ x: 0, y: 0 });
  for (const object of placed.objects ?? []) {
    const index = Number(object.name.slice(1));
    if (index in nodes) nodes[index] = readPoint(object.pos);
  }
  const edges = new Array<PlacedEdge>(scene.edges.length).fill({
    points: [],
    label: null,
    labelOnLine: false,
  });
  for (const edge of placed.edges ?? []) {
    const index = Number(edge.id.slice(1));
    if (!(index in edges)) continue;
    const points = readPoints(edge.pos ?? '');
    edges[index] = {
      points: isAgainstFlow(scene, scene.edges[index]) ? points.reverse() : points,
      label: edge.lp === undefined ? null : readPoint(edge.lp),
      labelOnLine: false,
    };
  }
  return { nodes, edges };
}

function readPoints(text: string): Point[] {
  return text
    .split(' ')
    .filter((part) => part !== '')
    .map(readPoint);
}

function readPoint(text: string): Point {
  const [x, y] = text.split(',').map(Number);
  return { x, y };
}
