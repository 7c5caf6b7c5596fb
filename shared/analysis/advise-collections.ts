import { formatCount } from '../base/numbers-to-text.ts';
import { NO_NODE, ROLE_NAMES, hasBit } from '../graph/heap-graph.ts';
import type { HeapGraph } from '../graph/heap-graph.ts';
import { BestExamples } from './advised.ts';
import type { AdviceInput, Advised } from './advised.ts';
import {
  DICT_BYTES,
  LIST_BYTES,
  POINTER,
  SET_BYTES,
  copiedSetTable,
  dictLog2For,
  dictTableOf,
} from './python-memory.ts';
import type { PythonMemory } from './python-memory.ts';
import type { WorkContext } from './work-context.ts';
import { CANCEL_CHECK_INTERVAL } from '../base/cancellation.ts';
import { checkIn } from './work-context.ts';

const PHASE = 'Measuring collections';

/** Bytes in RAM of a collection's table now, and of one that holds the same; null where its size fits no rule. */
type Measure = (
  memory: PythonMemory,
  bytes: number,
  length: number,
) => { readonly now: number; readonly least: number } | null;

interface Rule {
  readonly type: string;
  readonly measure: Measure;
  readonly how: string;
  readonly computed: string;
}

const RULES: readonly Rule[] = [
  {
    type: 'list',
    measure: (memory, bytes, length) => ({
      now: memory.allocated(bytes - LIST_BYTES),
      least: memory.allocated(POINTER * length),
    }),
    how: 'Lists that grow keep room for more: once one is complete, keep its copy (items[:]) or a tuple instead.',
    computed: 'The room of each list, less 8 bytes an item.',
  },
  {
    type: 'dict',
    measure: (memory, bytes, length) => {
      const table = dictTableOf(memory, bytes);
      if (table === null) return null;
      const log2 = Math.min(table.log2, dictLog2For(length));
      return {
        now: memory.allocated(bytes - DICT_BYTES),
        least: memory.allocated(memory.dictTableBytes(log2, table.entryBytes)),
      };
    },
    how: 'Dicts never shrink when entries are deleted: replace the dict by a copy of itself (d = dict(d)) after much was taken out.',
    computed:
      'The table of each dict, less the smallest table that has room for its entries (two thirds of a power of two).',
  },
  ...['set', 'frozenset'].map((type): Rule => ({
    type,
    measure: (memory, bytes, length) => ({
      now: memory.allocated(bytes - SET_BYTES),
      least: Math.min(memory.allocated(bytes - SET_BYTES), memory.allocated(copiedSetTable(length))),
    }),
    how: 'Sets grow by four times and never shrink: once one is complete, keep its copy (set(s) or frozenset(s)) instead.',
    computed: 'The table of each set, less the table that a copy of it would have.',
  })),
];

/**
 * Lists, dicts and sets whose tables are greater than what they hold needs. Attribute dicts, empty collections and
 * classes derived from these types do not count. O(objects of these types). Throws HeapError `cancelled`.
 */
export function adviseSparse(input: AdviceInput, context: WorkContext): Advised[] {
  const { graph } = input.heap;
  if (graph.lengthOf === null || graph.facts.language !== 'python') return [];
  return RULES.flatMap((rule) => {
    const type = graph.typeNames.indexOf(rule.type);
    return type < 0 ? [] : adviseType(input, rule, type, context);
  });
}

function adviseType(input: AdviceInput, rule: Rule, type: number, context: WorkContext): Advised[] {
  const { memory, heap } = input;
  const { lengthOf, shallowBytesOf } = heap.graph;
  const savedOf = (node: number): number => {
    const length = lengthOf?.[node] ?? 0;
    if (!(length > 0) || !isOwn(input, node)) return 0;
    const measured = rule.measure(memory, shallowBytesOf[node], length);
    return measured === null ? 0 : measured.now - measured.least;
  };
  return sumUp(input, type, savedOf, context, (count) => ({
    kind: 'sparse-collections',
    how: rule.how,
    computed: `${count === 1 ? '1 has more room than it needs' : `${formatCount(count)} have more room than they need`}. ${rule.computed}`,
  }));
}

/**
 * Collections without entries, by type. All that they take counts: none of them need be there before the first entry
 * comes. O(objects of collection types). Throws HeapError `cancelled`.
 */
export function adviseEmpty(input: AdviceInput, context: WorkContext): Advised[] {
  const { graph } = input.heap;
  const { lengthOf, typeNames, typeRole, shallowBytesOf } = graph;
  if (lengthOf === null || graph.facts.language !== 'python') return [];
  return typeNames.flatMap((name, type) => {
    // There is one empty tuple and one empty frozenset.
    if (ROLE_NAMES[typeRole[type]] !== 'container' || name === 'tuple' || name === 'frozenset') return [];
    const fixed = fixedBytes(graph, type);
    const savedOf = (node: number): number => {
      if (lengthOf[node] !== 0 || !isOwn(input, node)) return 0;
      const { allocated } = input.memory;
      const bytes = shallowBytesOf[node];
      return fixed < bytes ? allocated(fixed) + allocated(bytes - fixed) : allocated(bytes);
    };
    return sumUp(input, type, savedOf, context, (count) => ({
      kind: 'empty-collections',
      how: 'Make them when the first entry comes: None until then, or one shared empty tuple or frozenset where nothing is ever added.',
      computed: `${count === 1 ? '1 has' : `${formatCount(count)} have`} no entries; all that they take, each rounded up to what Python’s allocator hands out.`,
    }));
  });
}

/** Bytes of an empty collection without its table. */
function fixedBytes({ typeNames, typeLayouts }: HeapGraph, type: number): number {
  const known: Readonly<Record<string, number>> = { list: LIST_BYTES, dict: DICT_BYTES, set: SET_BYTES };
  const name = typeNames[type];
  const basic = typeLayouts?.basicBytes[type] ?? 0;
  return known[name] ?? (basic > 0 ? basic + 16 : Number.POSITIVE_INFINITY);
}

/** Whether data holds a collection that is no instance's or module's attribute dict. */
function isOwn({ heap, byData }: AdviceInput, node: number): boolean {
  const { ownerOfDict } = heap.graph;
  if (ownerOfDict !== null && ownerOfDict[node] !== NO_NODE) return false;
  return hasBit(byData, node) && hasBit(heap.reachable, node);
}

/** The objects of a type that would save something. */
function sumUp(
  { heap }: AdviceInput,
  type: number,
  savedOf: (node: number) => number,
  context: WorkContext,
  words: (count: number) => Pick<Advised, 'kind' | 'how' | 'computed'>,
): Advised[] {
  const { start, node: nodes } = heap.nodesByType(context);
  const members = nodes.subarray(start[type], start[type + 1]);
  const examples = new BestExamples();
  let count = 0;
  let savedBytes = 0;
  for (let row = 0; row < members.length; row++) {
    if (row % CANCEL_CHECK_INTERVAL === 0) checkIn(context, PHASE, row, members.length);
    const saved = savedOf(members[row]);
    if (saved <= 0) continue;
    count++;
    savedBytes += saved;
    examples.add(members[row], 1, saved);
  }
  if (count === 0) return [];
  return [
    {
      ...words(count),
      type,
      count,
      savedBytes,
      examples: examples.all,
      attributes: [],
      nodes: () => members.filter((node) => savedOf(node) > 0),
    },
  ];
}
