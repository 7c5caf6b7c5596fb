import { CANCEL_CHECK_INTERVAL } from '../base/cancellation.ts';
import { hasBit } from '../graph/heap-graph.ts';
import { buildEdgeSources, sourceOfEdge } from '../graph/reverse-edges.ts';
import { groupByNumberOf } from './grouping.ts';
import type { Grouping } from './grouping.ts';
import type { HeapAnalysis } from './heap-analysis.ts';
import { EMPTY_SET, NumberSets } from './number-sets.ts';
import { ownerKinds } from './owner-kinds.ts';
import { ReferenceLabels } from './reference-labels.ts';
import { checkIn } from './work-context.ts';
import type { WorkContext } from './work-context.ts';

const PHASE = 'Looking at referrers';
/** What stands for the references of node 0, and for none. */
const ROOT_TEXT = '(root)';
const NOTHING_TEXT = '(nothing)';
/** Members of a set that its text names; of larger sets the number of the others. */
const MAX_NAMED = 12;
/** Labels are numbered as they are met: more different ones than this are not told apart. */
const MAX_LABELS = 2 ** 21;

/**
 * Groups by the set of kinds of objects (see ownerKinds) whose references keep the member alive; heapy's byrcs.
 * O(members + references to them · log N), at most O(N + E) with 4 E bytes while it runs. Throws HeapError `cancelled`.
 */
export function groupByReferrers(heap: HeapAnalysis, members: Uint32Array, context: WorkContext): Grouping {
  const kinds = ownerKinds(heap.graph);
  return groupBySets(heap, members, context, {
    size: kinds.count + 1,
    numberOf: (source) => (source === 0 ? kinds.count : kinds.kindOf(source)),
    textOf: (number) => (number === kinds.count ? ROOT_TEXT : kinds.textOf(number)),
  });
}

/**
 * Groups by the set of labels under which the member is referred to, normalised (see ReferenceLabels); heapy's byvia.
 * Costs as groupByReferrers.
 */
export function groupByVia(heap: HeapAnalysis, members: Uint32Array, context: WorkContext): Grouping {
  const labels = new ReferenceLabels(heap.graph);
  const root = labels.number(ROOT_TEXT);
  return groupBySets(heap, members, context, {
    size: MAX_LABELS,
    numberOf: (source, edge) =>
      source === 0 ? root : Math.min(MAX_LABELS - 1, labels.numberOf(source, edge)),
    textOf: (number) => labels.textOf(number),
  });
}

/** How references are told apart. */
interface ReferenceNumbers {
  readonly size: number;
  readonly numberOf: (source: number, edge: number) => number;
  readonly textOf: (number: number) => string;
}

function groupBySets(
  heap: HeapAnalysis,
  members: Uint32Array,
  context: WorkContext,
  { size, numberOf, textOf }: ReferenceNumbers,
): Grouping {
  const { graph } = heap;
  const { referrerStart, referrerEdge } = heap.reverseEdges(context);
  const sourceOf = sourcesFor(heap, members, context);
  const sets = new NumberSets(size);
  let steps = 0;
  const setOf = (node: number): number => {
    const numbers: number[] = [];
    let last = -1;
    for (let index = referrerStart[node], end = referrerStart[node + 1]; index < end; index++) {
      if (++steps % CANCEL_CHECK_INTERVAL === 0) checkIn(context, PHASE, steps, graph.edgeCount);
      const edge = referrerEdge[index];
      if (!hasBit(graph.edgeRetains, edge)) continue;
      const number = numberOf(sourceOf(edge), edge);
      if (number !== last) numbers.push(number);
      last = number;
    }
    return sets.of(numbers);
  };
  return groupByNumberOf(members, setOf, (set) => setText(sets.numbersOf(set), textOf, set), context);
}

/** Sources of edges: one by one for few, all at once for many. */
function sourcesFor(
  { graph }: HeapAnalysis,
  members: Uint32Array,
  context: WorkContext,
): (edge: number) => number {
  if (members.length * 16 < graph.nodeCount) return (edge) => sourceOfEdge(graph, edge);
  const sources = buildEdgeSources(graph, context.cancel);
  return (edge) => sources[edge];
}

function setText(numbers: readonly number[], textOf: (number: number) => string, set: number): string {
  if (set === EMPTY_SET) return NOTHING_TEXT;
  const texts = numbers.map(textOf).sort();
  if (texts.length <= MAX_NAMED) return texts.join(', ');
  // The number tells it from other sets that begin alike.
  return `${texts.slice(0, MAX_NAMED).join(', ')} and ${texts.length - MAX_NAMED} more (#${set})`;
}
