import type { Accumulation, Accumulations } from './accumulations.ts';
import { findAccumulations, membersOf } from './accumulations.ts';
import { convergingHolder } from './converging-holder.ts';
import { cyclesOfHeap } from './finding-cycles.ts';
import type { CyclesOfHeap } from './finding-cycles.ts';
import { chainTo, isNamespace } from './finding-chains.ts';
import { heldFromCToo, heldOnlyFromC } from './held-from-c.ts';
import type { HeapAnalysis } from './heap-analysis.ts';
import type { FindingsOfHeap, FindingThreshold, FoundFinding } from './found-finding.ts';
import { keeperOf } from './keepers.ts';
import { longChains } from './long-chains.ts';
import type { PathNode } from './paths.ts';
import { isBelow } from './preorder-tree.ts';
import { UsualParts } from './usual-findings.ts';
import { NO_NODE, ROLE_NAMES, ROOT_KIND_NAMES } from '../graph/heap-graph.ts';
import type { HeapGraph } from '../graph/heap-graph.ts';
import { inSlices } from './work-context.ts';
import type { WorkContext } from './work-context.ts';

const SHARE_OF_HEAP = 0.01;
const LEAST_BYTES = 100_000;
/** A single object of so many bytes, and so large a share of the heap, is told for itself. */
const LARGE_BYTES = 1_000_000;
const LARGE_SHARE = 0.1;
const GC_GARBAGE = ROOT_KIND_NAMES.indexOf('gc-garbage');
const INSTANCE = ROLE_NAMES.indexOf('instance');
const CONTAINER = ROLE_NAMES.indexOf('container');
const PHASE = 'Looking for large objects';
/** Fewer values that stand directly in a module, a class or an instance are what it is made of. */
const MANY_NAMES = 100;

/**
 * Everything worth telling of a heap from `minBytes` on, without it from a hundredth of the heap and 100 kB: see
 * docs/findings.md for how each kind is recognised. One leak is told once: what lies inside of a finding, or holds it, is not told again. O(N + E) time;
 * about 24 N bytes while it runs beside the indexes of HeapAnalysis. Throws HeapError `cancelled`.
 */
export function findingsOfHeap(
  heap: HeapAnalysis,
  minBytes: number | null,
  context: WorkContext,
): FindingsOfHeap {
  const usual = thresholdOf(heap);
  const threshold = { ...usual, bytes: minBytes ?? usual.bytes };
  const accumulations = findAccumulations(heap, threshold.bytes, context);
  const cycles = cyclesOfHeap(heap, accumulations.underOf, threshold.bytes, context);
  const held = heldAccumulations(heap, accumulations, cycles, context);
  const found = [
    ...held,
    ...cycles.findings,
    ...heldFromOutside(heap, held, threshold.bytes, context),
    ...inGcGarbage(heap, threshold.bytes),
    ...longChains(heap, accumulations.underOf, threshold.bytes, context),
    ...largeObjects(heap, held, threshold, context),
  ];
  return { found: found.sort((a, b) => b.bytes - a.bytes || a.holder - b.holder), threshold };
}

/** From what size on something is told. O(1). */
export function thresholdOf({ totals }: Pick<HeapAnalysis, 'totals'>): FindingThreshold {
  return {
    bytes: Math.max(LEAST_BYTES, Math.ceil(SHARE_OF_HEAP * totals.shallowBytes)),
    shareOfHeap: SHARE_OF_HEAP,
    leastBytes: LEAST_BYTES,
  };
}

/** Accumulations with who holds their members, those without a holder left out. */
function heldAccumulations(
  heap: HeapAnalysis,
  accumulations: Accumulations,
  cycles: CyclesOfHeap,
  context: WorkContext,
): FoundFinding[] {
  const byHolder = new Map<number, FoundFinding>();
  const usual = new UsualParts(heap);
  accumulations.found.forEach((each, index) => {
    const members = membersOf(heap, each, context);
    const container = containerOf(heap, each, members, context);
    if (container === NO_NODE) return;
    const chain = chainTo(heap, container, context);
    if (chain.length === 0 || isInsideAnother(accumulations, chain, index)) return;
    const typeName = heap.graph.typeNames[each.type];
    if (usual.has(chain, each)) return;
    const keeper = keeperOf(heap, chain, each.isMixed ? '' : typeName, context);
    const through = each.isContainer ? each : sumThrough(heap, members, container, context);
    const finding: FoundFinding = {
      kind: keeper.kind,
      holder: chain[keeper.index].node,
      chain,
      ...{ type: each.type, isMixed: each.isMixed, count: through.count, bytes: through.bytes },
      example: members[0],
      ...cycles.ofMembers(members, container),
      references: 0,
      isShared: !each.isContainer && container !== each.dominator,
    };
    const known = byHolder.get(container);
    const [first, second] =
      known === undefined || finding.bytes > known.bytes ? [finding, known] : [known, finding];
    byHolder.set(container, { ...first, bytes: first.bytes + (second?.bytes ?? 0) });
  });
  return [...byHolder.values()];
}

