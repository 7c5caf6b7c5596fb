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
    switch (by) {
      case 'shallow':
        return sortByColumn(nodes, graph.shallowBytesOf);
      case 'retained':
        return sortByColumn(nodes, retainedBytesOf);
      case 'id':
        return this.sortById(nodes, context);
      case 'preview':
        return nodes.length <= MAX_FULL_PREVIEWS
          ? this.sortByPreview(nodes, context)
          : this.sortByPrefix(nodes, context);
    }
  }

  private sortById(nodes: Uint32Array, context: WorkContext): Uint32Array {
    const keys = new Float64Array(nodes.length);
    forEachRow(nodes, context, (node, row) => (keys[row] = numberOfId(this.heap.graph.idOf(node))));
    return inOrder(nodes, sortByNumber(keys));
  }

  private sortByPreview(nodes: Uint32Array, context: WorkContext): Uint32Array {
    const previews: string[] = [];
    forEachRow(nodes, context, (node) => previews.push(this.heap.graph.previewOf(node)));
    const rows = Uint32Array.from(nodes, (_, row) => row);
    rows.sort((a, b) => {
      if (previews[a] === previews[b]) return a - b;
      return previews[a] < previews[b] ? -1 : 1;
    });
    return inOrder(nodes, rows);
  }

  /** Two stable sorts, by characters 4–6 and then by 1–3, each three packed into one number. */
  private sortByPrefix(nodes: Uint32Array, context: WorkContext): Uint32Array {
    const first = new Float64Array(nodes.length);
    const second = new Float64Array(nodes.length);
    forEachRow(nodes, context, (node, row) => {
      const preview = this.heap.graph.previewOf(node);
      first[row] = packedUnits(preview, 0);
      second[row] = packedUnits(preview, PREFIX_UNITS);
    });
    const bySecond = sortByNumber(second);
    const byBoth = sortByNumber(first.map((_, place) => first[bySecond[place]]));
    return inOrder(nodes, inOrder(bySecond, byBoth));
  }
}

function forEachRow(
  nodes: Uint32Array,
  context: WorkContext,
  visit: (node: number, row: number) => void,
): void {
  for (let row = 0; row < nodes.length; row++) {
    if (row % TEXT_CHECK_INTERVAL === 0) checkIn(context, SORT_PHASE, row, nodes.length);
    visit(nodes[row], row);
  }
}

function sortByColumn(nodes: Uint32Array, column: Float64Array): Uint32Array {
  const keys = new Float64Array(nodes.length);
  for (let row = 0; row < nodes.length; row++) keys[row] = column[nodes[row]];
  return inOrder(nodes, sortByNumber(keys));
}

/** What stands in `values` at each of `places`. */
function inOrder(values: Uint32Array, places: Uint32Array): Uint32Array {
  const ordered = new Uint32Array(places.length);
  for (let index = 0; index < places.length; index++) ordered[index] = values[places[index]];
  return ordered;
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
