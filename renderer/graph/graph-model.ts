import { MAX_GRAPH_NODES } from '../../shared/protocol/engine-api.ts';
import type { EngineParams } from '../../shared/protocol/engine-api.ts';
import type { GraphEdge, GraphNode, GraphStub, ObjectGraph, ObjectId } from '../../shared/protocol/rows.ts';

export type GraphQuestion = EngineParams<'graph'>;

/**
 * Everything the engine has told about the surroundings of one object, and what the user closed. Immutable: each change
 * gives a new one. What is shown follows from it (visibleGraph).
 */
export interface GraphModel {
  /** The first answer: its start, direction, depth and width are the graph's. */
  readonly base: ObjectGraph;
  readonly nodes: ReadonlyMap<ObjectId, GraphNode>;
  readonly edges: ReadonlyMap<string, GraphEdge>;
  readonly stubs: ReadonlyMap<string, GraphStub>;
  /** Objects whose neighbours are not followed any further. */
  readonly collapsed: ReadonlySet<ObjectId>;
  /** How many neighbours of one type were asked for by opening stubs; keys by openedKey. */
  readonly opened: ReadonlyMap<string, number>;
  /** Objects that were asked for more and had none: asking again is useless. */
  readonly exhausted: ReadonlySet<ObjectId>;
}

/** What a click on an object does. */
export type NodeAction = 'load' | 'open' | 'collapse' | 'none';

const MORE_WIDTH = 20;
const MAX_WIDTH = 200;

function edgeKey(edge: GraphEdge): string {
  return `${edge.from}\n${edge.to}\n${edge.kind}\n${edge.label}`;
}

function keyOfStub(stub: GraphStub): string {
  return `${stub.of}\n${stub.kind}\n${stub.type}`;
}

function openedKey(of: ObjectId, type: string): string {
  return `${of}\n${type}`;
}

/** A model that shows the first answer. O(graph). */
export function startModel(base: ObjectGraph): GraphModel {
  return {
    base,
    nodes: new Map(base.nodes.map((node) => [node.id, node])),
    edges: new Map(base.edges.map((edge) => [edgeKey(edge), edge])),
    stubs: new Map(base.stubs.map((stub) => [keyOfStub(stub), stub])),
    collapsed: new Set(),
    opened: new Map(),
    exhausted: new Set(),
  };
}

/** The far end of an edge when walking away from the start. */
function onward(model: GraphModel, edge: GraphEdge): { near: ObjectId; far: ObjectId } {
  return model.base.direction === 'referrers'
    ? { near: edge.to, far: edge.from }
    : { near: edge.from, far: edge.to };
}

function neighboursOf(model: GraphModel, id: ObjectId): Set<ObjectId> {
  const found = new Set<ObjectId>();
  for (const edge of model.edges.values()) {
    const { near, far } = onward(model, edge);
    if (near === id) found.add(far);
  }
  return found;
}

function stubsOf(model: GraphModel, id: ObjectId): GraphStub[] {
  return [...model.stubs.values()].filter((stub) => stub.of === id);
}

/**
 * The model with an answer merged in. `question` is what was asked: with `onlyType` its stub is replaced, else all stubs
 * of the object. What was known stays known. O(model + answer).
 */
export function addAnswer(model: GraphModel, question: GraphQuestion, answer: ObjectGraph): GraphModel {
  const { id, onlyType } = question;
  const nodes = new Map(model.nodes);
  for (const node of answer.nodes) if (!nodes.has(node.id)) nodes.set(node.id, node);
  const edges = new Map(model.edges);
  for (const edge of answer.edges) edges.set(edgeKey(edge), edge);
  const stubs = new Map(model.stubs);
  for (const [key, stub] of model.stubs) {
    if (stub.of === id && (onlyType === null || stub.type === onlyType)) stubs.delete(key);
  }
  const answered = new Set(answer.nodes.map((node) => node.id));
  const before = [...neighboursOf(model, id)].filter((other) => !answered.has(other));
  for (const stub of answer.stubs) {
    // Neighbours opened earlier are not in a full answer, so its stub counts them although they are shown.
    const shown =
      onlyType === null ? before.filter((other) => nodes.get(other)?.type === stub.type).length : 0;
    if (stub.count > shown) stubs.set(keyOfStub(stub), { ...stub, count: stub.count - shown });
  }
  const opened = new Map(model.opened);
  if (onlyType !== null) opened.set(openedKey(id, onlyType), question.skip + question.width);
  const collapsed = new Set(model.collapsed);
  collapsed.delete(id);
  const exhausted = new Set(model.exhausted);
  if (nodes.size === model.nodes.size && edges.size === model.edges.size) exhausted.add(id);
  return { ...model, nodes, edges, stubs, collapsed, opened, exhausted };
}