/** The container itself, or where the chains to the members meet; NO_NODE where that says nothing. */
function containerOf(
  heap: HeapAnalysis,
  each: Accumulation,
  members: Uint32Array,
  context: WorkContext,
): number {
  if (each.isContainer) return each.dominator;
  const meeting = convergingHolder(heap.shortestTree(context), members, context);
  const found = meeting === NO_NODE && each.dominator !== 0 ? each.dominator : meeting;
  if (found === NO_NODE) return NO_NODE;
  return isNamespace(heap.graph, found) && !areManyParts(heap.graph, each) ? NO_NODE : found;
}

/** Modules, classes and instances have parts; so many equal ones under made-up names are data. */
function areManyParts({ facts, typeRole }: HeapGraph, { count, type }: Accumulation): boolean {
  const role = typeRole[type];
  return facts.language === 'python' && count >= MANY_NAMES && (role === INSTANCE || role === CONTAINER);
}

/** Count and bytes of those members whose chains come through the container. */
function sumThrough(
  heap: HeapAnalysis,
  members: Uint32Array,
  container: number,
  context: WorkContext,
): { count: number; bytes: number } {
  const shortest = heap.shortestTree(context);
  const sum = { count: 0, bytes: 0 };
  for (const member of members) {
    if (!isBelow(shortest, container, member)) continue;
    sum.count++;
    sum.bytes += heap.retainedBytesOf[member];
  }
  return sum;
}

/** Whether the way to the holder leads through what another finding tells of. */
function isInsideAnother({ underOf }: Accumulations, chain: readonly PathNode[], index: number): boolean {
  return chain.some(({ node }) => underOf[node] !== NO_NODE && underOf[node] !== index);
}

function heldFromOutside(
  heap: HeapAnalysis,
  told: readonly FoundFinding[],
  minBytes: number,
  context: WorkContext,
): FoundFinding[] {
  const groups = [
    ...heldOnlyFromC(heap, minBytes).map((group) => ({ group, kind: 'c-held' as const })),
    ...heldFromCToo(heap, minBytes, context).map((group) => ({ group, kind: 'c-held-too' as const })),
  ];
  return groups.flatMap(({ group, kind }) => {
    const isTold = told.some(
      ({ chain, bytes }) => chain[0].node === group.example && bytes * 2 >= group.bytes,
    );
    if (isTold) return [];
    const chain = chainTo(heap, group.example, context);
    return [
      {
        ...{ kind, holder: group.example, chain, type: group.type, isMixed: false },
        ...{ count: group.count, bytes: group.bytes, example: group.example },
        ...{ cycles: 0, hasFinalizer: false, references: group.references, isShared: false },
      },
    ];
  });
}

/** What the collector could not free, or was told to keep. */
function inGcGarbage({ graph, retainedBytesOf }: HeapAnalysis, minBytes: number): FoundFinding[] {
  const nodes = graph.roots.node.filter((_, root) => graph.roots.kind[root] === GC_GARBAGE);
  if (nodes.length === 0) return [];
  const bytes = nodes.reduce((sum, node) => sum + retainedBytesOf[node], 0);
  const greatest = nodes.reduce((a, b) => (retainedBytesOf[b] > retainedBytesOf[a] ? b : a));
  if (bytes < minBytes) return [];
  return [
    {
      ...{ kind: 'gc-garbage', holder: greatest, chain: [{ node: greatest, edge: NO_NODE, folded: false }] },
      ...{ type: graph.typeOf[greatest], isMixed: true, count: nodes.length, bytes, example: greatest },
      ...{ cycles: 0, hasFinalizer: false, references: 0, isShared: false },
    },
  ];
}

/** Single objects with much of the heap in themselves: buffers, and containers that many references fill. */
function largeObjects(
  heap: HeapAnalysis,
  told: readonly FoundFinding[],
  threshold: FindingThreshold,
  context: WorkContext,
): FoundFinding[] {
  const { graph, totals } = heap;
  const least = Math.max(threshold.bytes, LARGE_BYTES, LARGE_SHARE * totals.shallowBytes);
  const toldOf = new Set(told.map(({ chain }) => chain[chain.length - 1].node));
  const found: FoundFinding[] = [];
  inSlices(context, PHASE, graph.nodeCount, (from, to) => {
    for (let node = Math.max(1, from); node < to; node++) {
      if (graph.shallowBytesOf[node] < least || toldOf.has(node)) continue;
      const chain = chainTo(heap, node, context);
      if (chain.length === 0) continue;
      found.push({
        ...{ kind: 'large-object', holder: node, chain, type: graph.typeOf[node], isMixed: false },
        ...{ count: 1, bytes: heap.retainedBytesOf[node], example: node },
        ...{ cycles: 0, hasFinalizer: false, references: 0, isShared: false },
      });
    }
  });
  return found;
}
