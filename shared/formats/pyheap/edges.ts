import { CANCEL_CHECK_INTERVAL, throwIfCancelled } from '../../base/cancellation.ts';
import { edgeKind, LABEL_NONE } from '../../graph/edge-kinds.ts';
import { GraphBuilder } from '../../graph/graph-builder.ts';
import { NO_NODE } from '../../graph/heap-graph.ts';
import type { StringTableBuilder } from '../../graph/string-table-builder.ts';
import type { ReadContext } from '../reader.ts';
import type { Dump } from './dump.ts';
import { findFrameDicts } from './frame-dicts.ts';
import { knownFields } from './known-fields.ts';
import type { KnownFields } from './known-fields.ts';
import type { TypeTable } from './type-names.ts';
import { IS_DICT, IS_SEQUENCE } from './type-index.ts';

const ATTRIBUTE = edgeKind('attribute');
const KEY = edgeKind('key');
const VALUE = edgeKind('value');
const ITEM = edgeKind('item');
const ELEMENT = edgeKind('element');
const LOCAL = edgeKind('local');
const TYPE = edgeKind('type');
const OTHER = edgeKind('other');

/** Room for edges to roots that are only found later; more of them cost a copy of the edges. */
const SPARE_ROOTS = 4096;

/** Every reference to an object that is there, as an edge. O(N + E). Throws HeapError: too-big, cancelled. */
export function buildEdges(
  dump: Dump,
  types: TypeTable,
  ownerOfDict: Uint32Array,
  strings: StringTableBuilder,
  context: ReadContext,
): GraphBuilder {
  const { start } = dump.references;
  const capacityOf = new Uint32Array(dump.nodeCount);
  for (let node = 0; node < dump.nodeCount; node++) capacityOf[node] = start[node + 1] - start[node];
  const builder = new GraphBuilder(capacityOf, SPARE_ROOTS);
  const edges = new EdgeMaker(
    dump,
    builder,
    ownerOfDict,
    strings,
    knownFields(dump, types, ownerOfDict, strings),
  );
  edges.addFrames();
  for (let node = dump.frameCount + 1; node < dump.nodeCount; node++) {
    if (node % CANCEL_CHECK_INTERVAL === 0) {
      throwIfCancelled(context.cancel);
      context.report({ phase: 'Linking references', done: node, total: dump.nodeCount });
    }
    edges.addContent(node);
    edges.addOthers(node);
  }
  return builder;
}

class EdgeMaker {
  private readonly dump: Dump;
  private readonly builder: GraphBuilder;
  private readonly ownerOfDict: Uint32Array;
  private readonly fields: KnownFields;
  private readonly classLabel: number;
  private readonly dictLabel: number;
  private readonly globalsLabel: number;

  constructor(
    dump: Dump,
    builder: GraphBuilder,
    ownerOfDict: Uint32Array,
    strings: StringTableBuilder,
    fields: KnownFields,
  ) {
    this.dump = dump;
    this.builder = builder;
    this.ownerOfDict = ownerOfDict;
    this.fields = fields;
    this.classLabel = strings.intern('__class__');
    this.dictLabel = strings.intern('__dict__');
    this.globalsLabel = strings.intern('f_globals');
  }

  /** Locals of each frame; a frame that runs a module has the module's dict in their place. */
  addFrames(): void {
    const { dump, builder } = this;
    const { start, target } = dump.references;
    const dictOf = findFrameDicts(dump);
    for (let frame = 1; frame <= dump.frameCount; frame++) {
      const dict = dictOf.get(frame);
      if (dict !== undefined) {
        builder.add(frame, dict, ATTRIBUTE, this.globalsLabel);
        continue;
      }
      for (let at = start[frame]; at < start[frame + 1]; at++) {
        const label = dump.otherLabel[dump.otherStart[frame] + at - start[frame]];
        if (target[at] !== NO_NODE) builder.add(frame, target[at], LOCAL, label);
      }
    }
  }

  /** Keys and values, items, members. */
  addContent(node: number): void {
    const { builder, dump } = this;
    const { start, target } = dump.references;
    const first = start[node];
    const end = first + dump.contentCount[node];
    if (first === end) return;
    const flags = dump.collected.types.flags[dump.typeNumberOf[node]];
    if ((flags & IS_DICT) !== 0) {
      for (let at = first; at < end; at += 2) {
        // Without its key object a value stands under an unknown label: NO_NODE equals LABEL_NONE.
        const key = target[at];
        if (key !== NO_NODE) builder.add(node, key, KEY, key);
        if (target[at + 1] !== NO_NODE) builder.add(node, target[at + 1], VALUE, key);
      }
      return;
    }
    const isSequence = (flags & IS_SEQUENCE) !== 0;
    for (let at = first; at < end; at++) {
      if (target[at] === NO_NODE) continue;
      builder.add(node, target[at], isSequence ? ITEM : ELEMENT, isSequence ? at - first : LABEL_NONE);
    }
  }

  /** Attributes, the class, the attribute dict, and what has no name. */
  addOthers(node: number): void {
    const { dump, builder } = this;
    const { start, target } = dump.references;
    const first = start[node] + dump.contentCount[node];
    const end = start[node + 1];
    const type = dump.typeNumberOf[node];
    const classNode = dump.classNodeOf[type];
    for (let at = first; at < end; at++) {
      const other = target[at];
      if (other === NO_NODE) continue;
      const label = dump.otherLabel[dump.otherStart[node] + at - first];
      if (other === classNode) builder.add(node, other, TYPE, this.classLabel);
      else if (label !== LABEL_NONE) builder.add(node, other, ATTRIBUTE, label);
      else if (this.ownerOfDict[other] === node) builder.add(node, other, ATTRIBUTE, this.dictLabel);
      else {
        const field = this.fields.labelOf(node, type, other);
        builder.add(node, other, field === LABEL_NONE ? OTHER : ATTRIBUTE, field);
      }
    }
  }
}
