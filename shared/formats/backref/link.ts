import { throwIfCancelled } from '../../base/cancellation.ts';
import type { CancelToken } from '../../base/cancellation.ts';
import { HeapError } from '../../base/errors.ts';
import type { AddressIndex } from '../../graph/address-index.ts';
import { LABEL_NONE } from '../../graph/edge-kinds.ts';
import { GraphBuilder } from '../../graph/graph-builder.ts';
import { NO_NODE } from '../../graph/heap-graph.ts';
import type { ReadContext } from '../reader.ts';
import {
  KIND_ATTRIBUTE,
  KIND_KEY,
  KIND_TYPE,
  KIND_VALUE,
  KIND_WEAK,
  LAYOUT_MAPPING,
  LAYOUT_SEQUENCE,
  LAYOUT_SET,
} from './layout.ts';
import type { Batch, Group } from './objects-block.ts';

/** What linking needs to know beside the batches. */
export interface LinkInput {
  readonly batches: readonly Batch[];
  readonly nodeCount: number;
  readonly index: AddressIndex;
  /** The class's node by batch, where its objects hold a reference to it; else NO_NODE. */
  readonly classNodeOf: Uint32Array;
  /** String index of the label of references to classes. */
  readonly classLabel: number;
  /** String indices of the label `__dict__`. */
  readonly dictLabels: ReadonlySet<number>;
  readonly rootCapacity: number;
}

/** References as edges, and what was learnt on the way. */
export interface Linked {
  readonly builder: GraphBuilder;
  /** References that count in a refcount, by target node. */
  readonly seenReferences: Uint32Array;
  readonly ownerOfDict: Uint32Array;
  /** References whose target is not in the snapshot. */
  readonly dangling: number;
  /** References as END counts them. */
  readonly written: number;
}

/** The objects a batch's groups speak of, and the position its sequences begin at. */
interface Subject {
  readonly firstNode: number;
  /** Of a continuation: its nodes; else null for consecutive ones. */
  readonly nodes: Uint32Array | null;
  readonly firstPositions: Float64Array | null;
}

/**
 * Turns addresses into nodes: every reference becomes an edge, mapping entries two. The batches' references are freed
 * as it goes on. O(N + E) expected. Throws HeapError: corrupt for a continuation of an unknown object, too-big,
 * cancelled.
 */
export function linkReferences(input: LinkInput, context: ReadContext): Linked {
  const { batches, nodeCount } = input;
  const subjects = batches.map((batch) => subjectOf(batch, input));
  setPositions(batches, subjects);
  const linker = new Linker(
    input,
    new GraphBuilder(edgeCapacities(input, subjects, context.cancel), input.rootCapacity),
  );
  batches.forEach((batch, at) => {
    throwIfCancelled(context.cancel);
    if (at % 64 === 0) {
      context.report({ phase: 'Linking references', done: batch.firstNode, total: nodeCount });
    }
    for (const group of batch.groups) linker.link(subjects[at], batch.count, group);
    if (batch.continued === null) linker.linkClass(batch, input.classNodeOf[at], input.classLabel);
    batch.groups = [];
  });
  return linker;
}

function subjectOf(batch: Batch, { index }: LinkInput): Subject {
  const { firstNode, continued, count } = batch;
  if (continued === null) return { firstNode, nodes: null, firstPositions: null };
  const nodes = new Uint32Array(count);
  for (let at = 0; at < count; at++) {
    nodes[at] = index.find(continued[2 * at], continued[2 * at + 1]);
    if (nodes[at] === NO_NODE) {
      throw new HeapError('corrupt', 'The snapshot continues an object that it did not describe.', {
        section: 'OBJS',
      });
    }
  }
  return { firstNode, nodes, firstPositions: new Float64Array(count) };
}

/** Positions of a continuation's sequences go on where the object's sequences so far ended. O(continuations). */
function setPositions(batches: readonly Batch[], subjects: readonly Subject[]): void {
  const next = new Map<number, number>();
  const described = batches.filter((batch) => batch.continued === null);
  batches.forEach((batch, at) => {
    const { nodes, firstPositions } = subjects[at];
    if (nodes === null || firstPositions === null) return;
    nodes.forEach((node, object) => {
      const position = next.get(node) ?? describedLength(described, node);
      firstPositions[object] = position;
      next.set(node, position + sequenceLength(batch, object));
    });
  });
}

function describedLength(described: readonly Batch[], node: number): number {
  let low = 0;
  let high = described.length;
  while (high - low > 1) {
    const middle = (low + high) >>> 1;
    if (described[middle].firstNode <= node) low = middle;
    else high = middle;
  }
  return sequenceLength(described[low], node - described[low].firstNode);
}

function sequenceLength(batch: Batch, object: number): number {
  let length = 0;
  for (const { layout, counts } of batch.groups) {
    if (layout === LAYOUT_SEQUENCE && counts !== null) length += counts[object];
  }
  return length;
}

