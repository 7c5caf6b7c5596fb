import { NO_NODE, ROLE_NAMES, hasBit } from '../graph/heap-graph.ts';
import { labelOf } from '../graph/labels.ts';
import { chainTo } from './finding-chains.ts';
import { groupCycles, groupGarbage } from './cycle-groups.ts';
import type { CycleGroup } from './cycle-groups.ts';
import type { FoundFinding } from './found-finding.ts';
import { visitReferents } from './folded-references.ts';
import type { HeapAnalysis } from './heap-analysis.ts';
import { foldedPath } from './paths.ts';
import type { PathNode } from './paths.ts';
import { strongComponents } from './strong-components.ts';
import type { StrongComponents } from './strong-components.ts';
import { uncountedNodes } from './type-totals.ts';
import type { WorkContext } from './work-context.ts';

/** What cycles say of members of a finding. */
export interface CyclesOfMembers {
  readonly cycles: number;
  readonly hasFinalizer: boolean;
}

export interface CyclesOfHeap {
  /** Cycles that are told by themselves, and garbage. */
  readonly findings: readonly FoundFinding[];
  /** Cycles that the members of a finding are in, each apart from their holder's. */
  ofMembers(members: Uint32Array, container: number): CyclesOfMembers;
}

const CODE = ROLE_NAMES.indexOf('code');
const ROOT = ROLE_NAMES.indexOf('root');
/** Members looked at. */
const SAMPLE = 200;
/** Of a cycle: objects searched for the way around. */
const MAX_SEARCHED = 100_000;
const NOTHING: CyclesOfMembers = { cycles: 0, hasFinalizer: false };

/**
 * Reference cycles among the objects of a Python heap: those that weigh at least `minBytes` by themselves and lie under
 * no accumulation (`underOf`), and what no root reaches. Code, modules and what belongs to them are left out: in every
 * heap they are one great cycle. Nothing for other languages, whose collectors free cycles at once. O(N + E).
 */
export function cyclesOfHeap(
  heap: HeapAnalysis,
  underOf: Uint32Array,
  minBytes: number,
  context: WorkContext,
): CyclesOfHeap {
  const { graph } = heap;
  if (graph.facts.language !== 'python') return { findings: [], ofMembers: () => NOTHING };
  const components = strongComponents(graph, (node) => isData(heap, node), context);
  const isAlive = (node: number): boolean => hasBit(heap.reachable, node);
  const alive = groupCycles(heap, components, isAlive, (node) => underOf[node] !== NO_NODE, context);
  const garbage = groupGarbage(heap, components, context);
  return {
    findings: [
      ...alive
        .filter((each) => each.bytes >= minBytes && each.under * 2 < each.objects)
        .map((each) => ofAliveCycle(heap, each, context)),
      ...ofGarbage(heap, components, garbage, minBytes),
    ],
    ofMembers: (members, container) => ofMembers(heap, components, members, container),
  };
}

function isData({ graph }: HeapAnalysis, node: number): boolean {
  const role = graph.typeRole[graph.typeOf[node]];
  if (role === CODE || role === ROOT || hasBit(uncountedNodes(graph), node)) return false;
  const owner = graph.ownerOfDict?.[node] ?? NO_NODE;
  if (owner === NO_NODE) return true;
  const ownerRole = graph.typeRole[graph.typeOf[owner]];
  return ownerRole !== CODE && ownerRole !== ROOT;
}

function ofMembers(
  heap: HeapAnalysis,
  { componentOf }: StrongComponents,
  members: Uint32Array,
  container: number,
): CyclesOfMembers {
  const step = Math.max(1, Math.ceil(members.length / SAMPLE));
  const seen = new Set<number>();
  let inCycle = 0;
  let looked = 0;
  for (let index = 0; index < members.length; index += step) {
    looked++;
    const component = componentOf[members[index]];
    if (component === NO_NODE || component === componentOf[container]) continue;
    inCycle++;
    seen.add(component);
  }
  const hasFinalizer = members.length > 0 && hasDel(heap, members[0]);
  if (inCycle * 2 < looked) return { cycles: 0, hasFinalizer };
  return { cycles: Math.max(1, Math.round((seen.size / looked) * members.length)), hasFinalizer };
}

