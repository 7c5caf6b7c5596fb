import { describeReference } from '../analysis/folded-references.ts';
import type { HeapAnalysis } from '../analysis/heap-analysis.ts';
import { ROLE_NAMES, ROOT_KIND_NAMES } from '../graph/heap-graph.ts';
import type { RootKindText } from '../graph/heap-graph.ts';
import type { InstanceRow, ObjectRole, ReferenceRow, RootKindName } from '../protocol/rows.ts';

/** Roots that stand for something a person knows by name; objects that only C holds are ordinary objects besides. */
const NAMED_ROOTS: ReadonlySet<RootKindText> = new Set([
  'module',
  'frame',
  'thread',
  'interpreter',
  'static',
  'v8-root',
]);

/** What kind of root the node is, null for none. O(log roots). */
export function rootKindOf(heap: HeapAnalysis, node: number): RootKindName | null {
  const row = heap.roots.rootOf(node);
  return row < 0 ? null : (ROOT_KIND_NAMES[heap.graph.roots.kind[row]] ?? 'unknown');
}

/** Whether a graph of references need not go on behind the node: it explains itself, as modules and frames do. */
export function isNamedRoot(heap: HeapAnalysis, node: number): boolean {
  const kind = rootKindOf(heap, node);
  return kind !== null && NAMED_ROOTS.has(kind);
}

/** Shape and colour of a node: of its type, unless it is a root by name. O(log roots). */
export function roleOf(heap: HeapAnalysis, node: number): ObjectRole {
  return isNamedRoot(heap, node) ? 'root' : roleOfType(heap, heap.graph.typeOf[node]);
}

/** Shape and colour of a type's objects. O(1). */
export function roleOfType({ graph }: HeapAnalysis, type: number): ObjectRole {
  return ROLE_NAMES[graph.typeRole[type]] ?? 'other';
}

/** The node's type by name. O(1). */
export function typeNameOf({ graph }: HeapAnalysis, node: number): string {
  return graph.typeNames[graph.typeOf[node]] ?? '';
}

/** One row of a list of objects. O(1). */
export function instanceRow(heap: HeapAnalysis, node: number): InstanceRow {
  const { graph } = heap;
  return {
    id: graph.idOf(node),
    type: typeNameOf(heap, node),
    shallowBytes: graph.shallowBytesOf[node],
    retainedBytes: heap.retainedBytesOf[node],
    preview: graph.previewOf(node),
  };
}

/** One reference of `holder`, as a row about `other`, its other end seen from the object asked about. O(log roots). */
export function referenceRow(
  heap: HeapAnalysis,
  holder: number,
  other: number,
  edge: number,
  folded: boolean,
): ReferenceRow {
  return {
    ...describeReference(heap.graph, holder, edge, folded),
    ...instanceRow(heap, other),
    role: roleOf(heap, other),
  };
}
