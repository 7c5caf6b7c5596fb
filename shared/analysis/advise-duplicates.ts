import { formatCount } from '../base/numbers-to-text.ts';
import { hasBit } from '../graph/heap-graph.ts';
import { BestExamples, nodesWhere } from './advised.ts';
import type { AdviceInput, Advised, AdvisedKind } from './advised.ts';
import { uncountedNodes } from './type-totals.ts';
import { inSlices } from './work-context.ts';
import type { WorkContext } from './work-context.ts';

const PHASE = 'Counting equal values';

interface Rule {
  readonly kind: AdvisedKind;
  readonly types: readonly string[];
  readonly how: string;
}

const PYTHON_TEXT =
  'Keep one of each: sys.intern(text) where the text comes in, or known.setdefault(text, text) with a dict of your own; a fixed set of words can be an enum.';
const RULES: readonly Rule[] = [
  { kind: 'duplicate-strings', types: ['str', 'unicode'], how: PYTHON_TEXT },
  {
    kind: 'duplicate-strings',
    types: ['(string)'],
    how: 'Keep one of each: pass texts that come in through a Map from text to itself, or parse them into numbers or constants.',
  },
  {
    kind: 'duplicate-bytes',
    types: ['bytes'],
    how: 'Keep one of each: data = known.setdefault(data, data) with a dict where the bytes come in.',
  },
  {
    kind: 'duplicate-tuples',
    types: ['tuple'],
    how: 'Keep one of each: key = known.setdefault(key, key) with a dict where the tuples are made.',
  },
  {
    kind: 'duplicate-numbers',
    types: ['int', 'float', 'complex', 'long'],
    how: 'Keep one of each: number = known.setdefault(number, number) with a dict for each type, or hold the numbers in an array.array, which has no objects.',
  },
];

/**
 * Equal values of which there are several: what all copies but one take. Copies that only code holds, and those that no
 * root reaches, do not count. O(N) for all kinds, 4 N bytes while it runs. Throws HeapError `cancelled`.
 */
export function adviseDuplicates(input: AdviceInput, context: WorkContext): Advised[] {
  const copies = countCopies(input, context);
  const { typeNames } = input.heap.graph;
  return RULES.flatMap((rule) => {
    const types = new Set(rule.types.map((name) => typeNames.indexOf(name)).filter((type) => type >= 0));
    return types.size === 0 ? [] : adviseKind(input, rule, types, copies);
  });
}

/** By first node of equal ones: how many there are that data holds. */
function countCopies({ heap, equal, byData }: AdviceInput, context: WorkContext): Uint32Array {
  const { nodeCount } = heap.graph;
  const uncounted = uncountedNodes(heap.graph);
  const copies = new Uint32Array(nodeCount);
  inSlices(context, PHASE, nodeCount, (from, to) => {
    for (let node = Math.max(1, from); node < to; node++) {
      if (hasBit(byData, node) && hasBit(heap.reachable, node) && !hasBit(uncounted, node)) {
        copies[equal.firstOf[node]]++;
      }
    }
  });
  return copies;
}

function adviseKind(
  { heap, memory, equal, byData }: AdviceInput,
  { kind, how }: Rule,
  types: ReadonlySet<number>,
  copies: Uint32Array,
): Advised[] {
  const { graph } = heap;
  const { typeOf, shallowBytesOf } = graph;
  const isPython = graph.facts.language === 'python';
  const examples = new BestExamples();
  let count = 0;
  let values = 0;
  let savedBytes = 0;
  for (let node = 1; node < graph.nodeCount; node++) {
    if (copies[node] < 2 || !types.has(typeOf[node])) continue;
    // Equal values have equal sizes.
    const bytes = isPython ? memory.allocated(shallowBytesOf[node]) : shallowBytesOf[node];
    const saved = bytes * (copies[node] - 1);
    count += copies[node];
    values++;
    savedBytes += saved;
    examples.add(node, copies[node], saved);
  }
  if (count === 0) return [];
  const uncounted = uncountedNodes(graph);
  const isConcerned = (node: number): boolean =>
    types.has(typeOf[node]) &&
    copies[equal.firstOf[node]] > 1 &&
    hasBit(byData, node) &&
    hasBit(heap.reachable, node) &&
    !hasBit(uncounted, node);
  return [
    {
      kind,
      type: types.size === 1 ? [...types][0] : null,
      count,
      savedBytes,
      how,
      computed: `${formatCount(count)} objects are ${formatCount(values)} different values; what all but one of each value take${isPython ? ', each rounded up to what Python’s allocator hands out' : ''}.`,
      examples: examples.all,
      attributes: [],
      nodes: () => nodesWhere(graph.nodeCount, isConcerned),
    },
  ];
}