/** At most so many edges by node; too many where references are 0 or dangling. O(N + groups' objects). */
function edgeCapacities(input: LinkInput, subjects: readonly Subject[], cancel: CancelToken): Uint32Array {
  const capacityOf = new Uint32Array(input.nodeCount);
  input.batches.forEach((batch, at) => {
    throwIfCancelled(cancel);
    const { firstNode, nodes } = subjects[at];
    if (nodes === null && input.classNodeOf[at] !== NO_NODE) {
      for (let object = 0; object < batch.count; object++) capacityOf[firstNode + object]++;
    }
    for (const { layout, counts, targets } of batch.groups) {
      const each = layout === LAYOUT_MAPPING ? 2 : 1;
      for (let object = 0; object < batch.count; object++) {
        const node = nodes === null ? firstNode + object : nodes[object];
        if (counts !== null) capacityOf[node] += each * counts[object];
        // Unset slots and attributes are common: not worth nine bytes each.
        else if ((targets[2 * object] | targets[2 * object + 1]) !== 0) capacityOf[node]++;
      }
    }
  });
  return capacityOf;
}

class Linker implements Linked {
  readonly builder: GraphBuilder;
  readonly seenReferences: Uint32Array;
  readonly ownerOfDict: Uint32Array;
  dangling = 0;
  written = 0;
  private readonly index: AddressIndex;
  private readonly dictLabels: ReadonlySet<number>;
  /** Dicts that are the `__dict__` of several objects: no one's own. */
  private readonly sharedDicts = new Set<number>();

  constructor(input: LinkInput, builder: GraphBuilder) {
    this.builder = builder;
    this.index = input.index;
    this.dictLabels = input.dictLabels;
    this.seenReferences = new Uint32Array(input.nodeCount);
    this.ownerOfDict = new Uint32Array(input.nodeCount).fill(NO_NODE);
  }

  /** The edges of one group. O(references). */
  link(subject: Subject, count: number, group: Group): void {
    const { firstNode, nodes, firstPositions } = subject;
    let reference = 0;
    for (let object = 0; object < count; object++) {
      const node = nodes === null ? firstNode + object : nodes[object];
      const end = reference + (group.counts === null ? 1 : group.counts[object]);
      if (group.layout === LAYOUT_SEQUENCE) {
        this.sequence(node, group, reference, end, firstPositions === null ? 0 : firstPositions[object]);
      } else if (group.layout === LAYOUT_MAPPING) {
        this.mapping(node, group, reference, end);
      } else {
        this.labelled(node, group, reference, end);
      }
      reference = end;
    }
  }

  /** An edge from each object of a batch to its class. The agent does not write these. O(objects). */
  linkClass(batch: Batch, classNode: number, label: number): void {
    if (classNode === NO_NODE) return;
    const end = batch.firstNode + batch.count;
    for (let node = batch.firstNode; node < end; node++) this.builder.add(node, classNode, KIND_TYPE, label);
    this.seenReferences[classNode] += batch.count;
  }

  private sequence(node: number, group: Group, from: number, to: number, firstPosition: number): void {
    const { targets, kind } = group;
    for (let at = from; at < to; at++) {
      const target = this.resolve(targets[2 * at], targets[2 * at + 1]);
      if (target !== NO_NODE) this.add(node, target, kind, firstPosition + at - from);
    }
  }

  private mapping(node: number, { targets, keys }: Group, from: number, to: number): void {
    if (keys === null) return;
    for (let at = from; at < to; at++) {
      // Without its key object a value stands under an unknown label: NO_NODE equals LABEL_NONE.
      const key = this.resolve(keys[2 * at], keys[2 * at + 1]);
      if (key !== NO_NODE) this.add(node, key, KIND_KEY, key);
      const value = this.resolve(targets[2 * at], targets[2 * at + 1]);
      if (value !== NO_NODE) this.add(node, value, KIND_VALUE, key);
    }
  }

  /** Layouts set, named and field. */
  private labelled(node: number, group: Group, from: number, to: number): void {
    const { targets, labels, kinds } = group;
    const groupLabel = group.layout === LAYOUT_SET ? LABEL_NONE : group.label;
    for (let at = from; at < to; at++) {
      const target = this.resolve(targets[2 * at], targets[2 * at + 1]);
      if (target === NO_NODE) continue;
      const kind = kinds === null ? group.kind : kinds[at];
      const label = labels === null ? groupLabel : labels[at];
      this.add(node, target, kind, label);
      if (kind === KIND_ATTRIBUTE && this.dictLabels.has(label)) this.setOwner(target, node);
    }
  }

  private resolve(low: number, high: number): number {
    if (low === 0 && high === 0) return NO_NODE;
    this.written++;
    const node = this.index.find(low, high);
    if (node === NO_NODE) this.dangling++;
    return node;
  }

  private add(source: number, target: number, kind: number, label: number): void {
    this.builder.add(source, target, kind, label);
    if (kind !== KIND_WEAK) this.seenReferences[target]++;
  }

  private setOwner(dict: number, owner: number): void {
    if (this.ownerOfDict[dict] !== NO_NODE && this.ownerOfDict[dict] !== owner) this.sharedDicts.add(dict);
    this.ownerOfDict[dict] = this.sharedDicts.has(dict) ? NO_NODE : owner;
  }
}
