import { CANCEL_CHECK_INTERVAL, throwIfCancelled } from '../../base/cancellation.ts';
import type { CancelToken } from '../../base/cancellation.ts';
import { growableUint32 } from '../../graph/growable-column.ts';
import { ROLE_NAMES } from '../../graph/heap-graph.ts';
import type { RoleText } from '../../graph/heap-graph.ts';
import type { RawSnapshot } from './raw-snapshot.ts';
import { inferShapes } from './shapes.ts';
import { stringsEqualTo } from './string-search.ts';

/** The graph's type columns. */
export interface TypeColumns {
  readonly typeOf: Uint32Array;
  readonly typeNames: readonly string[];
  readonly typeRole: Uint8Array;
}

const NOT_YET = 0xffff_ffff;
/** The name of plain objects, whose properties tell their type. */
const PLAIN = 0xffff_fffe;
/** Names of classes are cut here: no table shows more, and a file can hold a million long ones. */
const MAX_NAME_BYTES = 1024;

/** Groups of Summary for the node types whose nodes' own names do not count. All others are "(type)". */
const GROUP_OF_TYPE: Readonly<Record<string, string>> = {
  hidden: '(system)',
  code: '(compiled code)',
  closure: 'Function',
  regexp: 'RegExp',
};

const ROLE_OF_TYPE: Readonly<Record<string, RoleText>> = {
  synthetic: 'root',
  closure: 'code',
  code: 'code',
  array: 'container',
  string: 'text',
  'concatenated string': 'text',
  'sliced string': 'text',
  symbol: 'text',
  regexp: 'text',
  number: 'number',
  bigint: 'number',
  object: 'instance',
  native: 'other',
  hidden: 'other',
};

/** Objects of these classes are containers to the eye. */
const CONTAINERS: ReadonlySet<string> = new Set(['Array', 'Map', 'Set', 'WeakMap', 'WeakSet', 'Object']);

/** Types by their names, which are distinct: what DevTools tells apart by place of definition only is one type here. */
class TypeTable {
  readonly names: string[] = [];
  readonly roles: number[] = [];
  private readonly indexOf = new Map<string, number>();

  add(name: string, role: RoleText): number {
    let index = this.indexOf.get(name);
    if (index === undefined) {
      index = this.names.length;
      this.indexOf.set(name, index);
      this.names.push(name);
      this.roles.push(ROLE_NAMES.indexOf(role));
    }
    return index;
  }
}

/**
 * The group of DevTools' Summary by node: "(string)", "(array)", "(compiled code)", "(system)", "Function"; for objects
 * and native nodes the class; for plain objects their shape, `{a, b}`, or "Object". O(N + strings) beside the shapes;
 * 4 bytes a node, and 4 a string for the duration. Throws `cancelled`.
 */
export function typesOfNodes(raw: RawSnapshot, cancel: CancelToken): TypeColumns {
  const { nodeTypes } = raw.header;
  const { count, rawType, name } = raw.nodes;
  const { object, native } = raw.types;
  const table = new TypeTable();
  const typeOfRaw = new Uint32Array(nodeTypes.length).fill(NOT_YET);
  const classOf = new ClassIndex(raw, table);
  const plain = growableUint32();
  const typeOf = new Uint32Array(count);
  for (let node = 0; node < count; node++) {
    if (node % CANCEL_CHECK_INTERVAL === 0) throwIfCancelled(cancel);
    const type = rawType[node];
    if (type === object) {
      const found = classOf.ofObject(name[node]);
      if (found === PLAIN) plain.push(node);
      else typeOf[node] = found;
    } else if (type === native) typeOf[node] = classOf.ofNative(name[node]);
    else {
      if (typeOfRaw[type] === NOT_YET) typeOfRaw[type] = addGroup(table, nodeTypes[type]);
      typeOf[node] = typeOfRaw[type];
    }
  }
  setShapes(raw, plain.finish(), typeOf, table, cancel);
  return { typeOf, typeNames: table.names, typeRole: Uint8Array.from(table.roles) };
}

function addGroup(table: TypeTable, nodeType: string): number {
  return table.add(GROUP_OF_TYPE[nodeType] ?? `(${nodeType})`, ROLE_OF_TYPE[nodeType] ?? 'other');
}

function setShapes(
  raw: RawSnapshot,
  plain: Uint32Array,
  typeOf: Uint32Array,
  table: TypeTable,
  cancel: CancelToken,
): void {
  const { names, shapeOf } = inferShapes(raw, plain, cancel);
  const typeOfShape = new Uint32Array(names.length).fill(NOT_YET);
  for (let at = 0; at < plain.length; at++) {
    const shape = shapeOf[at];
    // Shapes that a better one has taken all objects of are not in the table.
    if (typeOfShape[shape] === NOT_YET) typeOfShape[shape] = table.add(names[shape], 'container');
    typeOf[plain[at]] = typeOfShape[shape];
  }
}

/** Types of objects and native nodes, by the string that names them. */
class ClassIndex {
  private readonly typeOfName: Uint32Array;
  private readonly raw: RawSnapshot;
  private readonly table: TypeTable;

  constructor(raw: RawSnapshot, table: TypeTable) {
    this.raw = raw;
    this.table = table;
    this.typeOfName = new Uint32Array(raw.strings.count).fill(NOT_YET);
    for (const each of stringsEqualTo(raw.strings, 'Object')) this.typeOfName[each] = PLAIN;
  }

  /** PLAIN for plain objects. */
  ofObject(name: number): number {
    const type = this.typeOfName[name];
    return type === NOT_YET ? this.named(name, true) : type;
  }

  ofNative(name: number): number {
    const type = this.typeOfName[name];
    // Rare: a native node named like plain objects.
    return type === NOT_YET || type === PLAIN ? this.named(name, false) : type;
  }

  private named(name: number, isObject: boolean): number {
    const text = className(this.raw.strings.get(name, MAX_NAME_BYTES));
    const role = CONTAINERS.has(text) ? 'container' : isObject ? 'instance' : 'other';
    const type = this.table.add(text, role);
    if (this.typeOfName[name] === NOT_YET) this.typeOfName[name] = type;
    return type;
  }
}

/** The class a node's name tells: `<div>` for `<div id="a">`, also behind "Detached "; else the name itself. O(length). */
export function className(name: string): string {
  const from = name.startsWith('Detached <') ? 'Detached '.length : 0;
  if (!name.startsWith('<', from)) return name;
  const space = name.indexOf(' ', from + 1);
  return space < 0 ? name : `${name.slice(0, space)}>`;
}
