import { hasBit } from '../graph/heap-graph.ts';
import type { HeapGraph } from '../graph/heap-graph.ts';
import { TYPE_HAS_DICT, TYPE_HAS_GC } from '../graph/type-layouts.ts';
import { GC_HEAD, MANAGED_HEAD, chunkBytes, pythonMemory } from './python-memory.ts';
import { uncountedNodes } from './type-totals.ts';
import { inSlices } from './work-context.ts';
import type { WorkContext } from './work-context.ts';

const PHASE = 'Adding up memory';
const SMALL_BYTES = 512;
const ALIGNMENT = 16;
/** From here on malloc maps a block of its own, at first: the bound rises when such blocks are freed. */
const MAPPED_BYTES = 128 * 1024;
/** Types whose objects are one block although their fixed part is smaller than they are. */
const ONE_BLOCK: ReadonlySet<string> = new Set(['str', 'type', 'code']);

/** The blocks of memory that all counted objects take, rounded up as allocators do. */
export interface BlockSums {
  /** By type. */
  readonly bytesOfType: Float64Array;
  /** Of these, in blocks so big that they are mapped by themselves; by type. */
  readonly mappedBytesOfType: Float64Array;
  /** In blocks that Python's allocator serves; in those that come from malloc. */
  readonly smallBytes: number;
  readonly largeBytes: number;
  readonly mappedBytes: number;
}

/**
 * Sums of blocks: an object is its fixed part (with the collector's head) and what hangs on it, such as a list's table.
 * Without Python's allocator (`pools` false) all are malloc's. O(N) time, 16 bytes a type. Throws HeapError `cancelled`.
 */
export function sumBlocks(graph: HeapGraph, pools: boolean, context: WorkContext): BlockSums {
  const { typeOf, shallowBytesOf, typeNames, nodeCount } = graph;
  const uncounted = uncountedNodes(graph);
  const fixedOf = Float64Array.from(typeNames, (name, type) => fixedBytes(graph, name, type));
  const bytesOfType = new Float64Array(typeNames.length);
  const mappedBytesOfType = new Float64Array(typeNames.length);
  const sums = { smallBytes: 0, largeBytes: 0, mappedBytes: 0 };
  const add = (type: number, bytes: number): void => {
    if (bytes <= 0) return;
    const isSmall = pools && bytes <= SMALL_BYTES;
    const taken = isSmall ? Math.ceil(bytes / ALIGNMENT) * ALIGNMENT : chunkBytes(bytes);
    bytesOfType[type] += taken;
    if (isSmall) sums.smallBytes += taken;
    else sums.largeBytes += taken;
    if (bytes < MAPPED_BYTES) return;
    mappedBytesOfType[type] += taken;
    sums.mappedBytes += taken;
  };
  inSlices(context, PHASE, nodeCount, (from, to) => {
    for (let node = from; node < to; node++) {
      if (hasBit(uncounted, node)) continue;
      const type = typeOf[node];
      const fixed = Math.min(fixedOf[type], shallowBytesOf[node]);
      add(type, fixed);
      add(type, shallowBytesOf[node] - fixed);
    }
  });
  return { bytesOfType, mappedBytesOfType, ...sums };
}

/** Bytes of the first block of a type's objects; endless where they are one. */
function fixedBytes(graph: HeapGraph, name: string, type: number): number {
  const layouts = graph.typeLayouts ?? null;
  const basic = layouts?.basicBytes[type] ?? 0;
  if (layouts === null || basic === 0 || layouts.itemBytes[type] > 0 || ONE_BLOCK.has(name)) return Infinity;
  const { minor } = pythonMemory(graph);
  const isManaged = minor >= 11 && (layouts.flags[type] & TYPE_HAS_DICT) !== 0;
  if (minor >= 13 && isManaged) return Infinity;
  return basic + ((layouts.flags[type] & TYPE_HAS_GC) !== 0 ? GC_HEAD : 0) + (isManaged ? MANAGED_HEAD : 0);
}
