import { RING, boxOf, labelRect, overlaps } from './geometry.ts';
import type { Layout, Point, Rect } from './geometry.ts';
import { DASHED, DOTTED, FULL_LINE } from './pen.ts';
import type { Pen } from './pen.ts';
import { LABEL_HEIGHT } from './scene.ts';
import type { Scene, SceneEdge, SceneNode } from './scene.ts';
import { FONTS, measureText } from './text-width.ts';
import { mixColours } from './theme.ts';
import type { BoxColours, PictureTheme } from './theme.ts';

/** How a scene is looked at. Everything but the theme may be left out for a picture at rest. */
export interface View {
  readonly theme: PictureTheme;
  /** Nothing outside is drawn. */
  readonly visible?: Rect | null;
  /** Boxes with text, or discs when there is no room for text. */
  readonly detail?: 'boxes' | 'discs';
  /** Of discs, in the scene's pixels. */
  readonly discRadius?: number;
  /** Keys of nodes that stay bright while all else fades; null for all bright. */
  readonly bright?: ReadonlySet<string> | null;
  readonly selected?: string | null;
  readonly pinned?: ReadonlySet<string> | null;
}

const FADED = 0.18;
/** So many arrows are as faint as they get. */
const CROWDED = 2000;
const RADIUS = 8;
const ARROW_LENGTH = 8;
const ARROW_HALF_WIDTH = 3.4;

interface Colours extends BoxColours {
  readonly text: string;
}

/** Draws arrows, their labels, then boxes. O(nodes + edges) with a small constant: it runs once a frame. */
export function drawScene(pen: Pen, scene: Scene, layout: Layout, view: View): void {
  const { visible = null, bright = null } = view;
  const isBright = (edge: SceneEdge): boolean =>
    bright === null || (bright.has(scene.nodes[edge.from].key) && bright.has(scene.nodes[edge.to].key));
  const crowd = Math.min(1, scene.edges.length / CROWDED);
  // The marked path lies above other arrows.
  for (const marked of [false, true]) {
    scene.edges.forEach((edge, index) => {
      if (edge.onPath !== marked) return;
      const { points } = layout.edges[index];
      if (visible !== null && !overlaps(visible, hullOf(points))) return;
      drawArrow(pen, edge, points, isBright(edge), crowd, view);
    });
  }
  if (view.detail !== 'discs') drawLabels(pen, scene, layout, view, isBright);
  scene.nodes.forEach((node, index) => {
    const centre = layout.nodes[index];
    if (visible !== null && !overlaps(visible, boxOf(node, centre, 12))) return;
    pen.open(bright === null || bright.has(node.key) ? 1 : FADED, node.description);
    if (view.detail === 'discs') drawDisc(pen, node, centre, view);
    else drawBox(pen, node, centre, view);
    pen.close();
  });
}

function hullOf(points: readonly Point[]): Rect {
  const hull = { left: Infinity, top: Infinity, right: -Infinity, bottom: -Infinity };
  for (const { x, y } of points) {
    hull.left = Math.min(hull.left, x - 1);
    hull.right = Math.max(hull.right, x + 1);
    hull.top = Math.min(hull.top, y - 1);
    hull.bottom = Math.max(hull.bottom, y + 1);
  }
  return hull;
}

/** Line and ground of a box; the ground is always opaque, so that arrows do not shine through. */
function coloursOf(node: SceneNode, theme: PictureTheme): Colours {
  const colours = node.isStart ? theme.start : theme.roles[node.role];
  const ground = node.kind === 'stub' ? theme.surface : colours.ground;
  return {
    line: mixColours(colours.line, theme.surface, node.fade),
    ground: mixColours(ground, theme.surface, node.fade),
    // Far text steps back less than its box: it must stay readable.
    text: mixColours(colours.line, theme.surface, node.fade / 4),
  };
}

function drawBox(pen: Pen, node: SceneNode, centre: Point, view: View): void {
  const { theme } = view;
  const colours = coloursOf(node, theme);
  const { width, height } = node;
  if (node.isStart) {
    const ring = { colour: mixColours(theme.start.line, theme.surface, 0.6), width: 2, dash: FULL_LINE };
    pen.box(centre, width + 2 * RING, height + 2 * RING, RADIUS + 4, null, ring);
  }
  if (view.selected === node.key) {
    const ring = { colour: theme.focus, width: 2, dash: FULL_LINE };
    pen.box(centre, width + 9, height + 9, RADIUS + 4, null, ring);
  }
  const marked = node.isStart || node.onPath;
  pen.box(centre, width, height, RADIUS, colours.ground, {
    colour: colours.line,
    width: marked ? 2 : 1.1,
    dash: node.kind === 'stub' ? DASHED : FULL_LINE,
  });
  const titleY = node.detail === '' ? centre.y + FONTS.title.size * 0.36 : centre.y - 2.5;
  const titleColour =
    node.role === 'instance' && !node.isStart && node.kind === 'object' ? theme.text : colours.text;
  pen.text({ x: centre.x, y: titleY }, node.title, 'title', titleColour, 'middle');
  if (node.detail !== '')
    pen.text({ x: centre.x, y: centre.y + 12 }, node.detail, 'detail', theme.softText, 'middle');
  if (node.badge !== '') drawBadge(pen, node, centre, view);
  if (view.pinned?.has(node.key) === true) {
    pen.disc({ x: centre.x + width / 2 - 2, y: centre.y - height / 2 + 2 }, 4, theme.focus, {
      colour: theme.surface,
      width: 1.5,
      dash: FULL_LINE,
    });
  }
}

