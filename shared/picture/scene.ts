import { formatCount, formatExactBytes } from '../base/numbers-to-text.ts';
import { visibleText } from '../base/visible-text.ts';
import type {
  EdgeKindName,
  GraphDirection,
  GraphEdge,
  GraphNode,
  GraphStub,
  ObjectGraph,
  ObjectId,
  ObjectRole,
  RootKindName,
} from '../protocol/rows.ts';
import { leftOutText } from './left-out.ts';
import { mainPathEdges } from './main-path.ts';
import { shortType } from './short-type.ts';
import { fitText, measureText } from './text-width.ts';
import type { MeasureText } from './text-width.ts';

/** A box of the picture: an object, or a stub that stands for many equal ones. Sizes in pixels at scale 1. */
export interface SceneNode {
  /** Unique in the scene: the object's id, or stubKey(). */
  readonly key: string;
  readonly kind: 'object' | 'stub';
  /** The object, or the object whose neighbours the stub folds. */
  readonly id: ObjectId;
  /** The whole name, safe to show. */
  readonly type: string;
  /** Of a stub, the type as the engine names it, for asking; null for an object. */
  readonly stubType: string | null;
  readonly title: string;
  /** Second line; empty for none. */
  readonly detail: string;
  readonly role: ObjectRole;
  readonly isStart: boolean;
  readonly isRoot: boolean;
  readonly depth: number;
  /** 0 is full colour; far objects step back. */
  readonly fade: number;
  readonly width: number;
  readonly height: number;
  /** `+12` neighbours not shown; empty for none. */
  readonly badge: string;
  /** Whether it lies on the marked chain from a root. */
  readonly onPath: boolean;
  /** More of the preview than the box has room for. */
  readonly preview: string;
  /** Sizes and counts, in one line. */
  readonly facts: string;
  /** All of it in one sentence, for a tooltip or a screen reader. */
  readonly description: string;
}

/** An arrow from holder to held; `from` and `to` are indices into Scene.nodes. */
export interface SceneEdge {
  readonly key: string;
  readonly from: number;
  readonly to: number;
  readonly label: string;
  readonly labelWidth: number;
  readonly kind: EdgeKindName;
  readonly retains: boolean;
  readonly onPath: boolean;
}

export interface Scene {
  readonly start: ObjectId;
  readonly direction: GraphDirection;
  readonly nodes: readonly SceneNode[];
  readonly edges: readonly SceneEdge[];
  /** What the picture says above itself. */
  readonly heading: string;
  readonly subheading: string;
  readonly leftOut: string;
}

export interface SceneOptions {
  readonly measure?: MeasureText;
  /** Replaces the heading. */
  readonly title?: string;
}

const ROOT_WORDS: Readonly<Record<RootKindName, string>> = {
  module: 'module',
  frame: 'running frame',
  thread: 'thread',
  interpreter: 'interpreter',
  'c-held': 'held by code in C',
  static: 'part of the program',
  'gc-garbage': 'uncollectable garbage',
  'v8-root': 'V8',
  unknown: 'marked so by the snapshot',
};
const MAX_TITLE_WIDTH = 190;
const MAX_DETAIL_WIDTH = 146;
const MAX_LABEL_WIDTH = 150;
const SIDE_PADDING = 11;
const MIN_WIDTH = 54;
const ONE_LINE = 28;
const TWO_LINES = 38;
/** Height of an edge label, with the air it needs. */
export const LABEL_HEIGHT = 14;
const FADE_STEP = 0.1;
const MAX_FADE = 0.4;

/** The key of a stub in a scene: its node, and what its neighbours have in common. O(1). */
export function stubKey(stub: Pick<GraphStub, 'of' | 'type' | 'kind'>): string {
  return `stub ${stub.of} ${stub.kind} ${stub.type}`;
}

