import { HeapError } from '../../base/errors.ts';
import { AddressIndex } from '../../graph/address-index.ts';
import type { BuiltEdges } from '../../graph/graph-builder.ts';
import type { GraphFacts, HeapGraph, RootTable } from '../../graph/heap-graph.ts';
import { NO_NODE, firstBits } from '../../graph/heap-graph.ts';
import type { StringTable } from '../../graph/string-table.ts';
import { StringTableBuilder } from '../../graph/string-table-builder.ts';
import type { ReadContext } from '../reader.ts';
import { allocationsByNode } from './allocations.ts';
import type { Collected } from './collected.ts';
import { graphFacts } from './facts.ts';
import { KIND_OTHER, KIND_WEAK, TYPE_IS_HEAP_TYPE } from './layout.ts';
import { linkReferences } from './link.ts';
import type { Linked } from './link.ts';
import type { ObjectColumns } from './objects-block.ts';
import { frameText, Previews } from './previews.ts';
import { findHeldFromC, rootTable, writtenRoots } from './roots.ts';
import type { Root } from './roots.ts';
import { markMetaclasses, nameTypes, typesByAddress } from './types.ts';
import type { TypeTable } from './types.ts';

/** Room for edges to roots that are only found after linking; more of them cost a copy of the edges. */
const SPARE_ROOTS = 4096;

/** A version of the format. */
export interface FormatVersion {
  readonly major: number;
  readonly minor: number;
}

/**
 * The graph of what a file says. The collected references are used up. O(N + E) expected. Memory beyond the graph's
 * columns: the references as written, and 21 bytes a node. Throws HeapError: corrupt, too-big, cancelled.
 */
export function buildGraph(version: FormatVersion, collected: Collected, context: ReadContext): HeapGraph {
  const { columns, meta, tail } = collected;
  const { nodeCount } = columns;
  // A file without META does not get here.
  if (meta === null) throw new HeapError('corrupt', 'The snapshot has no facts (META).', { section: 'META' });
  context.report({ phase: 'Linking references', done: 0, total: nodeCount });
  const index = new AddressIndex(columns.addressWords.finish(), context.cancel);
  const names = collected.strings.finish();
  const strings = new StringTableBuilder();
  strings.addTable(names);
  const types = typeColumns(collected, index, names);
  const refcountOf = columns.refcount.finish();
  const found = writtenRoots(collected.roots, index, names);
  const { linked, edges, roots } = linkAndRoot(
    { collected, index, strings, types, refcountOf, roots: found.roots },
    context,
  );
  const facts = graphFacts(
    version,
    meta,
    tail,
    {
      dangling: linked.dangling,
      missingRoots: found.missing,
      duplicates: index.duplicates,
      unnamedTypes: types.unnamed,
      previewsLeftOut: columns.previewsLeftOut,
    },
    (id) => index.nodeOf(id),
  );
  const table = strings.finish();
  return withPreviews(columns, {
    facts,
    nodeCount,
    ...edges,
    typeOf: types.typeOf,
    typeNames: types.names,
    typeRole: types.role,
    typeLayouts: types.layouts,
    shallowBytesOf: columns.shallowBytes.finish(),
    synthetic: firstBits(nodeCount, 1),
    edgeRetains: retainingBits(edges),
    roots,
    strings: table,
    ownerOfDict: linked.ownerOfDict,
    lengthOf: columns.hasLengths ? columns.length.finish() : null,
    refcountOf: columns.hasRefcounts ? refcountOf : null,
    hashOf: columns.hash.length > 0 ? columns.hash.finish() : null,
    idWords: () => index.idWords,
    idOf: (node) => index.idOf(node),
    nodeOf: (id) => index.nodeOf(id),
    allocationOf: allocationsByNode(collected.allocations, nodeCount, index, table),
  });
}

interface TypeColumns extends TypeTable {
  readonly typeOf: Uint32Array;
  /** The class's node by batch, where its objects hold a reference to it; else NO_NODE. */
  readonly classNodeOf: Uint32Array;
}

