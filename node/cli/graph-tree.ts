import { formatBytes, formatCount } from '../../shared/base/numbers-to-text.ts';
import type { GraphEdge, GraphNode, GraphStub, ObjectGraph, ObjectId } from '../../shared/protocol/rows.ts';
import { shownText, typeText } from './cells.ts';
import type { Ink } from './ink.ts';

/** One line still to be written below a node: another node, folded neighbours, or what is hidden. */
type Branch =
  | { readonly kind: 'node'; readonly node: GraphNode; readonly edge: GraphEdge }
  | { readonly kind: 'stub'; readonly stub: GraphStub }
  | { readonly kind: 'hidden'; readonly count: number };

interface Pending {
  readonly branch: Branch;
  readonly isLast: boolean;
  /** The vertical lines that stand left of it. */
  readonly indent: string;
}

const PREVIEW_WORD: Readonly<Record<ObjectGraph['direction'], string>> = {
  referrers: 'referrer',
  referents: 'referent',
};

/**
 * A graph as an indented tree: the start object, below it its neighbours in the direction of the graph, and so on. Each
 * object is drawn once, where it is nearest to the start; where it is met again, that is said. O(nodes + edges).
 */
export function graphTree(graph: ObjectGraph, ink: Ink): string[] {
  const branchesOf = branchesByNode(graph);
  const start = graph.nodes.find((node) => node.id === graph.start);
  if (start === undefined) return [];
  const lines = [nodeText(start, ink)];
  const drawn = new Set<ObjectId>([start.id]);
  const nearest = nearestEdges(graph);
  const stack = pendingBelow(branchesOf.get(start.id) ?? [], '');
  for (let pending = stack.pop(); pending !== undefined; pending = stack.pop()) {
    const { branch, isLast, indent } = pending;
    const stem = ink('quiet', `${indent}${isLast ? '└─ ' : '├─ '}`);
    lines.push(stem + branchText(branch, graph, ink));
    if (branch.kind !== 'node') continue;
    const below = branchesOf.get(branch.node.id) ?? [];
    const isHere = nearest.get(branch.node.id) === branch.edge;
    if (isHere) {
      drawn.add(branch.node.id);
      stack.push(...pendingBelow(below, indent + (isLast ? '   ' : '│  ')));
    } else if (below.length > 0) {
      lines[lines.length - 1] += ink('quiet', whereDrawn(branch.node.id, graph.start, drawn));
    }
  }
  return lines;
}

function whereDrawn(id: ObjectId, start: ObjectId, drawn: ReadonlySet<ObjectId>): string {
  if (id === start) return '  ↑ the start';
  return drawn.has(id) ? '  ↑ above' : '  ↓ below';
}

/** The end of an edge that lies nearer to the start, and the other end. */
function endsOf(edge: GraphEdge, graph: ObjectGraph): { near: ObjectId; far: ObjectId } {
  return graph.direction === 'referrers'
    ? { near: edge.to, far: edge.from }
    : { near: edge.from, far: edge.to };
}

function branchesByNode(graph: ObjectGraph): Map<ObjectId, Branch[]> {
  const nodeById = new Map(graph.nodes.map((node) => [node.id, node]));
  const branches = new Map<ObjectId, Branch[]>(graph.nodes.map((node) => [node.id, []]));
  for (const edge of graph.edges) {
    const { near, far } = endsOf(edge, graph);
    const node = nodeById.get(far);
    if (node !== undefined) branches.get(near)?.push({ kind: 'node', node, edge });
  }
  for (const stub of graph.stubs) branches.get(stub.of)?.push({ kind: 'stub', stub });
  for (const { id, hidden } of graph.truncated) branches.get(id)?.push({ kind: 'hidden', count: hidden });
  return branches;
}

/** By object: the edge below which it is drawn, the first from an object one step nearer to the start. */
function nearestEdges(graph: ObjectGraph): Map<ObjectId, GraphEdge> {
  const depthOf = new Map(graph.nodes.map((node) => [node.id, node.depth]));
  const nearest = new Map<ObjectId, GraphEdge>();
  for (const edge of graph.edges) {
    const { near, far } = endsOf(edge, graph);
    if (!nearest.has(far) && (depthOf.get(near) ?? 0) < (depthOf.get(far) ?? 0)) nearest.set(far, edge);
  }
  return nearest;
}

/** In reverse, because the stack is read from its end. */
function pendingBelow(branches: readonly Branch[], indent: string): Pending[] {
  return branches
    .map((branch, index) => ({ branch, indent, isLast: index === branches.length - 1 }))
    .toReversed();
}

function nodeText(node: GraphNode, ink: Ink): string {
  const type = ink(node.rootKind === null ? 'strong' : 'root', typeText(node.type));
  const root = node.rootKind === null ? '' : ink('root', `  root: ${node.rootKind}`);
  const retained = node.retainedBytes === null ? '' : ink('retained', `  ${formatBytes(node.retainedBytes)}`);
  const preview = node.preview === '' ? '' : `  ${shownText(node.preview)}`;
  return `${type} ${ink('quiet', node.id)}${preview}${retained}${root}`;
}

/** A label in the reading direction: a referrer holds by it, a referent is held by it. */
function labelText(label: string, retains: boolean, direction: ObjectGraph['direction']): string {
  const weak = retains ? '' : ' (weak)';
  const text = label === '' ? '·' : shownText(label);
  return direction === 'referrers' ? `${text}${weak} ← ` : `${text}${weak} → `;
}

function branchText(branch: Branch, graph: ObjectGraph, ink: Ink): string {
  const { direction } = graph;
  if (branch.kind === 'hidden') {
    const word = `${PREVIEW_WORD[direction]}${branch.count === 1 ? '' : 's'}`;
    return ink('quiet', `${formatCount(branch.count)} more ${word} not shown`);
  }
  if (branch.kind === 'stub') {
    const { stub } = branch;
    const bytes = ink('shallow', `  ${formatBytes(stub.shallowBytes)}`);
    return `${labelText(stub.label, stub.retains, direction)}${formatCount(stub.count)} × ${typeText(stub.type)}${bytes}`;
  }
  const { edge, node } = branch;
  const times = edge.count > 1 ? ink('quiet', ` (${formatCount(edge.count)} references)`) : '';
  return `${labelText(edge.label, edge.retains, direction)}${nodeText(node, ink)}${times}`;
}
