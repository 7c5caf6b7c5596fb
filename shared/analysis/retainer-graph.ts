import { EDGE_KIND_NAMES } from '../graph/edge-kinds.ts';
import type { EdgeKindText } from '../graph/edge-kinds.ts';
import { hasBit } from '../graph/heap-graph.ts';
import type { HeapGraph } from '../graph/heap-graph.ts';
import { NeighbourWalk } from './neighbours.ts';
import type { Neighbours } from './neighbours.ts';
import type { RetainerGraphQuestion, RetainerGraphSources } from './graph-question.ts';
import { chooseNeighbours, groupKey } from './choose-neighbours.ts';

export interface ShownNode {
  readonly node: number;
  readonly depth: number;
  /** All its neighbours in the direction. */
  neighbours: number;
  /** Neighbours that are neither shown nor in a stub. */
  hidden: number;
}

/** References between two shown objects; label and kind are those of the first that retains, else of the first. */
export interface ShownEdge {
  readonly holder: number;
  readonly held: number;
  edge: number;
  folded: boolean;
  retains: boolean;
  count: number;
}

/** Neighbours of one node that have one type and refer (or are referred to) in one way. */
export interface ShownStub {
  readonly of: number;
  readonly type: number;
  /** Index into EDGE_KIND_NAMES. */
  readonly kind: number;
  count: number;
  shallowBytes: number;
  /** Edge of the first, for the label, and its holder. */
  readonly edge: number;
  readonly holder: number;
  readonly folded: boolean;
  /** All have the first one's label. */
  sameLabel: boolean;
  retains: boolean;
  readonly depth: number;
}

export interface RetainerGraph {
  readonly nodes: readonly ShownNode[];
  readonly edges: readonly ShownEdge[];
  readonly stubs: readonly ShownStub[];
}

/** Edges beyond those that first led to each node are drawn as long as there are fewer than this many a node. */
const MAX_EDGES_PER_NODE = 4;

/**
 * The objects around a start along references, level by level. First the nodes are chosen: all neighbours of a node
 * while they fit its width, else equal ones fold, the largest groups first. Then, with all nodes known, everything
 * between them is drawn, so that no reference between two shown objects is missing and cycles close.
 *
 * O(references of the shown nodes) time and memory. Throws HeapError `cancelled`.
 */
export function retainerGraph(sources: RetainerGraphSources, question: RetainerGraphQuestion): RetainerGraph {
  const walk = new NeighbourWalk(sources.graph, sources.reverse, question.direction, sources.cancel);
  const chosen = chooseNodes(sources, question, walk);
  const picture = new Picture(sources.graph, question, walk, chosen);
  for (const shown of chosen.shown.values()) picture.add(shown);
  return picture.result();
}

/** The nodes of the picture and why. */
interface Chosen {
  /** In the order in which they were met. */
  readonly shown: ReadonlyMap<number, ShownNode>;
  /** Node that first led to it, by node. */
  readonly metFrom: ReadonlyMap<number, number>;
  /** Keys of the groups that became stubs, by node. */
  readonly foldedOf: ReadonlyMap<number, ReadonlySet<number>>;
}

function chooseNodes(
  sources: RetainerGraphSources,
  question: RetainerGraphQuestion,
  walk: NeighbourWalk,
): Chosen {
  const { start, depth: maxDepth, onlyType, maxNodes } = question;
  const shown = new Map<number, ShownNode>();
  const metFrom = new Map<number, number>();
  const foldedOf = new Map<number, ReadonlySet<number>>();
  shown.set(start, { node: start, depth: 0, neighbours: 0, hidden: 0 });
  // A Map goes on to entries that are added while it is walked: it is the queue of the breadth-first walk.
  for (const { node, depth } of shown.values()) {
    if (depth >= (onlyType === null ? maxDepth : 1)) break;
    if (depth > 0 && sources.endsWalk(node)) continue;
    const choice = chooseNeighbours(sources, question, walk, node, shown);
    foldedOf.set(node, choice.folded);
    for (const neighbour of choice.single) {
      if (shown.size >= maxNodes) break;
      shown.set(neighbour, { node: neighbour, depth: depth + 1, neighbours: 0, hidden: 0 });
      metFrom.set(neighbour, node);
    }
  }
  return { shown, metFrom, foldedOf };
}

/** Edges and stubs between chosen nodes. */
class Picture {
  private readonly graph: HeapGraph;
  private readonly question: RetainerGraphQuestion;
  private readonly walk: NeighbourWalk;
  private readonly chosen: Chosen;
  private readonly edges: ShownEdge[] = [];
  private readonly stubs: ShownStub[] = [];

  constructor(graph: HeapGraph, question: RetainerGraphQuestion, walk: NeighbourWalk, chosen: Chosen) {
    this.graph = graph;
    this.question = question;
    this.walk = walk;
    this.chosen = chosen;
  }