/**
 * What is to be drawn of a graph: sized boxes and labelled arrows, texts made safe and cut, in the graph's order,
 * objects before stubs. No positions: a layout adds them. O(nodes + edges + stubs).
 */
export function buildScene(graph: ObjectGraph, options: SceneOptions = {}): Scene {
  const measure = options.measure ?? measureText;
  const path = mainPathEdges(graph);
  const pathEdges = new Set(path);
  const onPath = new Set<ObjectId>();
  for (const index of pathEdges) onPath.add(graph.edges[index].from).add(graph.edges[index].to);
  const pathRoot = path.length === 0 ? null : graph.edges[path[0]].from;
  const leftOutOf = new Map(graph.truncated.map(({ id, hidden }) => [id, hidden]));
  const marks: Marks = { onPath, pathRoot, leftOutOf };
  const nodes = [
    ...graph.nodes.map((node) => objectBox(graph, node, marks, measure)),
    ...graph.stubs.map((stub) => stubBox(graph, stub, measure)),
  ];
  const indexOf = new Map(nodes.map((node, index) => [node.key, index]));
  const edges: SceneEdge[] = [];
  graph.edges.forEach((edge, index) => {
    const placed = arrow(edge, `${index}`, indexOf.get(edge.from), indexOf.get(edge.to), measure);
    if (placed !== null) edges.push({ ...placed, onPath: pathEdges.has(index) });
  });
  for (const stub of graph.stubs) {
    const key = stubKey(stub);
    const ends = graph.direction === 'referrers' ? [key, stub.of] : [stub.of, key];
    const placed = arrow({ ...stub, count: 1 }, key, indexOf.get(ends[0]), indexOf.get(ends[1]), measure);
    if (placed !== null) edges.push(placed);
  }
  return {
    start: graph.start,
    direction: graph.direction,
    nodes,
    edges,
    heading: options.title === undefined ? headingOf(graph) : visibleText(options.title, 160),
    subheading: `depth ${graph.depth}, width ${graph.width}: ${formatCount(graph.nodes.length)} objects, ${formatCount(graph.edges.length)} references`,
    leftOut: leftOutText(graph),
  };
}

function headingOf(graph: ObjectGraph): string {
  const start = graph.nodes.find((node) => node.id === graph.start);
  const name = visibleText(`${start?.type ?? 'object'} ${graph.start}`, 120);
  return graph.direction === 'referrers' ? `What holds ${name}` : `What ${name} holds`;
}

function fadeOf(depth: number): number {
  return Math.min(MAX_FADE, Math.max(0, depth - 1) * FADE_STEP);
}

const COUNTED = /^(.+) of ([\d,]+)$/u;
const WITH_FIELDS = /^([^()]+)\((.+)\)$/u;

/** The second line: the preview unless it only repeats the type; the id where nothing else tells the start apart. */
function detailOf(node: GraphNode, title: string, isStart: boolean): string {
  const preview = visibleText(node.preview, 200).trim();
  const counted = COUNTED.exec(preview);
  if (counted?.[1] === title) return `${counted[2]} ${counted[2] === '1' ? 'item' : 'items'}`;
  const fields = WITH_FIELDS.exec(preview);
  if (fields?.[1] === title) return fields[2];
  if (preview !== '' && preview !== title && preview !== node.type) return preview;
  return isStart ? node.id : '';
}

function boxSize(title: string, detail: string, measure: MeasureText): { width: number; height: number } {
  const text = Math.max(measure(title, 'title'), measure(detail, 'detail'));
  return {
    width: Math.max(MIN_WIDTH, Math.ceil(text) + 2 * SIDE_PADDING),
    height: detail === '' ? ONE_LINE : TWO_LINES,
  };
}

/** What is known of nodes from the graph as a whole. */
interface Marks {
  readonly onPath: ReadonlySet<ObjectId>;
  readonly pathRoot: ObjectId | null;
  /** Neighbours neither shown nor folded; without those of roots, where nobody asks what holds them. */
  readonly leftOutOf: ReadonlyMap<ObjectId, number>;
}

