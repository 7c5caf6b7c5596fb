import { memoryBalance } from '../analysis/memory-balance.ts';
import type { MemoryBalance } from '../analysis/memory-balance.ts';
import { formatBytes, formatPercent } from '../base/numbers-to-text.ts';
import type { GraphProcess } from '../graph/heap-graph.ts';
import { BALANCE_KINDS } from '../protocol/balance-rows.ts';
import type { BalanceKind } from '../protocol/balance-rows.ts';
import { PART_WORDS } from './balance-words.ts';
import type { Query } from './query-context.ts';

/** Shares of RSS, and bytes, from which on something is worth saying. */
const MUCH_FREE = 0.1;
const MUCH_NATIVE = 0.25;
const MUCH_GARBAGE = 0.05;
const LEAST_BYTES = 8 << 20;
const WORTH_A_NOTE = 0.005;

/** What the process's resident memory consists of. O(N). */
export const balance: Query<'balance'> = (context) => {
  const { graph, totals } = context.heap;
  const found = memoryBalance(graph, context);
  const process = graph.facts.process;
  if (found === null || process === null) {
    return {
      ...{ rssBytes: null, parts: [], advice: [] },
      notes: ['This snapshot does not tell how much memory the process had.'],
    };
  }
  const bytesOf = new Map(found.parts.map(({ kind, bytes }) => [kind, Math.round(bytes)]));
  // Rounded parts, too, add up.
  const others = BALANCE_KINDS.reduce(
    (sum, kind) => sum + (kind === 'rest' ? 0 : (bytesOf.get(kind) ?? 0)),
    0,
  );
  bytesOf.set('rest', found.rssBytes - others);
  return {
    rssBytes: found.rssBytes,
    parts: BALANCE_KINDS.filter((kind) => kind === 'rest' || (bytesOf.get(kind) ?? 0) !== 0).map((kind) => ({
      ...{ kind, bytes: bytesOf.get(kind) ?? 0 },
      ...PART_WORDS[kind],
    })),
    advice: adviceOn(found, process, totals.unreachableBytes),
    notes: notesOn(found, process),
  };
};

function adviceOn({ rssBytes, parts }: MemoryBalance, process: GraphProcess, garbage: number): string[] {
  const bytesOf = (kind: BalanceKind): number => parts.find((part) => part.kind === kind)?.bytes ?? 0;
  const isMuch = (bytes: number, share: number): boolean => bytes >= LEAST_BYTES && bytes >= share * rssBytes;
  const part = (bytes: number): string => `${formatBytes(bytes)} (${formatPercent(bytes / rssBytes)} of RSS)`;
  const found: string[] = [];
  const pools = bytesOf('pymalloc-free');
  if (isMuch(pools, MUCH_FREE)) {
    found.push(
      `${part(pools)} is free inside Python’s arenas, which go back to the system only when nothing is left in them. Python uses it again before it asks for more, so it is the trace of a peak: make the peak smaller (work in portions, generators instead of lists), let worker processes end after so many tasks (maxtasksperchild, --max-requests), or do the work in a process of its own. PYTHONMALLOC=malloc with jemalloc gives more back.`,
    );
  }
  const free = bytesOf('malloc-free');
  if (isMuch(free, MUCH_FREE)) {
    const threads = process.memory?.regions?.threadHeaps.residentBytes ?? 0;
    found.push(
      `${part(free)} is free inside malloc’s heaps. ctypes.CDLL(None).malloc_trim(0) gives it back now; MALLOC_TRIM_THRESHOLD_=100000 or jemalloc (LD_PRELOAD) do so by themselves.${threads > free / 2 ? ' Much of it is in heaps of threads: MALLOC_ARENA_MAX=2 keeps those few.' : ''}`,
    );
  }
  const native = bytesOf('native') + bytesOf('rest');
  // Where malloc was not asked, the rest has what it has free, too.
  if (process.malloc !== null && isMuch(native, MUCH_NATIVE)) {
    found.push(
      `${part(native)} is in no Python object: libraries written in C hold it (numpy, database drivers, parsers, TLS). Snapshots cannot tell which: memray run --native shows the calls that took it.`,
    );
  }
  if (isMuch(garbage, MUCH_GARBAGE)) {
    found.push(
      `${part(garbage)} is in objects that nothing reaches and the collector has not taken yet: see unreachable objects; gc.collect() takes them.`,
    );
  }
  const swapped = process.memory?.swapBytes ?? 0;
  if (swapped >= LEAST_BYTES)
    found.push(`${formatBytes(swapped)} more is swapped out, which RSS does not count.`);
  return found;
}

function notesOn(
  { rssBytes, notInRamBytes, freeNotInRamBytes }: MemoryBalance,
  process: GraphProcess,
): string[] {
  const { pymalloc, malloc, memory } = process;
  const notes: string[] = [];
  if (memory === null) {
    notes.push('The system did not tell what files, stacks and shared memory take: they are in the rest.');
  }
  if (pymalloc === null) notes.push('Python’s own allocator told nothing, or was not used (PYTHONMALLOC).');
  const allocator = memory?.regions?.allocator ?? null;
  if (allocator !== null) {
    notes.push(
      `The program uses ${allocator} for malloc, which is not asked: what it has free is in the rest.`,
    );
  } else if (malloc === null) {
    const why =
      process.captureMethod === 'inline'
        ? 'for the snapshot was taken in the process itself, and it is asked in a copy only'
        : 'for the C library is not glibc, or has no mallinfo2';
    notes.push(`malloc was not asked, ${why}: what it has free, and what C libraries hold, are in the rest.`);
  }
  if (freeNotInRamBytes >= WORTH_A_NOTE * rssBytes) {
    notes.push(
      `${formatBytes(freeNotInRamBytes)} that allocators count as free are not in RAM, and are left out of what is free here.`,
    );
  }
  if (notInRamBytes > 0) {
    notes.push(
      `${formatBytes(notInRamBytes)} of big objects are not in RAM: never written to, or swapped out. They are taken off their kinds.`,
    );
  }
  return notes;
}