  result(): RetainerGraph {
    return { nodes: [...this.chosen.shown.values()], edges: this.edges, stubs: this.stubs };
  }

  /** Adds the node's edges to other shown nodes and its stubs, and counts what is left out. */
  add(shown: ShownNode): void {
    const { node } = shown;
    const { typeOf } = this.graph;
    const all = this.walk.neighbours(node);
    const stubOfKey = new Map<number, ShownStub>();
    const foldedKeys = this.chosen.foldedOf.get(node);
    const { onlyType, skip } = this.question;
    const isOpening = onlyType !== null && shown.depth === 0;
    const drawn: number[] = [];
    let ofType = 0;
    shown.neighbours = all.count;
    for (let index = 0; index < all.count; index++) {
      const other = all.nodes[index];
      if (isOpening && (typeOf[other] !== onlyType || ofType++ < skip)) continue;
      if (this.chosen.shown.has(other)) drawn.push(index);
      else if (foldedKeys === undefined || foldedKeys.size === 0) shown.hidden++;
      else {
        const kind = this.walk.kindBetween(node, all, index);
        const key = groupKey(typeOf[other], kind);
        if (foldedKeys.has(key)) this.addToStub(stubOfKey, key, shown, all, index, kind);
        else shown.hidden++;
      }
    }
    this.stubs.push(...stubOfKey.values());
    if (drawn.length > 0) this.addEdges(node, all, drawn);
  }

  private addToStub(
    stubOfKey: Map<number, ShownStub>,
    key: number,
    { node, depth }: ShownNode,
    { nodes, edges, folded }: Neighbours,
    index: number,
    kind: number,
  ): void {
    const { graph } = this;
    const [other, edge] = [nodes[index], edges[index]];
    const shallowBytes = graph.shallowBytesOf[other];
    const retains = hasBit(graph.edgeRetains, edge);
    const stub = stubOfKey.get(key);
    if (stub === undefined) {
      const holder = this.question.direction === 'referents' ? node : other;
      stubOfKey.set(key, {
        ...{ of: node, type: graph.typeOf[other], kind, count: 1, shallowBytes },
        ...{ edge, holder, folded: folded[index] === 1, sameLabel: true, retains, depth: depth + 1 },
      });
      return;
    }
    stub.count++;
    stub.shallowBytes += shallowBytes;
    stub.retains ||= retains;
    stub.sameLabel &&= graph.edgeLabel[stub.edge] === graph.edgeLabel[edge];
  }

  /** One edge between the node and each shown neighbour, by its index, for all references between the two. */
  private addEdges(node: number, all: Neighbours, drawn: readonly number[]): void {
    const { graph, chosen, question } = this;
    const edgeOfOther = new Map<number, ShownEdge>();
    for (const index of drawn) {
      const [other, edge] = [all.nodes[index], all.edges[index]];
      const [holder, held] = question.direction === 'referents' ? [node, other] : [other, node];
      const retains = hasBit(graph.edgeRetains, edge);
      edgeOfOther.set(other, { holder, held, edge, folded: all.folded[index] === 1, retains, count: 1 });
    }
    if (all.references > all.count) this.countRepeated(node, edgeOfOther);
    const limit = MAX_EDGES_PER_NODE * question.maxNodes;
    for (const [other, edge] of edgeOfOther) {
      if (this.edges.length < limit || chosen.metFrom.get(other) === node) this.edges.push(edge);
    }
  }

  private countRepeated(node: number, edgeOfOther: ReadonlyMap<number, ShownEdge>): void {
    for (const shown of edgeOfOther.values()) shown.count = 0;
    this.walk.visit(node, (other, edge, folded) => {
      const shown = edgeOfOther.get(other);
      if (shown === undefined) return true;
      shown.count++;
      const retains = hasBit(this.graph.edgeRetains, edge);
      if (retains && !shown.retains) Object.assign(shown, { edge, folded, retains });
      return true;
    });
  }
}

/** Kinds whose labels are subscripts, and kinds whose labels stand after a dot. */
const SUBSCRIPTS: readonly string[] = ['item', 'value', 'element'] satisfies EdgeKindText[];
const MEMBERS: readonly string[] = ['attribute', 'slot'] satisfies EdgeKindText[];

/** A label for many: the shared one of `label()`, or what their labels have in common, such as `[…]`. O(1). */
export function stubLabel(stub: Pick<ShownStub, 'sameLabel' | 'kind'>, label: () => string): string {
  if (stub.sameLabel) return label();
  const kind = EDGE_KIND_NAMES[stub.kind] ?? 'other';
  if (MEMBERS.includes(kind)) return '.…';
  if (SUBSCRIPTS.includes(kind)) return '[…]';
  return `${kind === 'other' ? 'reference' : kind} …`;
}
