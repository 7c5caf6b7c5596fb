import { visibleText } from '../../base/visible-text.ts';
import { addressText } from '../../graph/address-index.ts';
import { NO_NODE, ROLE_NAMES } from '../../graph/heap-graph.ts';
import type { RoleText } from '../../graph/heap-graph.ts';
import { ROLE_OF_NAME } from '../backref/types.ts';
import type { Dump } from './dump.ts';

const MAX_TYPE_NAME = 500;
const ROOT_TYPE_NAME = '(root)';
const FRAME_TYPE_NAME = 'frame';
const BUILTINS = new Set(['', 'builtins']);

/** Types of the graph: those of equal name are one. Type 0 is the root's. */
export interface TypeTable {
  readonly names: readonly string[];
  /** Index into ROLE_NAMES, by type. */
  readonly role: Uint8Array;
  /** Type by type number. */
  readonly typeOfNumber: Uint32Array;
  readonly frameType: number;
  /** Types that the file does not name. */
  readonly unnamed: number;
}

/** Of classes: the node of what their `__module__` is, NO_NODE where it is not known. */
export type ModuleOfClass = (classNode: number) => number;

/** Finds `__module__` of a node among the remembered ones. O(log). Also tells who has none: `hasModule`. */
export class ModuleAttributes {
  private readonly nodes: Uint32Array;
  private readonly words: Uint32Array;
  private readonly dump: Dump;

  /** The collected columns are used up. */
  constructor(dump: Dump) {
    this.dump = dump;
    this.nodes = dump.collected.columns.moduleNodes.finish();
    this.words = dump.collected.columns.moduleWords.finish();
  }

  /** Whether the object has an attribute `__module__`: a class without one is part of the interpreter. */
  has(node: number): boolean {
    return this.nodes[this.placeOf(node)] === node;
  }

  /** The name of the module, '' where the dump does not tell. */
  textOf(node: number): string {
    const place = this.placeOf(node);
    if (this.nodes[place] !== node) return '';
    const text = this.dump.index.find(this.words[2 * place], this.words[2 * place + 1]);
    return text === NO_NODE ? '' : this.dump.texts.of(text);
  }

  private placeOf(node: number): number {
    let low = 0;
    let high = this.nodes.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (this.nodes[middle] < node) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}

/**
 * Names as Python has them, `module.qualname`, builtins bare: from the text of the class, else from its `__module__` and
 * `__name__`. Where neither is known (a dump without texts), classes of one name are told apart by their addresses.
 */
export function nameTypes(dump: Dump, modules: ModuleAttributes): TypeTable {
  const { types, typeNames } = dump.collected;
  const known = types.flags.map((_, type) => typeNames.get(type));
  const full = known.map((bare, type) => (bare === undefined ? null : fullName(dump, modules, type, bare)));
  const bareCount = new Map<string, number>();
  known.forEach((bare, type) => {
    if (bare !== undefined && full[type] === null) bareCount.set(bare, (bareCount.get(bare) ?? 0) + 1);
  });
  const indexOf = new Map<string, number>([
    [ROOT_TYPE_NAME, 0],
    [FRAME_TYPE_NAME, 1],
  ]);
  const roles: RoleText[] = ['root', 'root'];
  const typeOfNumber = Uint32Array.from(known, (bare, number) => {
    const address = addressText(types.words[2 * number], types.words[2 * number + 1]);
    const shadowed = bare !== undefined && full[number] === null && (bareCount.get(bare) ?? 0) > 1;
    const name =
      bare === undefined
        ? `(type at ${address})`
        : (full[number] ?? (shadowed ? `${bare} (${address})` : bare));
    const shown = visibleText(name, MAX_TYPE_NAME);
    const type = indexOf.get(shown) ?? indexOf.size;
    indexOf.set(shown, type);
    roles[type] ??= roleOf(dump, modules, number, shown);
    return type;
  });
  return {
    names: [...indexOf.keys()],
    role: Uint8Array.from(roles, (role) => ROLE_NAMES.indexOf(role)),
    typeOfNumber,
    frameType: 1,
    unnamed: known.filter((name) => name === undefined).length,
  };
}

/** null where the module is not known. */
function fullName(dump: Dump, modules: ModuleAttributes, number: number, bare: string): string | null {
  const node = dump.classNodeOf[number];
  if (node === NO_NODE) return null;
  const inText = /^<class '([^']+)'>$/u.exec(dump.texts.of(node))?.[1];
  // A metaclass may have a __str__ of its own: what does not end in the name is not believed.
  if (inText !== undefined && (inText === bare || inText.endsWith(`.${bare}`))) return inText;
  const module = modules.textOf(node);
  if (module !== '') return BUILTINS.has(module) ? bare : `${module}.${bare}`;
  return null;
}

function roleOf(dump: Dump, modules: ModuleAttributes, number: number, name: string): RoleText {
  const role = ROLE_OF_NAME.get(name);
  if (role !== undefined) return role;
  if (dump.isMetaclass[number] !== 0) return 'code';
  const node = dump.classNodeOf[number];
  return node !== NO_NODE && modules.has(node) ? 'instance' : 'other';
}
