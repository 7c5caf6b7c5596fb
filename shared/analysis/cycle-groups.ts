import { NO_NODE, ROLE_NAMES, hasBit } from '../graph/heap-graph.ts';
import type { HeapAnalysis } from './heap-analysis.ts';
import type { StrongComponents } from './strong-components.ts';
import { inSlices } from './work-context.ts';
import type { WorkContext } from './work-context.ts';

/** Cycles alike: those whose main type is the same. */
export interface CycleGroup {
  /** The type a person would name them by: of instances, if there are any in the cycle. */
  readonly type: number;
  /** Cycles (strong components); 0 for garbage that is in none. */
  cycles: number;
  /** Objects in the cycles, and their own bytes. */
  objects: number;
  bytes: number;
  /** Of garbage: what goes with them, their own bytes included. 0 for what is alive. */
  heldBytes: number;
  /** Objects of the main type, the first of them, and how many of the objects lie under an accumulation. */
  mainObjects: number;
  example: number;
  under: number;
}

const PHASE = 'Comparing cycles';
const INSTANCE = ROLE_NAMES.indexOf('instance');

/**
 * The cycles of the wanted nodes in groups, most bytes first. `under` tells of nodes that another finding speaks of.
 * O(N) time, 8 bytes a component. Throws HeapError `cancelled`.
 */
export function groupCycles(
  heap: HeapAnalysis,
  components: StrongComponents,
  wanted: (node: number) => boolean,
  under: (node: number) => boolean,
  context: WorkContext,
): CycleGroup[] {
  const { graph } = heap;
  const mainTypeOf = mainTypes(heap, components, wanted, context);
  const groups = new Map<number, CycleGroup>();
  const counted = new Uint8Array(components.count);
  inSlices(context, PHASE, graph.nodeCount, (from, to) => {
    for (let node = Math.max(1, from); node < to; node++) {
      const component = components.componentOf[node];
      if (component === NO_NODE || !wanted(node)) continue;
      const group = groupOf(groups, mainTypeOf[component]);
      if (counted[component] === 0) {
        counted[component] = 1;
        group.cycles++;
      }
      group.objects++;
      group.bytes += graph.shallowBytesOf[node];
      if (under(node)) group.under++;
      if (graph.typeOf[node] !== group.type) continue;
      group.mainObjects++;
      if (group.example === NO_NODE) group.example = node;
    }
  });
  return [...groups.values()].sort((a, b) => b.bytes - a.bytes);
}

/**
 * What no root reaches, in groups by the main type of the cycle that keeps it; most bytes first. Nothing where the
 * format counts such nodes as held by the root. O(N) time. Throws HeapError `cancelled`.
 */
export function groupGarbage(
  heap: HeapAnalysis,
  components: StrongComponents,
  context: WorkContext,
): CycleGroup[] {
  const { graph, dominatorOf, reachable } = heap;
  if ((graph.facts.unreachedNodes ?? 'apart') !== 'apart') return [];
  const isGarbage = (node: number): boolean => !hasBit(reachable, node) && !hasBit(graph.synthetic, node);
  const cycles = groupCycles(heap, components, isGarbage, () => false, context);
  const groups = new Map(cycles.map((group) => [group.type, group]));
  const mainTypeOf = mainTypes(heap, components, isGarbage, context);
  for (let node = 1; node < graph.nodeCount; node++) {
    if (dominatorOf[node] !== 0 || !isGarbage(node)) continue;
    const component = components.componentOf[node];
    const group = groupOf(groups, component === NO_NODE ? graph.typeOf[node] : mainTypeOf[component]);
    group.heldBytes += heap.retainedBytesOf[node];
    if (group.example === NO_NODE) group.example = node;
    if (component === NO_NODE) group.mainObjects++;
  }
  return [...groups.values()].sort((a, b) => b.heldBytes - a.heldBytes);
}

function groupOf(groups: Map<number, CycleGroup>, type: number): CycleGroup {
  let group = groups.get(type);
  if (group === undefined) {
    group = {
      ...{ type, cycles: 0, objects: 0, bytes: 0, heldBytes: 0 },
      ...{ mainObjects: 0, example: NO_NODE, under: 0 },
    };
    groups.set(type, group);
  }
  return group;
}

/** By component: of the types of its instances the first, else of all its objects. O(N). */
function mainTypes(
  { graph }: HeapAnalysis,
  { componentOf, count }: StrongComponents,
  wanted: (node: number) => boolean,
  context: WorkContext,
): Uint32Array {
  const mainTypeOf = new Uint32Array(count).fill(NO_NODE);
  inSlices(context, PHASE, graph.nodeCount, (from, to) => {
    for (let node = Math.max(1, from); node < to; node++) {
      const component = componentOf[node];
      if (component === NO_NODE || !wanted(node)) continue;
      const type = graph.typeOf[node];
      const known = mainTypeOf[component];
      if (known === NO_NODE || isBetter(graph.typeRole, type, known)) mainTypeOf[component] = type;
    }
  });
  return mainTypeOf;
}

function isBetter(typeRole: Uint8Array, type: number, known: number): boolean {
  const isInstance = typeRole[type] === INSTANCE;
  if (isInstance !== (typeRole[known] === INSTANCE)) return isInstance;
  return type < known;
}