function typeColumns(collected: Collected, index: AddressIndex, names: StringTable): TypeColumns {
  const { batches } = collected;
  const rows = typesByAddress(collected.types);
  const table = nameTypes(batches, rows, names);
  const typeOf = new Uint32Array(collected.columns.nodeCount);
  batches.forEach(({ firstNode, count, continued }, batch) => {
    if (continued === null) typeOf.fill(table.typeOfBatch[batch], firstNode, firstNode + count);
  });
  markMetaclasses(table.role, collected.types, index, typeOf);
  const classNodeOf = Uint32Array.from(batches, ({ typeAddress }) =>
    ((rows.get(typeAddress)?.flags ?? 0) & TYPE_IS_HEAP_TYPE) !== 0
      ? index.findAddress(typeAddress)
      : NO_NODE,
  );
  return { ...table, typeOf, classNodeOf };
}

interface Unlinked {
  readonly collected: Collected;
  readonly index: AddressIndex;
  readonly strings: StringTableBuilder;
  readonly types: TypeColumns;
  readonly refcountOf: Uint32Array;
  /** Those the file names. */
  readonly roots: readonly Root[];
}

/** References as edges, the roots that follow from them, and an edge from node 0 to each root. */
function linkAndRoot(
  { collected, index, strings, types, refcountOf, roots }: Unlinked,
  context: ReadContext,
): { linked: Linked; edges: BuiltEdges; roots: RootTable } {
  const linked = linkReferences(
    {
      batches: collected.batches,
      nodeCount: refcountOf.length,
      index,
      classNodeOf: types.classNodeOf,
      classLabel: strings.intern('__class__'),
      dictLabels: collected.dictLabels,
      rootCapacity: roots.length + SPARE_ROOTS,
    },
    context,
  );
  checkReferences(linked, collected.references);
  context.report({ phase: 'Finding roots', done: 0, total: refcountOf.length });
  const held = findHeldFromC(linked, refcountOf, roots, context.cancel);
  const table = rootTable([...roots, ...held], strings);
  return { linked, edges: linked.builder.finish(rootEdges(table), context.cancel), roots: table };
}

function withPreviews(columns: ObjectColumns, graph: Omit<HeapGraph, 'previewOf' | 'contentOf'>): HeapGraph {
  const previews = new Previews({
    graph,
    start: offsets(columns.previewLength.finish()),
    bytes: columns.previewBytes.finish(),
    frames: frameTexts(graph.facts),
  });
  return {
    ...graph,
    previewOf: (node) => previews.of(node),
    valueHashOf: (node) => previews.hashOf(node),
    contentOf: (node) => previews.contentOf(node),
  };
}

/** END's count is the last check on what the checksums cannot know. */
function checkReferences({ written }: Linked, claimed: bigint): void {
  if (BigInt(written) === claimed) return;
  const text = `The snapshot's end speaks of ${claimed.toString()} references where ${written} were read.`;
  throw new HeapError('corrupt', text, { section: 'END ' });
}

function rootEdges(roots: RootTable): { target: number; kind: number; label: number }[] {
  return Array.from(roots.node, (target, root) => ({ target, kind: KIND_OTHER, label: roots.name[root] }));
}

/** Every reference retains but weak ones. O(E). */
function retainingBits({ edgeCount, edgeKind }: BuiltEdges): Uint8Array {
  const bits = new Uint8Array((edgeCount + 7) >>> 3).fill(0xff);
  for (let edge = edgeKind.indexOf(KIND_WEAK); edge !== -1; edge = edgeKind.indexOf(KIND_WEAK, edge + 1)) {
    bits[edge >>> 3] &= ~(1 << (edge & 7));
  }
  return bits;
}

/** Offsets (one more) from lengths. O(N). */
function offsets(lengths: Uint32Array): Uint32Array {
  const start = new Uint32Array(lengths.length + 1);
  let total = 0;
  for (let at = 0; at < lengths.length; at++) {
    start[at] = total;
    total += lengths[at];
  }
  start[lengths.length] = total;
  return start;
}

function frameTexts({ process }: GraphFacts): ReadonlyMap<number, string> {
  const texts = new Map<number, string>();
  for (const { frames } of process?.threads ?? []) {
    for (const frame of frames)
      if (frame.node !== NO_NODE && frame.node !== 0) texts.set(frame.node, frameText(frame));
  }
  return texts;
}