function ofAliveCycle(heap: HeapAnalysis, group: CycleGroup, context: WorkContext): FoundFinding {
  return {
    ...{ kind: 'cycle', holder: group.example, chain: chainTo(heap, group.example, context) },
    ...{ type: group.type, isMixed: group.mainObjects * 2 < group.objects, count: group.objects },
    ...{ bytes: group.bytes, example: group.example, cycles: group.cycles },
    ...{ hasFinalizer: hasDel(heap, group.example), references: 0, isShared: false },
  };
}

/** Garbage by the cycles that keep it; small groups as one where only all together they are heavy enough. */
function ofGarbage(
  heap: HeapAnalysis,
  components: StrongComponents,
  groups: readonly CycleGroup[],
  minBytes: number,
): FoundFinding[] {
  const heavy = groups.filter(({ heldBytes }) => heldBytes >= minBytes);
  const [greatest] = groups;
  const total = groups.reduce((sum, { heldBytes }) => sum + heldBytes, 0);
  if (heavy.length > 0) return heavy.map((each) => ofGarbageGroup(heap, components, each));
  if (total < minBytes) return [];
  const finding = ofGarbageGroup(heap, components, greatest);
  return [{ ...finding, isMixed: true, count: heap.totals.unreachableObjects, bytes: total }];
}

function ofGarbageGroup(heap: HeapAnalysis, components: StrongComponents, group: CycleGroup): FoundFinding {
  return {
    ...{ kind: 'garbage', holder: group.example, chain: wayAround(heap, components, group.example) },
    ...{ type: group.type, isMixed: false, count: Math.max(1, group.mainObjects), bytes: group.heldBytes },
    ...{ example: group.example, cycles: group.cycles, hasFinalizer: hasDel(heap, group.example) },
    references: 0,
    isShared: false,
  };
}

/** The shortest way from an object along its cycle back to it; the object alone where it is in none. */
function wayAround(
  { graph }: HeapAnalysis,
  { componentOf }: StrongComponents,
  start: number,
): readonly PathNode[] {
  const component = componentOf[start];
  const cameBy = new Map<number, { from: number; edge: number }>();
  const queue = component === NO_NODE ? [] : [start];
  for (let head = 0; head < queue.length && head < MAX_SEARCHED; head++) {
    const node = queue[head];
    for (let edge = graph.edgeStart[node]; edge < graph.edgeStart[node + 1]; edge++) {
      const target = graph.edgeTarget[edge];
      if (componentOf[target] !== component || !hasBit(graph.edgeRetains, edge) || cameBy.has(target))
        continue;
      cameBy.set(target, { from: node, edge });
      if (target === start) return foldedPath(graph, ...backFrom(cameBy, start));
      queue.push(target);
    }
  }
  return foldedPath(graph, [start], []);
}

function backFrom(
  cameBy: ReadonlyMap<number, { from: number; edge: number }>,
  start: number,
): [number[], number[]] {
  const nodes = [start];
  const edges: number[] = [];
  let at = start;
  do {
    const step = cameBy.get(at);
    if (step === undefined) break;
    edges.push(step.edge);
    nodes.push(step.from);
    at = step.from;
  } while (at !== start);
  return [nodes.reverse(), edges.reverse()];
}

/** Whether the class of an object, or one above it, defines `__del__`. O(members of the classes). */
function hasDel({ graph }: HeapAnalysis, node: number): boolean {
  for (let edge = graph.edgeStart[node]; edge < graph.edgeStart[node + 1]; edge++) {
    if (labelOf(graph, edge) !== '.__class__') continue;
    const own = graph.edgeTarget[edge];
    return [own, ...basesOf(graph, own)].some((each) => definesDel(graph, each));
  }
  return false;
}

function basesOf(graph: HeapAnalysis['graph'], cls: number): number[] {
  for (let edge = graph.edgeStart[cls]; edge < graph.edgeStart[cls + 1]; edge++) {
    if (labelOf(graph, edge) !== '.__mro__') continue;
    const mro = graph.edgeTarget[edge];
    return Array.from(graph.edgeTarget.subarray(graph.edgeStart[mro], graph.edgeStart[mro + 1]));
  }
  return [];
}

function definesDel(graph: HeapAnalysis['graph'], cls: number): boolean {
  let found = false;
  visitReferents(graph, cls, (_, edge) => {
    const label = labelOf(graph, edge);
    found = label === "['__del__']" || label === '.__del__';
    return !found;
  });
  return found;
}
