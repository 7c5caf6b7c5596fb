import { CANCEL_CHECK_INTERVAL } from '../base/cancellation.ts';
import { LABEL_NONE, edgeKind } from '../graph/edge-kinds.ts';
import { NO_NODE } from '../graph/heap-graph.ts';
import type { HeapGraph } from '../graph/heap-graph.ts';
import { labelInOwner } from '../graph/labels.ts';
import type { EqualValues } from './equal-values.ts';
import { checkIn } from './work-context.ts';
import type { WorkContext } from './work-context.ts';

const ATTRIBUTE = edgeKind('attribute');
const SLOT = edgeKind('slot');
const VALUE = edgeKind('value');
const PHASE = 'Comparing attributes';
/** A class with more names than this uses its instances as dicts. */
export const MOST_ATTRIBUTES = 200;

export interface ClassAttribute {
  /** As it reads after a dot; made visible. */
  readonly name: string;
  /** Instances that have it. */
  readonly count: number;
  /** A value's node; that of the first instance that has it. */
  readonly value: number;
  /** All values are equal. */
  readonly isConstant: boolean;
  /** It stands in a slot and not in a dict or inline. */
  readonly inSlot: boolean;
}

interface Entry {
  readonly name: string;
  count: number;
  readonly value: number;
  isConstant: boolean;
  readonly inSlot: boolean;
}

/**
 * The attributes of some instances of one class: their own, of slots, inline or in their dicts. Null where there are more
 * than MOST_ATTRIBUTES names. O(references of the instances and their dicts). Throws HeapError `cancelled`.
 */
export function attributesOf(
  graph: HeapGraph,
  { firstOf }: EqualValues,
  instances: Uint32Array,
  context: WorkContext,
): readonly ClassAttribute[] | null {
  const attributes = new AttributeCounts(graph, firstOf);
  for (let row = 0; row < instances.length; row++) {
    if (row % CANCEL_CHECK_INTERVAL === 0) checkIn(context, PHASE, row, instances.length);
    if (!attributes.addInstance(instances[row])) return null;
  }
  return attributes.found.map(({ name, count, value, isConstant, inSlot }) => ({
    ...{ name, count, value, inSlot },
    isConstant: isConstant && count === instances.length,
  }));
}

class AttributeCounts {
  readonly found: Entry[] = [];
  private readonly graph: HeapGraph;
  private readonly firstOf: Uint32Array;
  /** Names by what stands for them: string index, or node of a dict's key beyond all strings. */
  private readonly byLabel = new Map<number, Entry>();
  private readonly byName = new Map<string, Entry>();
  /** Where the label met last at a place leads: instances of a class mostly have the same order. */
  private readonly labelAt: number[] = [];
  private readonly entryAt: Entry[] = [];

  constructor(graph: HeapGraph, firstOf: Uint32Array) {
    this.graph = graph;
    this.firstOf = firstOf;
  }

  /** False when there are too many names. */
  addInstance(node: number): boolean {
    const { edgeStart, edgeTarget, edgeKind: kinds, edgeLabel, ownerOfDict } = this.graph;
    let place = 0;
    for (let edge = edgeStart[node]; edge < edgeStart[node + 1]; edge++) {
      const kind = kinds[edge];
      if ((kind !== ATTRIBUTE && kind !== SLOT) || edgeLabel[edge] === LABEL_NONE) continue;
      if (ownerOfDict !== null && ownerOfDict[edgeTarget[edge]] === node) {
        place = this.addEntries(edgeTarget[edge], place);
      } else this.add(edge, edgeLabel[edge], place++, kind === SLOT);
      if (this.found.length > MOST_ATTRIBUTES) return false;
    }
    return true;
  }

  private addEntries(dict: number, from: number): number {
    const { edgeStart, edgeKind: kinds, edgeLabel, strings } = this.graph;
    let place = from;
    for (let edge = edgeStart[dict]; edge < edgeStart[dict + 1]; edge++) {
      if (kinds[edge] !== VALUE || edgeLabel[edge] === NO_NODE) continue;
      this.add(edge, strings.count + this.firstOf[edgeLabel[edge]], place++, false);
      if (this.found.length > MOST_ATTRIBUTES) break;
    }
    return place;
  }

  private add(edge: number, label: number, place: number, inSlot: boolean): void {
    let entry = this.labelAt[place] === label ? this.entryAt[place] : this.byLabel.get(label);
    entry ??= this.named(edge, label, inSlot);
    this.labelAt[place] = label;
    this.entryAt[place] = entry;
    entry.count++;
    const value = this.firstOf[this.graph.edgeTarget[edge]];
    if (value !== entry.value) entry.isConstant = false;
  }

  private named(edge: number, label: number, inSlot: boolean): Entry {
    const text = labelInOwner(this.graph, edge);
    const name = text.startsWith('.') ? text.slice(1) : text;
    let entry = this.byName.get(name);
    if (entry === undefined) {
      const value = this.firstOf[this.graph.edgeTarget[edge]];
      entry = { name, count: 0, value, isConstant: true, inSlot };
      this.byName.set(name, entry);
      this.found.push(entry);
    }
    this.byLabel.set(label, entry);
    return entry;
  }
}
