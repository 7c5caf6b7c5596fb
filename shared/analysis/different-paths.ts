import { CANCEL_CHECK_INTERVAL, throwIfCancelled } from '../base/cancellation.ts';
import type { CancelToken } from '../base/cancellation.ts';
import { NO_NODE, hasBit } from '../graph/heap-graph.ts';
import type { HeapGraph } from '../graph/heap-graph.ts';
import { sourceOfEdge } from '../graph/reverse-edges.ts';
import type { ReverseEdges } from '../graph/reverse-edges.ts';
import { NO_EDGE } from './distances.ts';
import type { Distances } from './distances.ts';
import { foldedPath } from './paths.ts';
import type { PathNode } from './paths.ts';
import { upwards } from './preorder-tree.ts';
import type { PreorderTree } from './preorder-tree.ts';

/** What the search needs to know of the heap. */
export interface PathSources {
  readonly graph: HeapGraph;
  readonly reverse: ReverseEdges;
  readonly distances: Distances;
  readonly dominatorTree: PreorderTree;
  readonly cancel: CancelToken;
}

export interface PathsQuestion {
  readonly node: number;
  /** Greatest number of paths. */
  readonly count: number;
  /** Where a path may start: some of the roots. */
  readonly isStart: (node: number) => boolean;
  /** Nodes and edges that no path may use. */
  readonly avoidedNodes: ReadonlySet<number>;
  readonly avoidedEdges: ReadonlySet<number>;
  /** Of several shortest ones the one to begin with; null for any. It must start, and go, where paths may. */
  readonly first: Chain | null;
}

/** A chain from a root as edges; the first node by itself, because an edge of node 0 is no step. */
export interface Chain {
  readonly nodes: readonly number[];
  readonly edges: readonly number[];
}

/** What a step costs, against 1 for a new one: through an object or along a reference that an earlier path has used. */
const USED_NODE_COST = 64;
const USED_EDGE_COST = 16;
/** Times that an earlier path may be found again, each time at a higher cost, before there are no others. */
const MAX_REPEATS = 6;

/**
 * Chains of retaining references from roots to a node that differ as much as they can, the shortest first. Each next one
 * shares as few objects as possible with earlier ones, those that every chain goes through (the node's dominators)
 * excepted, then as few references, and is the shortest of such. Weak references are never followed. Fewer than asked
 * for when no others are found.
 *
 * A search backwards from the node, led by the known distances from the roots, so that mostly few objects are looked at;
 * at worst O(N + E · log N) a path. 8 N bytes while it runs. Throws HeapError `cancelled`.
 */
export function differentPaths(sources: PathSources, question: PathsQuestion): PathNode[][] {
  const search = new BackwardSearch(sources, question);
  const found: Chain[] = [];
  const known = new Set<string>();
  if (question.first !== null && question.count > 0) {
    search.use(question.first);
    known.add(question.first.nodes.join(' '));
    found.push(question.first);
  }
  for (let repeats = 0; found.length < question.count && repeats <= MAX_REPEATS;) {
    const next = search.run();
    if (next === null) break;
    search.use(next);
    const key = next.nodes.join(' ');
    if (known.has(key)) {
      repeats++;
      continue;
    }
    repeats = 0;
    known.add(key);
    found.push(next);
  }
  return found.map(({ nodes, edges }) => foldedPath(sources.graph, nodes, edges));
}

/**
 * A* from the node towards roots: the distance from the nearest root never overestimates what is left, and falls by at
 * most one a step, so that the first way to a node is a cheapest one.
 */
class BackwardSearch {
  private readonly sources: PathSources;
  private readonly question: PathsQuestion;
  /** Edge by which the search came, towards the goal; by node. NO_EDGE where it has not been. */
  private readonly leadsBy: Uint32Array;
  private readonly costTo: Uint32Array;
  private touched: number[] = [];
  private readonly waiting = new WaitingNodes();
  /** What every chain goes through. */
  private readonly needed: ReadonlySet<number>;
  private readonly usesOfNode = new Map<number, number>();
  private readonly usesOfEdge = new Map<number, number>();
  /** Whether the node itself may be the root that a chain starts at. */
  private startsAtNode = true;

  constructor(sources: PathSources, question: PathsQuestion) {
    this.sources = sources;
    this.question = question;
    this.needed = new Set<number>(upwards(sources.dominatorTree, question.node));
    this.leadsBy = new Uint32Array(sources.graph.nodeCount).fill(NO_EDGE);
    this.costTo = new Uint32Array(sources.graph.nodeCount).fill(NO_NODE);
  }

