import { ROLE_NAMES, ROOT_KIND_NAMES, hasBit } from '../graph/heap-graph.ts';
import type { HeapAnalysis } from './heap-analysis.ts';
import { isParserArena } from './usual-findings.ts';
import { inSlices } from './work-context.ts';
import type { WorkContext } from './work-context.ts';

/** Objects of one type to which C code holds references that are nowhere in the heap. */
export interface HeldFromC {
  readonly type: number;
  count: number;
  /** What they hold alone. */
  bytes: number;
  /** References beyond those seen, altogether. */
  references: number;
  /** The one that holds most. */
  example: number;
}

const PHASE = 'Comparing reference counts';
const C_HELD = ROOT_KIND_NAMES.indexOf('c-held');
const IMMORTAL = 0xffff_ffff;
const INSTANCE = ROLE_NAMES.indexOf('instance');
const CONTAINER = ROLE_NAMES.indexOf('container');
/** The interpreter itself holds some dozens of lists, dicts and texts from C. */
const USUAL_COUNT = 100;
/** And single instances of many classes. */
const FEW = 8;

/**
 * Objects that nothing but C code keeps alive: C-held roots, by type. Left out is what every interpreter has: code, and
 * few small objects of built-in types. O(roots) time.
 */
export function heldOnlyFromC(heap: HeapAnalysis, minBytes: number): HeldFromC[] {
  const { graph, retainedBytesOf } = heap;
  const groups = new Map<number, HeldFromC>();
  for (let root = 0; root < graph.roots.count; root++) {
    const node = graph.roots.node[root];
    // Of an object that is a root twice, the first row says best what it is.
    if (graph.roots.kind[root] !== C_HELD || heap.roots.rootOf(node) !== root) continue;
    if (isParserArena(graph, node)) continue;
    add(groups, graph.typeOf[node], node, retainedBytesOf, 1);
  }
  return [...groups.values()].filter((group) => {
    const role = graph.typeRole[group.type];
    if (
      group.bytes < minBytes ||
      (role !== INSTANCE && role !== CONTAINER && !isData(graph.typeNames[group.type]))
    )
      return false;
    if (retainedBytesOf[group.example] >= minBytes) return true;
    return group.count >= (role === INSTANCE ? FEW : USUAL_COUNT);
  });
}

/**
 * Instances that are reachable, and to which C code holds references besides: they will stay when Python lets go of
 * them. Only types of which at least a hundred and at least half of the objects are so. O(N + E) time, 4 N bytes while it runs. Throws
 * HeapError `cancelled`.
 */
export function heldFromCToo(heap: HeapAnalysis, minBytes: number, context: WorkContext): HeldFromC[] {
  const { graph, retainedBytesOf } = heap;
  const { refcountOf, nodeCount, edgeTarget, edgeStart, edgeRetains } = graph;
  if (refcountOf === null) return [];
  const seenOf = new Uint32Array(nodeCount);
  inSlices(context, PHASE, graph.edgeCount - edgeStart[1], (from, to) => {
    for (let edge = edgeStart[1] + from; edge < edgeStart[1] + to; edge++)
      if (hasBit(edgeRetains, edge)) seenOf[edgeTarget[edge]]++;
  });
  const groups = new Map<number, HeldFromC>();
  for (let node = 1; node < nodeCount; node++) {
    const surplus = refcountOf[node] - seenOf[node];
    if (surplus <= 0 || refcountOf[node] === IMMORTAL || graph.typeRole[graph.typeOf[node]] !== INSTANCE)
      continue;
    if (!hasBit(heap.reachable, node) || heap.roots.rootOf(node) >= 0) continue;
    add(groups, graph.typeOf[node], node, retainedBytesOf, surplus);
  }
  return [...groups.values()].filter(
    ({ type, count, bytes }) =>
      count >= USUAL_COUNT && bytes >= minBytes && count * 2 >= heap.types.countOf[type],
  );
}

function add(
  groups: Map<number, HeldFromC>,
  type: number,
  node: number,
  retainedBytesOf: Float64Array,
  references: number,
): void {
  let group = groups.get(type);
  if (group === undefined) {
    group = { type, count: 0, bytes: 0, references: 0, example: node };
    groups.set(type, group);
  }
  group.count++;
  group.bytes += retainedBytesOf[node];
  group.references += references;
  if (retainedBytesOf[node] > retainedBytesOf[group.example]) group.example = node;
}

function isData(typeName: string): boolean {
  return typeName === 'str' || typeName === 'bytes' || typeName === 'bytearray' || typeName === 'int';
}
