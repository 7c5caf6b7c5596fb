import type { HeapAnalysis } from '../analysis/heap-analysis.ts';
import type { WorkContext } from '../analysis/work-context.ts';
import type { InstanceSortKey } from '../protocol/engine-api.ts';
import { objectsWithText, sortObjects } from './sort-objects.ts';

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
      nodes = sortObjects(this.heap, list.nodes, by, context);
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
    const nodes = wanted === '' ? all : objectsWithText(this.heap, all, wanted, context);
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
}
