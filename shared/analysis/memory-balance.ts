import { ROLE_NAMES } from '../graph/heap-graph.ts';
import type { GraphProcess, HeapGraph, RoleText } from '../graph/heap-graph.ts';
import { sumBlocks } from './object-blocks.ts';
import type { BlockSums } from './object-blocks.ts';
import type { WorkContext } from './work-context.ts';

/** Names equal BalanceKind of the protocol, which a test holds. */
export type BalancePartKind =
  | 'containers'
  | 'instances'
  | 'text'
  | 'numbers'
  | 'code'
  | 'other-objects'
  | 'python-internal'
  | 'pymalloc-overhead'
  | 'pymalloc-free'
  | 'malloc-free'
  | 'native'
  | 'stacks'
  | 'library-data'
  | 'files'
  | 'shared'
  | 'rest';

export interface BalancePart {
  readonly kind: BalancePartKind;
  /** Only of `rest` it may be less than 0: parts that were counted twice or are not in RAM. */
  readonly bytes: number;
}

/** RSS as a sum. */
export interface MemoryBalance {
  readonly rssBytes: number;
  /** In the order of BalancePartKind; they add up to rssBytes exactly, for `rest` is what the others leave. */
  readonly parts: readonly BalancePart[];
  /** Bytes of big blocks that are known but not in RAM: never written to, or swapped out. Taken off their objects. */
  readonly notInRamBytes: number;
  /** Bytes that allocators count as free but that are not in RAM. Left out of the free parts. */
  readonly freeNotInRamBytes: number;
}

const KIND_OF_ROLE: Readonly<Record<RoleText, BalancePartKind>> = {
  root: 'code',
  code: 'code',
  container: 'containers',
  text: 'text',
  number: 'numbers',
  instance: 'instances',
  other: 'other-objects',
};

type Parts = Map<BalancePartKind, number>;

/**
 * What a process's resident memory consists of: objects by kind with the blocks they take, what allocators have beside
 * those, and what the system tells of files, stacks and shared memory. Each part is found by itself and `rest` is what
 * they leave. Null where the snapshot does not tell RSS. O(N) time, O(types) memory. Throws HeapError `cancelled`.
 */
export function memoryBalance(graph: HeapGraph, context: WorkContext): MemoryBalance | null {
  const process = graph.facts.process;
  if (process === null || process.rssBytes === null || process.rssBytes === 0) return null;
  const sums = sumBlocks(graph, process.pymalloc !== null, context);
  const parts: Parts = new Map();
  addAllocators(parts, process, sums);
  addMapped(parts, process);
  const notInRamBytes = addObjects(parts, graph, process, sums);
  let known = 0;
  for (const bytes of parts.values()) known += bytes;
  parts.set('rest', process.rssBytes - known);
  return {
    rssBytes: process.rssBytes,
    parts: [...parts].map(([kind, bytes]) => ({ kind, bytes })),
    notInRamBytes,
    freeNotInRamBytes: Math.round(
      untouchedBytes(process, sums) + (process.malloc?.freeBytes ?? 0) - (parts.get('malloc-free') ?? 0),
    ),
  };
}

/** What Python's allocator and malloc have beside the blocks of the snapshot's objects. */
function addAllocators(parts: Parts, process: GraphProcess, sums: BlockSums): void {
  const { pymalloc, malloc, memory } = process;
  for (const kind of new Set(Object.values(KIND_OF_ROLE))) parts.set(kind, 0);
  // What the copy that wrote the snapshot had more than the process is neither's: the agent's own, mostly.
  let extra = memory?.copyBytes ?? 0;
  const take = (bytes: number): number => {
    const left = Math.max(0, bytes);
    const taken = Math.min(extra, left);
    extra -= taken;
    return left - taken;
  };
  if (pymalloc !== null) {
    parts.set('python-internal', take(pymalloc.usedBytes - sums.smallBytes));
    parts.set('pymalloc-overhead', pymalloc.arenaBytes - pymalloc.usedBytes - pymalloc.freeBytes);
    parts.set('pymalloc-free', pymalloc.freeBytes - untouchedBytes(process, sums));
  }
  if (malloc === null) return;
  parts.set('native', take(malloc.usedBytes + malloc.mappedBytes - sums.largeBytes));
  const heaps = memory?.regions;
  const inRam = heaps ? heaps.heap.residentBytes + heaps.threadHeaps.residentBytes : Infinity;
  parts.set('malloc-free', Math.max(0, Math.min(malloc.freeBytes, inRam - malloc.usedBytes)));
}

/** Unused pools of arenas that nothing ever stood in: the system has given no page for them yet. */
function untouchedBytes({ pymalloc, malloc, memory }: GraphProcess, sums: BlockSums): number {
  const other = memory?.regions?.other;
  if (pymalloc === null || other === undefined) return 0;
  const known = pymalloc.arenaBytes + (malloc?.mappedBytes ?? sums.mappedBytes);
  const missing = Math.min(known - other.residentBytes, other.bytes - other.residentBytes);
  return Math.max(0, Math.min(missing, pymalloc.unusedPoolBytes ?? 0));
}

function addMapped(parts: Parts, { memory }: GraphProcess): void {
  if (memory === null) return;
  if (memory.regions !== null) {
    parts.set('stacks', memory.regions.stacks.residentBytes);
    parts.set('library-data', memory.regions.libraries.residentBytes);
  }
  parts.set('files', memory.fileBytes);
  parts.set('shared', memory.sharedBytes);
}

/** Objects by kind. Answers how much of big blocks is not in RAM; it is taken off the kinds they belong to. */
function addObjects(parts: Parts, { typeRole }: HeapGraph, process: GraphProcess, sums: BlockSums): number {
  const { pymalloc, malloc, memory } = process;
  const mapped = malloc?.mappedBytes ?? sums.mappedBytes;
  let missing = 0;
  if (memory !== null && memory.regions !== null && sums.mappedBytes > 0) {
    const arenas = (pymalloc?.arenaBytes ?? 0) - untouchedBytes(process, sums);
    missing = Math.max(0, Math.min(sums.mappedBytes, arenas + mapped - memory.regions.other.residentBytes));
  }
  const share = sums.mappedBytes === 0 ? 0 : missing / sums.mappedBytes;
  sums.bytesOfType.forEach((bytes, type) => {
    const kind = KIND_OF_ROLE[ROLE_NAMES[typeRole[type]] ?? 'other'];
    parts.set(kind, (parts.get(kind) ?? 0) + bytes - share * sums.mappedBytesOfType[type]);
  });
  return Math.round(missing);
}