/** `+12` on the upper edge: there is more behind this object. */
function drawBadge(pen: Pen, node: SceneNode, centre: Point, view: View): void {
  const { theme } = view;
  const width = measureText(node.badge, 'edge') + 10;
  const at = { x: centre.x - node.width / 2 + width / 2 - 6, y: centre.y - node.height / 2 - 1 };
  pen.box(at, width, 14, 7, theme.surface, { colour: theme.line, width: 1, dash: FULL_LINE });
  pen.text({ x: at.x, y: at.y + 3.6 }, node.badge, 'edge', theme.softText, 'middle');
}

function drawDisc(pen: Pen, node: SceneNode, centre: Point, view: View): void {
  const { theme } = view;
  const colours = node.isStart ? theme.start : theme.roles[node.role];
  const stub = node.kind === 'stub';
  const colour = mixColours(colours.line, theme.surface, node.fade);
  const radius = view.discRadius ?? 11;
  pen.disc(centre, node.isStart ? radius * 1.5 : radius, stub ? theme.surface : colour, {
    colour: view.selected === node.key ? theme.focus : colour,
    width: view.selected === node.key ? radius / 2 : radius / 4,
    dash: stub ? DASHED : FULL_LINE,
  });
}

/** Many arrows step back, or they would add up to black. */
function arrowColour(edge: SceneEdge, crowd: number, theme: PictureTheme): string {
  return edge.onPath ? theme.start.line : mixColours(theme.faintText, theme.surface, 0.35 + 0.35 * crowd);
}

function drawArrow(
  pen: Pen,
  edge: SceneEdge,
  points: readonly Point[],
  bright: boolean,
  crowd: number,
  view: View,
): void {
  if (points.length < 4) return;
  const colour = mixColours(
    arrowColour(edge, crowd, view.theme),
    view.theme.surface,
    bright ? 0 : 1 - FADED * 1.5,
  );
  const width = edge.onPath ? 2.2 : 1.3;
  const tip = points[points.length - 1];
  const before = points[points.length - 2];
  const length = Math.hypot(tip.x - before.x, tip.y - before.y);
  const dx = length === 0 ? 1 : (tip.x - before.x) / length;
  const dy = length === 0 ? 0 : (tip.y - before.y) / length;
  const base = { x: tip.x - dx * ARROW_LENGTH, y: tip.y - dy * ARROW_LENGTH };
  // The line stops where the head begins, or its end would show beside the tip.
  const line = [
    ...points.slice(0, -1),
    { x: tip.x - dx * ARROW_LENGTH * 0.7, y: tip.y - dy * ARROW_LENGTH * 0.7 },
  ];
  pen.curve(line, { colour, width, dash: edge.retains ? FULL_LINE : DOTTED });
  const side = { x: -dy * ARROW_HALF_WIDTH, y: dx * ARROW_HALF_WIDTH };
  pen.polygon(
    [tip, { x: base.x + side.x, y: base.y + side.y }, { x: base.x - side.x, y: base.y - side.y }],
    colour,
  );
}

function drawLabels(
  pen: Pen,
  scene: Scene,
  layout: Layout,
  view: View,
  isBright: (edge: SceneEdge) => boolean,
): void {
  const { theme, visible = null } = view;
  scene.edges.forEach((edge, index) => {
    const { label: at, labelOnLine } = layout.edges[index];
    if (at === null || edge.label === '') return;
    if (visible !== null && !overlaps(visible, labelRect(at, edge.labelWidth, LABEL_HEIGHT))) return;
    // Over faded arrows the label of a faded one would only be noise.
    if (!isBright(edge)) return;
    // Beside its own line the ground only has to interrupt other lines.
    const height = labelOnLine ? LABEL_HEIGHT - 1 : LABEL_HEIGHT - 3;
    pen.box(at, edge.labelWidth + 3, height, 3, theme.surface, null);
    const colour = edge.onPath ? theme.start.line : edge.retains ? theme.softText : theme.faintText;
    pen.text({ x: at.x, y: at.y + 3.6 }, edge.label, 'edge', colour, 'middle');
  });
}