/** The question that brings the next neighbours of an object. O(edges). */
export function moreQuestion(model: GraphModel, id: ObjectId): GraphQuestion {
  const width = Math.min(MAX_WIDTH, neighboursOf(model, id).size + Math.min(MORE_WIDTH, model.base.width));
  return {
    id,
    direction: model.base.direction,
    depth: 1,
    width: Math.max(1, width),
    onlyType: null,
    skip: 0,
  };
}

/**
 * The question that opens a stub: the next neighbours of that type in the engine's order. Some may be shown already, by
 * another way. O(1).
 */
export function stubQuestion(model: GraphModel, of: ObjectId, type: string): GraphQuestion {
  const { direction, width } = model.base;
  return {
    id: of,
    direction,
    depth: 1,
    width,
    onlyType: type,
    skip: model.opened.get(openedKey(of, type)) ?? 0,
  };
}

/** The model with an object's neighbours put away (those only it leads to); nothing is forgotten. O(collapsed). */
export function collapse(model: GraphModel, id: ObjectId): GraphModel {
  if (id === model.base.start) return model;
  return { ...model, collapsed: new Set(model.collapsed).add(id) };
}

/** The model with an object's known neighbours shown again. O(collapsed). */
export function reopen(model: GraphModel, id: ObjectId): GraphModel {
  const collapsed = new Set(model.collapsed);
  collapsed.delete(id);
  return { ...model, collapsed };
}

/** What activating an object does now. O(edges). */
export function actionFor(model: GraphModel, id: ObjectId): NodeAction {
  const node = model.nodes.get(id);
  if (node === undefined) return 'none';
  const neighbours = neighboursOf(model, id);
  const stubs = stubsOf(model, id);
  if (model.collapsed.has(id)) return 'open';
  const known = neighbours.size + stubs.reduce((sum, stub) => sum + stub.count, 0);
  if (node.neighbours > known && !model.exhausted.has(id)) return 'load';
  return known > 0 && id !== model.base.start ? 'collapse' : 'none';
}

/** Whether no more nodes may be added to what is shown. */
export function isFull(shown: ObjectGraph): boolean {
  return shown.nodes.length >= MAX_GRAPH_NODES;
}

/**
 * What is to be shown: everything reached from the start without passing through a collapsed object, with depths and
 * hidden counts that are true for it. The base answer itself while nothing changed. O(model).
 */
export function visibleGraph(model: GraphModel): ObjectGraph {
  const links = linksByNear(model);
  const depthOf = reach(model, links);
  const edges = [...model.edges.values()].filter((edge) => depthOf.has(edge.from) && depthOf.has(edge.to));
  const stubs = [...model.stubs.values()]
    .filter((stub) => depthOf.has(stub.of) && !model.collapsed.has(stub.of))
    .map((stub) => ({ ...stub, depth: (depthOf.get(stub.of) ?? 0) + 1 }));
  const folded = new Map<ObjectId, number>();
  for (const stub of stubs) folded.set(stub.of, (folded.get(stub.of) ?? 0) + stub.count);
  const nodes: GraphNode[] = [];
  for (const [id, depth] of depthOf) {
    const node = model.nodes.get(id);
    if (node === undefined) continue;
    const shown = [...(links.get(id) ?? [])].filter((other) => depthOf.has(other)).length;
    const hidden = Math.max(0, node.neighbours - shown - (folded.get(id) ?? 0));
    nodes.push({ ...node, depth, hidden });
  }
  // As the engine says it: what holds a module or a frame is not what anybody asks.
  const truncated = nodes
    .filter((node) => node.hidden > 0 && (node.role !== 'root' || node.id === model.base.start))
    .map(({ id, hidden }) => ({ id, hidden }));
  return { ...model.base, nodes, edges, stubs, truncated };
}

function linksByNear(model: GraphModel): Map<ObjectId, Set<ObjectId>> {
  const links = new Map<ObjectId, Set<ObjectId>>();
  for (const edge of model.edges.values()) {
    const { near, far } = onward(model, edge);
    const known = links.get(near);
    if (known === undefined) links.set(near, new Set([far]));
    else known.add(far);
  }
  return links;
}

function reach(
  model: GraphModel,
  links: ReadonlyMap<ObjectId, ReadonlySet<ObjectId>>,
): Map<ObjectId, number> {
  const depthOf = new Map<ObjectId, number>([[model.base.start, 0]]);
  for (const [id, depth] of depthOf) {
    if (model.collapsed.has(id)) continue;
    for (const far of links.get(id) ?? []) {
      if (!depthOf.has(far) && model.nodes.has(far)) depthOf.set(far, depth + 1);
    }
  }
  return depthOf;
}
