import { CANCEL_CHECK_INTERVAL } from '../base/cancellation.ts';
import { formatCount } from '../base/numbers-to-text.ts';
import { NO_NODE, hasBit } from '../graph/heap-graph.ts';
import { BestExamples } from './advised.ts';
import type { AdviceInput, Advised } from './advised.ts';
import { LIST_BYTES } from './python-memory.ts';
import { checkIn } from './work-context.ts';
import type { WorkContext } from './work-context.ts';

const PHASE = 'Looking at lists of numbers';
/** Shorter lists are not worth another type. */
const LEAST_ITEMS = 16;
/** An array's object, as the snapshot counts it, and its items. */
const ARRAY_BYTES = 64;
const ARRAY_ITEM = 8;
/** Greatest int that is sure to fit into 8 bytes: two of CPython's 30-bit digits. */
const WIDEST_INT = 32;

/**
 * Lists in which every item is a float, or every one an int of at most 60 bits. The saving is the list and those numbers
 * that only it holds, less an array.array of 8 bytes an item. O(lists and their items). Throws HeapError `cancelled`.
 */
export function adviseBoxedNumbers(input: AdviceInput, context: WorkContext): Advised[] {
  const { graph } = input.heap;
  const list = graph.typeNames.indexOf('list');
  if (list < 0 || graph.lengthOf === null || graph.facts.language !== 'python') return [];
  const { start, node: nodes } = input.heap.nodesByType(context);
  const members = nodes.subarray(start[list], start[list + 1]);
  const savedOf = savingOf(input);
  const examples = new BestExamples();
  const sums = { count: 0, items: 0, savedBytes: 0 };
  let walked = 0;
  for (const node of members) {
    walked += 1 + graph.edgeStart[node + 1] - graph.edgeStart[node];
    if (walked > CANCEL_CHECK_INTERVAL) {
      checkIn(context, PHASE, node, graph.nodeCount);
      walked = 0;
    }
    const saved = savedOf(node);
    if (saved <= 0) continue;
    sums.count++;
    sums.items += graph.lengthOf[node];
    sums.savedBytes += saved;
    examples.add(node, 1, saved);
  }
  if (sums.count === 0) return [];
  return [
    {
      kind: 'boxed-numbers',
      type: list,
      count: sums.count,
      savedBytes: sums.savedBytes,
      how: "Keep these numbers without objects: array.array('d', numbers) for floats, array.array('q', numbers) for ints, or numpy where they are computed with.",
      computed: `${formatCount(sums.count)} lists with ${formatCount(sums.items)} items, all floats or all ints of at most 60 bits: the lists and the numbers that only they hold, less arrays of 8 bytes an item.`,
      examples: examples.all,
      attributes: [],
      nodes: () => {
        // A new one: each remembers which numbers it has counted.
        const again = savingOf(input);
        return members.filter((node) => again(node) > 0);
      },
    },
  ];
}

/** Bytes that a list would save as an array; 0 where not all its items are such numbers. */
function savingOf({ heap, memory, byData }: AdviceInput): (node: number) => number {
  const { edgeStart, edgeTarget, typeOf, shallowBytesOf, lengthOf } = heap.graph;
  const { dominatorOf } = heap;
  const float = heap.graph.typeNames.indexOf('float');
  const int = heap.graph.typeNames.indexOf('int');
  // A number that stands in a list several times is one object.
  const countedFor = new Uint32Array(heap.graph.nodeCount).fill(NO_NODE);
  return (node) => {
    const from = edgeStart[node];
    const to = edgeStart[node + 1];
    const length = to - from;
    if (length < LEAST_ITEMS || length !== lengthOf?.[node]) return 0;
    if (!hasBit(byData, node) || !hasBit(heap.reachable, node)) return 0;
    const item = typeOf[edgeTarget[from]];
    if (item !== float && item !== int) return 0;
    const widest = item === int ? WIDEST_INT : Number.POSITIVE_INFINITY;
    let numbers = 0;
    for (let edge = from; edge < to; edge++) {
      const number = edgeTarget[edge];
      if (typeOf[number] !== item || shallowBytesOf[number] > widest) return 0;
    }
    for (let edge = from; edge < to; edge++) {
      const number = edgeTarget[edge];
      if (dominatorOf[number] !== node || countedFor[number] === node) continue;
      countedFor[number] = node;
      numbers += memory.allocated(shallowBytesOf[number]);
    }
    if (numbers === 0) return 0;
    const listBytes = memory.allocated(LIST_BYTES) + memory.allocated(shallowBytesOf[node] - LIST_BYTES);
    const arrayBytes = memory.allocated(ARRAY_BYTES) + memory.allocated(ARRAY_ITEM * length);
    return listBytes + numbers - arrayBytes;
  };
}
