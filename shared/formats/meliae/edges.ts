import { CANCEL_CHECK_INTERVAL, throwIfCancelled } from '../../base/cancellation.ts';
import { edgeKind, LABEL_NONE } from '../../graph/edge-kinds.ts';
import { GraphBuilder } from '../../graph/graph-builder.ts';
import { NO_NODE } from '../../graph/heap-graph.ts';
import type { StringTableBuilder } from '../../graph/string-table-builder.ts';
import type { ReadContext } from '../reader.ts';
import type { Classes } from './classes.ts';
import { targetsOf } from './dump.ts';
import type { Dump } from './dump.ts';
import { fieldNames } from './field-names.ts';

const ATTRIBUTE = edgeKind('attribute');
const SLOT = edgeKind('slot');
const KEY = edgeKind('key');
const VALUE = edgeKind('value');
const ITEM = edgeKind('item');
const ELEMENT = edgeKind('element');
const TYPE = edgeKind('type');
const OTHER = edgeKind('other');

const SEQUENCES = new Set(['list', 'tuple']);
const SETS = new Set(['set', 'frozenset']);

/** Room for edges to roots that are only found later; more of them cost a copy of the edges. */
const SPARE_ROOTS = 4096;

/** Edges, and whose attribute dict each dict is. */
export interface Linked {
  readonly builder: GraphBuilder;
  readonly ownerOfDict: Uint32Array;
}

/** Every reference to an object that is there, as an edge. O(N + E). Throws HeapError: too-big, cancelled. */
export function linkReferences(
  dump: Dump,
  classes: Classes,
  strings: StringTableBuilder,
  context: ReadContext,
): Linked {
  const { start } = dump.references;
  const capacityOf = new Uint32Array(dump.nodeCount);
  for (let node = 0; node < dump.nodeCount; node++) capacityOf[node] = start[node + 1] - start[node];
  const linker = new Linker(dump, classes, strings, new GraphBuilder(capacityOf, SPARE_ROOTS));
  for (let node = 1; node < dump.nodeCount; node++) {
    if (node % CANCEL_CHECK_INTERVAL === 0) {
      throwIfCancelled(context.cancel);
      context.report({ phase: 'Linking references', done: node, total: dump.nodeCount });
    }
    linker.link(node);
  }
  return linker;
}

class Linker implements Linked {
  readonly builder: GraphBuilder;
  readonly ownerOfDict: Uint32Array;
  private readonly dump: Dump;
  private readonly classes: Classes;
  private readonly strings: StringTableBuilder;
  private readonly sharedDicts = new Set<number>();
  /** What is done with the references of a type of objects, by number of `type`. */
  private readonly styleOf: readonly ('sequence' | 'set' | 'plain')[];

  constructor(dump: Dump, classes: Classes, strings: StringTableBuilder, builder: GraphBuilder) {
    this.dump = dump;
    this.classes = classes;
    this.strings = strings;
    this.builder = builder;
    this.ownerOfDict = new Uint32Array(dump.nodeCount).fill(NO_NODE);
    this.styleOf = dump.typeNames.names.map((name) =>
      SEQUENCES.has(name) ? 'sequence' : SETS.has(name) ? 'set' : 'plain',
    );
  }

  link(node: number): void {
    const targets = targetsOf(this.dump, node);
    const style = this.styleOf[this.dump.typeNames.numberOf[node]];
    if (this.classes.isDict(node)) this.mapping(node, targets);
    else if (style === 'sequence' && targets.length === this.dump.lengthOf[node])
      this.sequence(node, targets);
    else if (style === 'set') for (const target of targets) this.add(node, target, ELEMENT, LABEL_NONE);
    else if (this.classes.classOf[node] !== NO_NODE) this.instance(node, targets);
    else this.named(node, targets);
  }

  private mapping(node: number, targets: Uint32Array): void {
    for (let at = 0; at < targets.length; at += 2) {
      // Without its key object a value stands under an unknown label: NO_NODE equals LABEL_NONE.
      this.add(node, targets[at], KEY, targets[at]);
      this.add(node, targets[at + 1], VALUE, targets[at]);
    }
  }

  /** The interpreter visits lists and tuples from their last item on. */
  private sequence(node: number, targets: Uint32Array): void {
    for (let at = targets.length - 1; at >= 0; at--)
      this.add(node, targets[at], ITEM, targets.length - 1 - at);
  }

  /** Slots, the attribute dict, the class, then what a base class made in C refers to. */
  private instance(node: number, targets: Uint32Array): void {
    const { classes } = this;
    const classNode = classes.classOf[node];
    const place = classes.placeOfClass(node);
    const isOldStyle = this.dump.typeNames.of(node) === 'instance';
    const dictPlace = isOldStyle ? 1 : classes.hasInstanceDict(classNode) ? place - 1 : -1;
    const hasDict = dictPlace >= 0 && dictPlace < targets.length && classes.isDict(targets[dictPlace]);
    const slots = isOldStyle ? [] : classes.slotsOf(classNode);
    // Slots without a value are not visited: where one is, it is not known which.
    const hasAllSlots = slots.length > 0 && slots.length === place - (hasDict ? 1 : 0);
    targets.forEach((target, at) => {
      if (at === place) this.add(node, target, TYPE, this.strings.intern('__class__'));
      else if (hasDict && at === dictPlace) this.attributeDict(node, target);
      else if (hasAllSlots && at < slots.length) this.add(node, target, SLOT, this.strings.intern(slots[at]));
      else this.add(node, target, OTHER, LABEL_NONE);
    });
  }

  private named(node: number, targets: Uint32Array): void {
    const names = fieldNames(this.dump, this.classes, node, targets);
    targets.forEach((target, at) => {
      const name = names[at];
      if (name === undefined) this.add(node, target, OTHER, LABEL_NONE);
      else if (name === '__dict__' && this.classes.isDict(target)) this.attributeDict(node, target);
      else this.add(node, target, ATTRIBUTE, this.strings.intern(name));
    });
  }

  private attributeDict(owner: number, dict: number): void {
    this.add(owner, dict, ATTRIBUTE, this.strings.intern('__dict__'));
    if (dict === NO_NODE) return;
    if (this.ownerOfDict[dict] !== NO_NODE && this.ownerOfDict[dict] !== owner) this.sharedDicts.add(dict);
    this.ownerOfDict[dict] = this.sharedDicts.has(dict) ? NO_NODE : owner;
  }

  private add(source: number, target: number, kind: number, label: number): void {
    if (target !== NO_NODE) this.builder.add(source, target, kind, label);
  }
}