  /** Makes what a chain uses cost more from now on. */
  use({ nodes, edges }: Chain): void {
    if (edges.length === 0) this.startsAtNode = false;
    for (const node of nodes) {
      if (!this.needed.has(node)) this.usesOfNode.set(node, (this.usesOfNode.get(node) ?? 0) + 1);
    }
    for (const edge of edges) this.usesOfEdge.set(edge, (this.usesOfEdge.get(edge) ?? 0) + 1);
  }

  /** The cheapest chain; null for none. */
  run(): Chain | null {
    const { question, sources, waiting } = this;
    const { distanceOf } = sources.distances;
    this.reset();
    if (question.avoidedNodes.has(question.node)) return null;
    this.come(question.node, NO_EDGE, 0);
    let steps = 0;
    for (let next = waiting.take(); next !== null; next = waiting.take()) {
      const { node, cost } = next;
      // Found again by a cheaper way since it was put here.
      if (this.costTo[node] + distanceOf[node] !== cost) continue;
      if (++steps % CANCEL_CHECK_INTERVAL === 0) throwIfCancelled(sources.cancel);
      if (question.isStart(node) && (node !== question.node || this.startsAtNode))
        return this.chainFrom(node);
      this.expand(node);
    }
    return null;
  }

  private expand(node: number): void {
    const { graph, reverse, cancel } = this.sources;
    const { avoidedNodes, avoidedEdges } = this.question;
    for (let index = reverse.referrerStart[node]; index < reverse.referrerStart[node + 1]; index++) {
      if (index % CANCEL_CHECK_INTERVAL === 0) throwIfCancelled(cancel);
      const edge = reverse.referrerEdge[index];
      if (!hasBit(graph.edgeRetains, edge) || avoidedEdges.has(edge)) continue;
      const source = sourceOfEdge(graph, edge);
      if (source === 0 || avoidedNodes.has(source)) continue;
      const nodeCost = USED_NODE_COST * (this.usesOfNode.get(source) ?? 0);
      const edgeCost = USED_EDGE_COST * (this.usesOfEdge.get(edge) ?? 0);
      this.come(source, edge, this.costTo[node] + 1 + nodeCost + edgeCost);
    }
  }

  private come(node: number, edge: number, cost: number): void {
    const left = this.sources.distances.distanceOf[node];
    if (left === NO_NODE || cost >= this.costTo[node]) return;
    if (this.costTo[node] === NO_NODE) this.touched.push(node);
    this.costTo[node] = cost;
    this.leadsBy[node] = edge;
    this.waiting.add(node, cost + left);
  }

  private chainFrom(start: number): Chain {
    const nodes = [start];
    const edges: number[] = [];
    for (let edge = this.leadsBy[start]; edge !== NO_EDGE; edge = this.leadsBy[nodes[nodes.length - 1]]) {
      edges.push(edge);
      nodes.push(this.sources.graph.edgeTarget[edge]);
    }
    return { nodes, edges };
  }

  private reset(): void {
    for (const node of this.touched) {
      this.costTo[node] = NO_NODE;
      this.leadsBy[node] = NO_EDGE;
    }
    this.touched = [];
    this.waiting.clear();
  }
}

/** Nodes by what the chain through them costs at least, least first, the last one added of equal ones: a list a cost. */
class WaitingNodes {
  private readonly lists = new Map<number, number[]>();
  /** Costs that have lists, as a binary heap with the least on top. */
  private readonly costs: number[] = [];

  clear(): void {
    this.lists.clear();
    this.costs.length = 0;
  }

  /** O(1), for a new cost O(log costs). */
  add(node: number, cost: number): void {
    const list = this.lists.get(cost);
    if (list !== undefined) {
      list.push(node);
      return;
    }
    this.lists.set(cost, [node]);
    this.rise(cost);
  }

  /** O(1), for the last of a cost O(log costs). */
  take(): { readonly node: number; readonly cost: number } | null {
    while (this.costs.length > 0) {
      const cost = this.costs[0];
      const node = this.lists.get(cost)?.pop();
      if (node !== undefined) return { node, cost };
      this.lists.delete(cost);
      this.sink();
    }
    return null;
  }

  private rise(cost: number): void {
    const { costs } = this;
    let place = costs.push(cost) - 1;
    for (let above = (place - 1) >> 1; place > 0 && costs[above] > cost; above = (place - 1) >> 1) {
      costs[place] = costs[above];
      costs[above] = cost;
      place = above;
    }
  }

  /** Takes the top away: the last cost goes down to its place. */
  private sink(): void {
    const { costs } = this;
    const cost = costs.pop() ?? 0;
    if (costs.length === 0) return;
    costs[0] = cost;
    for (let place = 0; ;) {
      let below = 2 * place + 1;
      if (below + 1 < costs.length && costs[below + 1] < costs[below]) below++;
      if (below >= costs.length || costs[below] >= cost) return;
      costs[place] = costs[below];
      costs[below] = cost;
      place = below;
    }
  }
}
