import { CANCEL_CHECK_INTERVAL, throwIfCancelled } from '../../base/cancellation.ts';
import type { CancelToken } from '../../base/cancellation.ts';
import { edgeKind } from '../../graph/edge-kinds.ts';
import { PropertyNames, formatPropertyName } from './property-names.ts';
import type { RawSnapshot } from './raw-snapshot.ts';
import { ShapeTable } from './shape-table.ts';

const PROPERTY = edgeKind('attribute');
/** DevTools' limits: a shape's name ends with the property that would pass this length (but has one at least) … */
const MAX_NAME_LENGTH = 120;
/** … and a shape is named when so many objects, and at least one in so many of all plain objects, begin with it. */
const MIN_OBJECTS = 2;
const MIN_SHARE = 1000;
/** More than MAX_NAME_LENGTH has room for, unless all are empty. */
const MAX_LEADING = 1000;

/** Plain objects told apart by their properties, as in DevTools' Summary. */
export interface Shapes {
  /** `{a, b}`; index 0 is `Object`, for objects that fit no named shape. */
  readonly names: readonly string[];
  /** Index into `names`, by position in the list of plain objects. */
  readonly shapeOf: Uint32Array;
}

/** A named shape: the strings of its properties. */
interface Definition {
  readonly name: string;
  readonly properties: readonly number[];
}

/**
 * Names plain objects by their properties as DevTools does: the leading properties of all plain objects, in their order,
 * make candidates; those that enough objects begin with are shapes; an object is of the shape with the most properties
 * that are all among its own, the more frequent shape where two have equally many. Objects are handled group by group,
 * a group having the same properties in the same order, so that the work per object is one hash. O(edges of plain
 * objects + groups × properties of shapes), 4 bytes a plain object and about 30 a group. Throws `cancelled`.
 */
export function inferShapes(raw: RawSnapshot, plainNodes: Uint32Array, cancel: CancelToken): Shapes {
  const { groupOf, groups } = groupByProperties(raw, plainNodes, cancel);
  const definitions = defineShapes(raw, groups, plainNodes.length, cancel);
  const matcher = new ShapeMatcher(definitions);
  const shapeOfGroup = new Uint32Array(groups.groups);
  for (let group = 0; group < groups.groups; group++) {
    if (group % 0x1000 === 0) throwIfCancelled(cancel);
    shapeOfGroup[group] = 1 + matcher.best(raw, groups.firstOf[group]);
  }
  return {
    names: ['Object', ...definitions.map((definition) => definition.name)],
    shapeOf: groupOf.map((group) => shapeOfGroup[group]),
  };
}

function groupByProperties(
  raw: RawSnapshot,
  plainNodes: Uint32Array,
  cancel: CancelToken,
): { readonly groupOf: Uint32Array; readonly groups: ShapeTable } {
  const { edgeStart } = raw.nodes;
  const { kind, label } = raw.edges;
  const groups = new ShapeTable((a, b) => haveSameProperties(raw, a, b));
  const groupOf = new Uint32Array(plainNodes.length);
  for (let at = 0; at < plainNodes.length; at++) {
    if (at % CANCEL_CHECK_INTERVAL === 0) throwIfCancelled(cancel);
    const node = plainNodes[at];
    let hash: number = groups.seed;
    for (let edge = edgeStart[node]; edge < edgeStart[node + 1]; edge++) {
      if (kind[edge] === PROPERTY) hash = mix(hash, label[edge]);
    }
    groupOf[at] = groups.add(node, finish(hash), 1);
  }
  return { groupOf, groups };
}

function mix(hash: number, value: number): number {
  const mixed = Math.imul(hash ^ value, 0x9e3779b1);
  return mixed ^ (mixed >>> 15);
}

function finish(hash: number): number {
  return Math.imul(hash ^ (hash >>> 16), 0x85ebca6b) >>> 0;
}

function haveSameProperties(raw: RawSnapshot, a: number, b: number): boolean {
  const { edgeStart } = raw.nodes;
  const { kind, label } = raw.edges;
  let edgeA = edgeStart[a];
  let edgeB = edgeStart[b];
  const endA = edgeStart[a + 1];
  const endB = edgeStart[b + 1];
  for (;;) {
    while (edgeA < endA && kind[edgeA] !== PROPERTY) edgeA++;
    while (edgeB < endB && kind[edgeB] !== PROPERTY) edgeB++;
    if (edgeA === endA || edgeB === endB) return edgeA === endA && edgeB === endB;
    if (label[edgeA] !== label[edgeB]) return false;
    edgeA++;
    edgeB++;
  }
}

