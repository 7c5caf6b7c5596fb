import { EDGE_KIND_NAMES, edgeKind } from '../graph/edge-kinds.ts';
import type { EdgeKindText } from '../graph/edge-kinds.ts';
import { NO_NODE, hasBit } from '../graph/heap-graph.ts';
import type { HeapGraph } from '../graph/heap-graph.ts';
import { labelInOwner, labelOf } from '../graph/labels.ts';
import { sourceOfEdge } from '../graph/reverse-edges.ts';
import type { ReverseEdges } from '../graph/reverse-edges.ts';

/*
 * References as a person thinks of them: an instance refers to its attributes, not to a dict that refers to them. The
 * graph keeps the dict, because it has bytes; here it is folded away. Nothing is stored: both directions are walked.
 */

const VALUE = edgeKind('value');
const ATTRIBUTE = edgeKind('attribute');
const GLOBAL = edgeKind('global');
const MODULE_TYPE = 'module';

/**
 * Called for each reference with its other end and its edge; `folded` when the edge starts at the attribute dict of the
 * holder instead of the holder itself. Returning false ends the walk.
 */
export type VisitReference = (other: number, edge: number, folded: boolean) => boolean | undefined;

/** Whether `dict` is the attribute dict of `owner`. O(1). */
export function isOwnedDictOf(graph: Pick<HeapGraph, 'ownerOfDict'>, dict: number, owner: number): boolean {
  return graph.ownerOfDict !== null && graph.ownerOfDict[dict] === owner;
}

/**
 * What `node` refers to, in the order of its edges: attributes in place of its attribute dict, the dict itself last.
 * O(references), of the dict as well.
 */
export function visitReferents(graph: HeapGraph, node: number, visit: VisitReference): void {
  const { edgeStart, edgeTarget, ownerOfDict } = graph;
  const end = edgeStart[node + 1];
  let dictEdge = -1;
  for (let edge = edgeStart[node]; edge < end; edge++) {
    const target = edgeTarget[edge];
    if (ownerOfDict !== null && dictEdge < 0 && target !== node && ownerOfDict[target] === node) {
      dictEdge = edge;
      if (!visitAttributes(graph, target, visit)) return;
    } else if (visit(target, edge, false) === false) return;
  }
  if (dictEdge >= 0) visit(edgeTarget[dictEdge], dictEdge, false);
}

function visitAttributes(graph: HeapGraph, dict: number, visit: VisitReference): boolean {
  const { edgeStart, edgeTarget, edgeKind: kindOf } = graph;
  for (let edge = edgeStart[dict], end = edgeStart[dict + 1]; edge < end; edge++) {
    if (kindOf[edge] === VALUE && visit(edgeTarget[edge], edge, true) === false) return false;
  }
  return true;
}

/**
 * What refers to `node`, in the order of the holders' edges, the synthetic root left out: for a value in an attribute
 * dict its owner, whoever else refers to the dict. Starts at the `skip`-th. O(references · log N) at worst; of the skipped O(1).
 */
export function visitReferrers(
  graph: HeapGraph,
  reverse: ReverseEdges,
  node: number,
  visit: VisitReference,
  skip = 0,
): void {
  const { edgeStart, ownerOfDict, edgeKind: kindOf } = graph;
  const { referrerStart, referrerEdge } = reverse;
  const end = referrerStart[node + 1];
  let source = 0;
  for (let index = firstReferrer(graph, reverse, node) + skip; index < end; index++) {
    const edge = referrerEdge[index];
    source = sourceFrom(edgeStart, source, edge);
    const owner = ownerOfDict !== null && kindOf[edge] === VALUE ? ownerOfDict[source] : NO_NODE;
    const more = owner === NO_NODE ? visit(source, edge, false) : visit(owner, edge, true);
    if (more === false) return;
  }
}

/**
 * The source of an edge that is not before those of node `from`: by doubling steps, because the holders of something
 * that many hold stand close together. O(log distance).
 */
function sourceFrom(edgeStart: Uint32Array, from: number, edge: number): number {
  if (edge < edgeStart[from + 1]) return from;
  const last = edgeStart.length - 2;
  let low = from + 1;
  let step = 1;
  while (low + step <= last && edgeStart[low + step] <= edge) {
    low += step;
    step *= 2;
  }
  let high = Math.min(low + step, last + 1);
  while (high - low > 1) {
    const middle = (low + high) >>> 1;
    if (edgeStart[middle] <= edge) low = middle;
    else high = middle;
  }
  return low;
}

/** Who is shown as the holder of an edge: the owner, where it is an entry of an attribute dict. O(log N). */
export function holderOfEdge(graph: HeapGraph, edge: number): number {
  const source = sourceOfEdge(graph, edge);
  const owner =
    graph.ownerOfDict !== null && graph.edgeKind[edge] === VALUE ? graph.ownerOfDict[source] : NO_NODE;
  return owner === NO_NODE ? source : owner;
}

/** Where the node's referrers begin behind those edges that come from node 0, which stands for no object. */
function firstReferrer(
  graph: HeapGraph,
  { referrerStart, referrerEdge }: ReverseEdges,
  node: number,
): number {
  const firstRealEdge = graph.edgeStart[1];
  let index = referrerStart[node];
  while (index < referrerStart[node + 1] && referrerEdge[index] < firstRealEdge) index++;
  return index;
}

/** How many references visitReferents visits. O(references). */
export function countReferents(graph: HeapGraph, node: number): number {
  let count = graph.edgeStart[node + 1] - graph.edgeStart[node];
  if (graph.ownerOfDict === null) return count;
  for (let edge = graph.edgeStart[node]; edge < graph.edgeStart[node + 1]; edge++) {
    const target = graph.edgeTarget[edge];
    if (target === node || graph.ownerOfDict[target] !== node) continue;
    visitAttributes(graph, target, () => {
      count++;
      return true;
    });
    break;
  }
  return count;
}

/** How many references visitReferrers visits. O(1) but for edges from node 0. */
export function countReferrers(graph: HeapGraph, reverse: ReverseEdges, node: number): number {
  return reverse.referrerStart[node + 1] - firstReferrer(graph, reverse, node);
}

/** Index into EDGE_KIND_NAMES of a visited reference: attributes of modules are globals. O(1). */
export function kindOfReference(graph: HeapGraph, holder: number, edge: number, folded: boolean): number {
  if (!folded) return graph.edgeKind[edge];
  return graph.typeNames[graph.typeOf[holder]] === MODULE_TYPE ? GLOBAL : ATTRIBUTE;
}

/** What is shown of a visited reference. */
export interface ReferenceText {
  readonly label: string;
  readonly kind: EdgeKindText;
  readonly retains: boolean;
}

/** Label and kind of a visited reference as the holder's code would write it. O(1). */
export function describeReference(
  graph: HeapGraph,
  holder: number,
  edge: number,
  folded: boolean,
): ReferenceText {
  return {
    label: folded ? labelInOwner(graph, edge) : labelOf(graph, edge),
    kind: EDGE_KIND_NAMES[kindOfReference(graph, holder, edge, folded)] ?? 'other',
    retains: hasBit(graph.edgeRetains, edge),
  };
}