function objectBox(graph: ObjectGraph, node: GraphNode, marks: Marks, measure: MeasureText): SceneNode {
  const isStart = node.id === graph.start;
  const isRoot = node.role === 'root' || node.id === marks.pathRoot;
  const onPath = marks.onPath.has(node.id);
  const leftOut = marks.leftOutOf.get(node.id) ?? 0;
  const title = fitText(visibleText(shortType(node.type), 80), 'title', MAX_TITLE_WIDTH, measure);
  const detail = fitText(detailOf(node, title, isStart), 'detail', MAX_DETAIL_WIDTH, measure);
  const preview = visibleText(node.preview, 200);
  const facts = factsOf(graph, node, leftOut);
  return {
    key: node.id,
    kind: 'object',
    id: node.id,
    type: visibleText(node.type, 200),
    stubType: null,
    title,
    detail,
    role: isRoot ? 'root' : node.role,
    isStart,
    isRoot,
    depth: node.depth,
    fade: isStart || isRoot || onPath ? 0 : fadeOf(node.depth),
    ...boxSize(title, detail, measure),
    badge: leftOut > 0 ? `+${formatCount(leftOut)}` : '',
    onPath,
    preview,
    facts,
    description: `${visibleText(`${node.type} ${node.id} ${preview}`.trimEnd(), 320)}: ${facts}`,
  };
}

function factsOf(graph: ObjectGraph, node: GraphNode, leftOut: number): string {
  const neighbours = `${graph.direction === 'referrers' ? 'held by' : 'holds'} ${formatCount(node.neighbours)}`;
  return [
    formatExactBytes(node.shallowBytes),
    ...(node.retainedBytes === null ? [] : [`retains ${formatExactBytes(node.retainedBytes)}`]),
    leftOut > 0 ? `${neighbours} (${formatCount(leftOut)} not shown)` : neighbours,
    ...(node.rootKind === null ? [] : [`root: ${ROOT_WORDS[node.rootKind]}`]),
  ].join(', ');
}

function stubBox(graph: ObjectGraph, stub: GraphStub, measure: MeasureText): SceneNode {
  const count = `${formatCount(stub.count)} × `;
  const title = fitText(
    `${count}${visibleText(shortType(stub.type), 80)}`,
    'title',
    MAX_TITLE_WIDTH,
    measure,
  );
  const verb = graph.direction === 'referrers' ? 'holding' : 'held by';
  const facts = `${formatExactBytes(stub.shallowBytes)} together, folded`;
  return {
    key: stubKey(stub),
    kind: 'stub',
    id: stub.of,
    type: visibleText(stub.type, 200),
    stubType: stub.type,
    title,
    detail: '',
    role: stub.role,
    isStart: false,
    isRoot: false,
    depth: stub.depth,
    fade: fadeOf(stub.depth),
    ...boxSize(title, '', measure),
    badge: '',
    onPath: false,
    preview: '',
    facts,
    description: `${visibleText(`${count}${stub.type} ${verb} ${stub.of}`, 320)}: ${facts}`,
  };
}

function arrow(
  edge: Pick<GraphEdge, 'label' | 'kind' | 'retains' | 'count'>,
  key: string,
  from: number | undefined,
  to: number | undefined,
  measure: MeasureText,
): SceneEdge | null {
  if (from === undefined || to === undefined) return null;
  const times = edge.count > 1 ? ` ×${formatCount(edge.count)}` : '';
  const room = MAX_LABEL_WIDTH - measure(times, 'edge');
  const label = `${fitText(visibleText(edge.label, 80), 'edge', room, measure)}${times}`;
  const labelWidth = Math.ceil(measure(label, 'edge'));
  return { key, from, to, label, labelWidth, kind: edge.kind, retains: edge.retains, onPath: false };
}
