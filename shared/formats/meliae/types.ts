import { visibleText } from '../../base/visible-text.ts';
import { NO_NODE, ROLE_NAMES } from '../../graph/heap-graph.ts';
import type { RoleText } from '../../graph/heap-graph.ts';
import { ROLE_OF_NAME } from '../backref/types.ts';
import type { Classes } from './classes.ts';
import type { Dump } from './dump.ts';

const MAX_TYPE_NAME = 500;
const BUILTINS = new Set(['', '__builtin__', 'builtins']);

/** Types of the graph: those of equal name are one. Type 0 is the root's. */
export interface TypeTable {
  readonly names: readonly string[];
  /** Index into ROLE_NAMES, by type. */
  readonly role: Uint8Array;
  readonly typeOf: Uint32Array;
}

/**
 * `module.name` where an object refers to its class and that tells its module, else what the file says. Old-style
 * instances go by their class, not all as `instance`. O(N).
 */
export function nameTypes(dump: Dump, classes: Classes): TypeTable {
  const indexOf = new Map<string, number>();
  const roles: RoleText[] = [];
  const typeOfClass = new Map<number, number>();
  const typeOfNumber = new Map<number, number>();
  const add = (name: string, isInstance: boolean): number => {
    const shown = visibleText(name === '' ? '(nameless type)' : name, MAX_TYPE_NAME);
    const type = indexOf.get(shown) ?? indexOf.size;
    indexOf.set(shown, type);
    roles[type] ??= ROLE_OF_NAME.get(shown) ?? (isInstance ? 'instance' : 'other');
    return type;
  };
  const typeOf = new Uint32Array(dump.nodeCount);
  for (let node = 0; node < dump.nodeCount; node++) {
    const classNode = classes.classOf[node];
    const known =
      classNode === NO_NODE ? typeOfNumber.get(dump.typeNames.numberOf[node]) : typeOfClass.get(classNode);
    const type = known ?? add(typeName(dump, classes, node), classNode !== NO_NODE);
    if (classNode === NO_NODE) typeOfNumber.set(dump.typeNames.numberOf[node], type);
    else typeOfClass.set(classNode, type);
    typeOf[node] = type;
  }
  // Types whose objects are classes: metaclasses of any name.
  classes.isClass.forEach((isClass, node) => {
    if (isClass !== 0) roles[typeOf[node]] = 'code';
  });
  return {
    names: [...indexOf.keys()],
    role: Uint8Array.from(roles, (role) => ROLE_NAMES.indexOf(role)),
    typeOf,
  };
}

function typeName(dump: Dump, classes: Classes, node: number): string {
  const classNode = classes.classOf[node];
  return classNode === NO_NODE ? dump.typeNames.of(node) : className(dump, classes, classNode);
}

/** A class by its full name. O(entries of its dict). */
export function className(dump: Dump, classes: Classes, classNode: number): string {
  const module = classes.moduleOf(classNode);
  const name = dump.texts.nameOf(classNode);
  return BUILTINS.has(module) ? name : `${module}.${name}`;
}
