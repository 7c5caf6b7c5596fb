import { throwIfCancelled } from '../../base/cancellation.ts';
import { HeapError } from '../../base/errors.ts';
import { AddressIndex, addressText, parseAddress } from '../../graph/address-index.ts';
import type { BuiltEdges } from '../../graph/graph-builder.ts';
import type { GraphFacts, HeapGraph, RootTable } from '../../graph/heap-graph.ts';
import { NO_NODE } from '../../graph/heap-graph.ts';
import { StringTableBuilder } from '../../graph/string-table-builder.ts';
import type { ReadContext } from '../reader.ts';
import { allocationsByNode } from './allocations.ts';
import type { Collected } from './collected.ts';
import { graphFacts } from './facts.ts';
import { KIND_OTHER, KIND_WEAK, TYPE_IS_HEAP_TYPE } from './layout.ts';
import { linkReferences } from './link.ts';
import type { Linked } from './link.ts';
import { frameText, Previews } from './previews.ts';
import { findHeldFromC, rootTable, writtenRoots } from './roots.ts';
import { markMetaclasses, nameTypes, typesByAddress } from './types.ts';

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
  const { columns, batches } = collected;
  const { nodeCount } = columns;
  context.report({ phase: 'Linking references', done: 0, total: nodeCount });
  const addressWords = columns.addressWords.finish();
  const index = new AddressIndex(addressWords);
  throwIfCancelled(context.cancel);
  const nodeOfAddress = (address: bigint): number =>
    index.find(Number(address & 0xffff_ffffn), Number(address >> 32n));

  const writtenStrings = collected.strings.finish();
  const strings = new StringTableBuilder();
  strings.addTable(writtenStrings);
  const typeRows = typesByAddress(collected.types);
  const types = nameTypes(batches, typeRows, writtenStrings);
  const typeOf = new Uint32Array(nodeCount);
  batches.forEach(({ firstNode, count, continued }, batch) => {
    if (continued === null) typeOf.fill(types.typeOfBatch[batch], firstNode, firstNode + count);
  });
  markMetaclasses(types.role, collected.types, nodeOfAddress, typeOf);

  const { roots, missing } = writtenRoots(collected.roots, index, writtenStrings);
  const classNodeOf = Uint32Array.from(batches, ({ typeAddress }) =>
    ((typeRows.get(typeAddress)?.flags ?? 0) & TYPE_IS_HEAP_TYPE) !== 0
      ? nodeOfAddress(typeAddress)
      : NO_NODE,
  );
  const classLabel = strings.intern('__class__');
  const linked = linkReferences(
    {
      batches,
      nodeCount,
      index,
      classNodeOf,
      classLabel,
      dictLabels: collected.dictLabels,
      rootCapacity: roots.length + 4096,
    },
    context,
  );
  checkReferences(linked, collected.references);

  context.report({ phase: 'Finding roots', done: 0, total: nodeCount });
  const refcountOf = columns.refcount.finish();
  for (const held of findHeldFromC(linked, refcountOf, roots, context.cancel)) roots.push(held);
  const rootsByPreference = rootTable(roots, strings);
  const edges = linked.builder.finish(rootEdges(rootsByPreference), context.cancel);

  const nodeOf = (id: string): number => {
    const address = parseAddress(id.trim());
    if (address === null) return NO_NODE;
    return address.low === 0 && address.high === 0 ? 0 : index.find(address.low, address.high);
  };
  const oddities = {
    dangling: linked.dangling,
    missingRoots: missing,
    duplicates: index.duplicates,
    unnamedTypes: types.unnamed,
    previewsLeftOut: columns.previewsLeftOut,
  };
  // A file without META does not get here.
  if (collected.meta === null)
    throw new HeapError('corrupt', 'The snapshot has no facts (META).', { section: 'META' });
  const facts = graphFacts(version, collected.meta, collected.tail, oddities, nodeOf);
  const table = strings.finish();
  const graph: Omit<HeapGraph, 'previewOf'> = {
    facts,
    nodeCount,
    ...edges,
    typeOf,
    typeNames: types.names,
    typeRole: types.role,
    shallowBytesOf: columns.shallowBytes.finish(),
    synthetic: onlyRoot(nodeCount),
    edgeRetains: retainingBits(edges),
    roots: rootsByPreference,
    strings: table,
    ownerOfDict: linked.ownerOfDict,
    lengthOf: columns.hasLengths ? columns.length.finish() : null,
    refcountOf: columns.hasRefcounts ? refcountOf : null,
    idOf: (node) => addressText(addressWords[2 * node], addressWords[2 * node + 1]),
    nodeOf,
    allocationOf: allocationsByNode(collected.allocations, nodeCount, index, table),
  };
  const previews = new Previews({
    graph,
    start: offsets(columns.previewLength.finish()),
    bytes: columns.previewBytes.finish(),
    frames: frameTexts(facts),
  });
  return { ...graph, previewOf: (node) => previews.of(node) };
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

function onlyRoot(nodeCount: number): Uint8Array {
  const bits = new Uint8Array((nodeCount + 7) >> 3);
  bits[0] = 1;
  return bits;
}

/** Every reference retains but weak ones. O(E). */
function retainingBits({ edgeCount, edgeKind }: BuiltEdges): Uint8Array {
  const bits = new Uint8Array((edgeCount + 7) >>> 3).fill(0xff);
  for (let edge = edgeKind.indexOf(KIND_WEAK); edge !== -1; edge = edgeKind.indexOf(KIND_WEAK, edge + 1)) {
    bits[edge >>> 3] &= ~(1 << (edge & 7));
  }
  if (edgeCount % 8 !== 0) bits[bits.length - 1] &= (1 << (edgeCount % 8)) - 1;
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
