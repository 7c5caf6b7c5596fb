import type { HeapAnalysis } from '../analysis/heap-analysis.ts';
import { sortByNumber } from '../analysis/sort-by-number.ts';
import { checkIn } from '../analysis/work-context.ts';
import type { WorkContext } from '../analysis/work-context.ts';
import type { InstanceSortKey } from '../protocol/engine-api.ts';

/** Objects of one type that match a filter, with their sums. */
export interface InstanceList {
  /** Ascending node numbers. */
  readonly nodes: Uint32Array;
  readonly shallowBytes: number;
  readonly maxShallowBytes: number;
  readonly maxRetainedBytes: number;
}

interface KeptList extends InstanceList {
  readonly key: string;
  readonly sorted: Map<InstanceSortKey, Uint32Array>;
}

/** Lists kept between pages: scrolling asks for the same one again and again. */
const MAX_KEPT = 4;
/** Previews and ids cost up to a microsecond each: looks up more often than loops over columns. */
const TEXT_CHECK_INTERVAL = 4096;
/** Above this many rows only the first characters of previews are compared: their texts would not fit memory. */
const MAX_FULL_PREVIEWS = 250_000;
const PREFIX_UNITS = 3;
const FILTER_PHASE = 'Filtering objects';
const SORT_PHASE = 'Sorting objects';

/** Filtered and sorted lists of a heap's objects, the last few of them kept. 4 bytes a row and sort order. */
export class InstanceLists {
  private readonly heap: HeapAnalysis;
  private kept: KeptList[] = [];

  constructor(heap: HeapAnalysis) {
    this.heap = heap;
  }

  /**
   * The objects of a type whose id or preview has the text `filter` in it. O(rows) the first time, with ids and previews
   * made only for a filter. Throws HeapError `cancelled`.
   */
  list(type: number, filter: string, context: WorkContext): InstanceList {
    return this.keptList(type, filter, context);
  }

  /**
   * The list's nodes by a key, least first, equal ones by node. By size O(rows); by id O(rows) with an id made for each;
   * by preview O(rows · log rows), of more than 250,000 rows by the first six characters only. Then kept. Throws
   * HeapError `cancelled`.
   */
  sorted(type: number, filter: string, by: InstanceSortKey, context: WorkContext): Uint32Array {
    const list = this.keptList(type, filter, context);
    let nodes = list.sorted.get(by);
    if (nodes === undefined) {
      nodes = this.sortNodes(list.nodes, by, context);
      list.sorted.set(by, nodes);
    }
    return nodes;
  }

  private keptList(type: number, filter: string, context: WorkContext): KeptList {
    const wanted = filter.toLowerCase();
    const key = `${type} ${wanted}`;
    let list = this.kept.find((each) => each.key === key);
    list ??= { key, sorted: new Map(), ...this.makeList(type, wanted, context) };
    this.kept = [list, ...this.kept.filter((each) => each !== list)].slice(0, MAX_KEPT);
    return list;
  }

  private makeList(type: number, wanted: string, context: WorkContext): InstanceList {
    const { start, node } = this.heap.nodesByType(context);
    const all = node.subarray(start[type], start[type + 1]);
    const nodes = wanted === '' ? all : this.matching(all, wanted, context);
    let shallowBytes = 0;
    let maxShallowBytes = 0;
    let maxRetainedBytes = 0;
    for (const each of nodes) {
      const shallow = this.heap.graph.shallowBytesOf[each];
      shallowBytes += shallow;
      if (shallow > maxShallowBytes) maxShallowBytes = shallow;
      if (this.heap.retainedBytesOf[each] > maxRetainedBytes)
        maxRetainedBytes = this.heap.retainedBytesOf[each];
    }
    return { nodes, shallowBytes, maxShallowBytes, maxRetainedBytes };
  }

  private matching(nodes: Uint32Array, wanted: string, context: WorkContext): Uint32Array {
    const { graph } = this.heap;
    return nodes.filter((node, row) => {
      if (row % TEXT_CHECK_INTERVAL === 0) checkIn(context, FILTER_PHASE, row, nodes.length);
      return (
        graph.idOf(node).toLowerCase().includes(wanted) ||
        graph.previewOf(node).toLowerCase().includes(wanted)
      );
    });
  }

  private sortNodes(nodes: Uint32Array, by: InstanceSortKey, context: WorkContext): Uint32Array {
    const { graph, retainedBytesOf } = this.heap;
    const inOrder = (rows: Uint32Array): Uint32Array => rows.map((row) => nodes[row]);
    switch (by) {
      case 'shallow':
        return inOrder(sortByNumber(Float64Array.from(nodes, (node) => graph.shallowBytesOf[node])));
      case 'retained':
        return inOrder(sortByNumber(Float64Array.from(nodes, (node) => retainedBytesOf[node])));
      case 'id':
        return inOrder(sortByNumber(keysOf(nodes, (node) => numberOfId(graph.idOf(node)), context)));
      case 'preview':
        return nodes.length <= MAX_FULL_PREVIEWS
          ? this.sortByPreview(nodes, context)
          : this.sortByPrefix(nodes, context);
    }
  }

  private sortByPreview(nodes: Uint32Array, context: WorkContext): Uint32Array {
    const previews = Array.from(nodes, (node, row) => {
      if (row % TEXT_CHECK_INTERVAL === 0) checkIn(context, SORT_PHASE, row, nodes.length);
      return this.heap.graph.previewOf(node);
    });
    const rows = Uint32Array.from(nodes, (_, row) => row);
    rows.sort((a, b) => {
      if (previews[a] === previews[b]) return a - b;
      return previews[a] < previews[b] ? -1 : 1;
    });
    return rows.map((row) => nodes[row]);
  }

  /** Two stable sorts, by characters 4–6 and then by 1–3, each packed into one number. */
  private sortByPrefix(nodes: Uint32Array, context: WorkContext): Uint32Array {
    const { graph } = this.heap;
    let sorted = nodes;
    for (const from of [PREFIX_UNITS, 0]) {
      const unsorted = sorted;
      const keys = keysOf(unsorted, (node) => packedUnits(graph.previewOf(node), from), context);
      sorted = sortByNumber(keys).map((row) => unsorted[row]);
    }
    return sorted;
  }
}

function keysOf(nodes: Uint32Array, keyOf: (node: number) => number, context: WorkContext): Float64Array {
  return Float64Array.from(nodes, (node, row) => {
    if (row % TEXT_CHECK_INTERVAL === 0) checkIn(context, SORT_PHASE, row, nodes.length);
    return keyOf(node);
  });
}

/** `0x7f…` and `@123` as numbers; 0 for anything else. */
function numberOfId(id: string): number {
  const number = id.startsWith('@') ? Number(id.slice(1)) : Number(id);
  return Number.isSafeInteger(number) && number >= 0 ? number : 0;
}

/** Three UTF-16 units as one number that orders as they do. */
function packedUnits(text: string, from: number): number {
  let packed = 0;
  for (let index = from; index < from + PREFIX_UNITS; index++) {
    packed = packed * 0x1_0000 + (index < text.length ? text.charCodeAt(index) : 0);
  }
  return packed;
}