/** The shapes that are frequent enough, the most frequent first; of equally frequent ones the one met first. */
function defineShapes(
  raw: RawSnapshot,
  groups: ShapeTable,
  objects: number,
  cancel: CancelToken,
): readonly Definition[] {
  const names = new PropertyNames(raw.strings);
  const candidates = new ShapeTable((a, b) => {
    const keyA = keyOf(names, leadingProperties(raw, names, a));
    const keyB = keyOf(names, leadingProperties(raw, names, b));
    return keyA.length === keyB.length && keyA.every((label, at) => label === keyB[at]);
  });
  for (let group = 0; group < groups.groups; group++) {
    if (group % 0x1000 === 0) throwIfCancelled(cancel);
    const properties = leadingProperties(raw, names, groups.firstOf[group]);
    if (properties.length === 0) continue;
    const hash = finish(keyOf(names, properties).reduce(mix, candidates.seed));
    candidates.add(groups.firstOf[group], hash, groups.countOf[group]);
  }
  const atLeast = Math.max(MIN_OBJECTS, objects / MIN_SHARE);
  const frequent = candidates.countOf.flatMap((count, candidate) => (count >= atLeast ? [candidate] : []));
  frequent.sort((a, b) => candidates.countOf[b] - candidates.countOf[a]);
  return frequent.map((candidate) => {
    const properties = leadingProperties(raw, names, candidates.firstOf[candidate]);
    return { properties, name: shapeName(raw, properties) };
  });
}

/** The properties that make an object's candidate: as many from the first on as the name has room for. */
function leadingProperties(raw: RawSnapshot, names: PropertyNames, node: number): readonly number[] {
  const { edgeStart } = raw.nodes;
  const { kind, label } = raw.edges;
  const properties: number[] = [];
  let length = 1;
  for (let edge = edgeStart[node]; edge < edgeStart[node + 1] && properties.length < MAX_LEADING; edge++) {
    if (kind[edge] !== PROPERTY || names.isPrototype(label[edge])) continue;
    const added = names.lengthOf(label[edge]);
    if (length > 1 && length + added > MAX_NAME_LENGTH) break;
    length += (length > 1 ? 2 : 0) + added;
    properties.push(label[edge]);
  }
  return properties;
}

/** What two candidates of the same name have in common: their properties but for empty names in front, which do not show. */
function keyOf(names: PropertyNames, properties: readonly number[]): readonly number[] {
  const firstShown = properties.findIndex((label) => names.lengthOf(label) > 0);
  return firstShown < 0 ? [] : properties.slice(firstShown);
}

function shapeName(raw: RawSnapshot, properties: readonly number[]): string {
  let name = '{';
  for (const label of properties) {
    if (name.length > 1) name += ', ';
    name += formatPropertyName(raw.strings.get(label));
  }
  return `${name}}`;
}

/** Finds the shape of an object by counting, for every shape, how many of its properties the object has. */
class ShapeMatcher {
  private readonly definitions: readonly Definition[];
  /** Shapes that have the property so many times, by occurrenceKey. */
  private readonly shapesWith = new Map<number, number[]>();
  private readonly found: Uint32Array;

  constructor(definitions: readonly Definition[]) {
    this.definitions = definitions;
    this.found = new Uint32Array(definitions.length);
    definitions.forEach(({ properties }, shape) => {
      const seen = new Map<number, number>();
      for (const label of properties) {
        const key = occurrenceKey(label, countUp(seen, label));
        const shapes = this.shapesWith.get(key);
        if (shapes === undefined) this.shapesWith.set(key, [shape]);
        else shapes.push(shape);
      }
    });
  }

  /** The best shape of the object; -1 for none. O(its properties + properties of the shapes it shares some with). */
  best(raw: RawSnapshot, node: number): number {
    const { edgeStart } = raw.nodes;
    const { kind, label } = raw.edges;
    const seen = new Map<number, number>();
    let best = -1;
    this.found.fill(0);
    for (let edge = edgeStart[node]; edge < edgeStart[node + 1]; edge++) {
      if (kind[edge] !== PROPERTY || !this.shapesWith.has(label[edge])) continue;
      const key = occurrenceKey(label[edge], countUp(seen, label[edge]));
      for (const shape of this.shapesWith.get(key) ?? []) {
        this.found[shape]++;
        if (this.found[shape] === this.definitions[shape].properties.length) best = this.better(best, shape);
      }
    }
    return best;
  }

  private better(a: number, b: number): number {
    if (a < 0) return b;
    const lengthA = this.definitions[a].properties.length;
    const lengthB = this.definitions[b].properties.length;
    if (lengthA !== lengthB) return lengthA > lengthB ? a : b;
    return Math.min(a, b);
  }
}

/** One number for a property's string and how often it came before: names of one object may repeat in a made-up file. */
function occurrenceKey(label: number, before: number): number {
  return label + before * 0x1_0000_0000;
}

function countUp(seen: Map<number, number>, label: number): number {
  const before = seen.get(label) ?? 0;
  seen.set(label, before + 1);
  return before;
}
