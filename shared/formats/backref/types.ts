import { visibleText } from '../../base/visible-text.ts';
import type { AddressIndex } from '../../graph/address-index.ts';
import { NO_NODE, ROLE_NAMES } from '../../graph/heap-graph.ts';
import type { RoleText } from '../../graph/heap-graph.ts';
import type { StringTable } from '../../graph/string-table.ts';
import type { TypeLayouts } from '../../graph/type-layouts.ts';
import { TYPE_FROM_CLASS_STATEMENT, TYPE_IS_HEAP_TYPE } from './layout.ts';
import type { Batch } from './objects-block.ts';
import type { TypeRow } from './tables.ts';

/** Greatest length of a type's name in UTF-16 units. */
const MAX_TYPE_NAME = 500;
const ROOT_TYPE_NAME = '(root)';
const BUILTINS = new Set(['', 'builtins', '__builtin__']);

/** Role by type name, of Python's own types. Other formats of Python heaps use it too. */
export const ROLE_OF_NAME: ReadonlyMap<string, RoleText> = new Map(
  (
    [
      ['root', [ROOT_TYPE_NAME, 'module', 'frame']],
      [
        'code',
        [
          ...[
            'type',
            'function',
            'code',
            'method',
            'builtin_function_or_method',
            'method_descriptor',
            'property',
          ],
          ...[
            'wrapper_descriptor',
            'method-wrapper',
            'getset_descriptor',
            'member_descriptor',
            'builtin_method',
          ],
          ...['classmethod_descriptor', 'classmethod', 'staticmethod', 'functools.partial', 'abc.ABCMeta'],
          ...['classobj', 'instancemethod', 'generator', 'coroutine', 'async_generator', 'super'],
        ],
      ],
      [
        'container',
        [
          ...['dict', 'list', 'tuple', 'set', 'frozenset', 'collections.OrderedDict', 'collections.deque'],
          ...['collections.defaultdict', 'collections.Counter', 'mappingproxy', 'array.array', 'odict'],
          ...[
            'collections.ChainMap',
            'collections.UserDict',
            'collections.UserList',
            'numpy.ndarray',
            'hamt',
          ],
        ],
      ],
      ['text', ['str', 'bytes', 'bytearray', 'memoryview', 'unicode']],
      [
        'number',
        ['int', 'float', 'complex', 'bool', 'long', 'NoneType', 'decimal.Decimal', 'fractions.Fraction'],
      ],
    ] as const
  ).flatMap(([role, names]) => names.map((name): [string, RoleText] => [name, role])),
);

/** Types of a snapshot: those of equal name are one. */
export interface TypeTable {
  readonly names: readonly string[];
  /** Index into ROLE_NAMES, by type. */
  readonly role: Uint8Array;
  /** Type of its objects, by batch. */
  readonly typeOfBatch: Uint32Array;
  readonly layouts: TypeLayouts;
  /** Batches whose type has no row, and so no name. */
  readonly unnamed: number;
}

/** TYPE rows by address; the last one counts. O(rows). */
export function typesByAddress(rows: readonly TypeRow[]): ReadonlyMap<bigint, TypeRow> {
  return new Map(rows.map((row) => [row.address, row]));
}

/**
 * Names and roles: `module.qualname`, builtins bare; a type without a row is named by its address. Type 0 is the
 * synthetic root's. O(rows + batches).
 */
export function nameTypes(
  batches: readonly Batch[],
  rows: ReadonlyMap<bigint, TypeRow>,
  strings: StringTable,
): TypeTable {
  const indexOf = new Map<string, number>([[ROOT_TYPE_NAME, 0]]);
  const flags: number[] = [0];
  const layouts = new LayoutList();
  const unnamed = new Set<bigint>();
  const typeOfAddress = new Map<bigint, number>();
  const typeOf = (address: bigint): number => {
    const known = typeOfAddress.get(address);
    if (known !== undefined) return known;
    const row = rows.get(address);
    if (row === undefined) unnamed.add(address);
    const name = row === undefined ? `(type at 0x${address.toString(16)})` : typeName(row, strings);
    const type = indexOf.get(name) ?? indexOf.size;
    indexOf.set(name, type);
    flags[type] = (flags[type] ?? 0) | (row?.flags ?? 0);
    layouts.add(type, row);
    typeOfAddress.set(address, type);
    return type;
  };
  const typeOfBatch = Uint32Array.from(batches, ({ typeAddress }) => typeOf(typeAddress));
  const names = [...indexOf.keys()];
  const role = Uint8Array.from(names, (name, type) => ROLE_NAMES.indexOf(roleOf(name, flags[type])));
  return { names, role, typeOfBatch, layouts: layouts.columns(flags), unnamed: unnamed.size };
}

/** Layouts by type while types are met. Classes of one name that are laid out in different ways have none. */
class LayoutList {
  private readonly basic: number[] = [0];
  private readonly item: number[] = [0];

  add(type: number, row: TypeRow | undefined): void {
    const basic = row?.basicSize ?? 0;
    this.basic[type] = (this.basic[type] ?? basic) === basic ? basic : 0;
    this.item[type] = Math.max(this.item[type] ?? 0, row?.itemSize ?? 0);
  }

  columns(flags: readonly number[]): TypeLayouts {
    return {
      flags: Uint32Array.from(flags),
      basicBytes: Uint32Array.from(this.basic),
      itemBytes: Uint32Array.from(this.item),
    };
  }
}

/**
 * Gives the role of code to types whose objects are classes: metaclasses of any name. O(rows).
 */
export function markMetaclasses(
  role: Uint8Array,
  rows: readonly TypeRow[],
  index: AddressIndex,
  typeOf: Uint32Array,
): void {
  for (const { address } of rows) {
    const node = index.findAddress(address);
    if (node !== NO_NODE) role[typeOf[node]] = ROLE_NAMES.indexOf('code');
  }
}

function typeName({ module, qualname }: TypeRow, strings: StringTable): string {
  const prefix = strings.get(module);
  const name = strings.get(qualname) || '(nameless type)';
  return visibleText(BUILTINS.has(prefix) ? name : `${prefix}.${name}`, MAX_TYPE_NAME);
}

function roleOf(name: string, flags: number): RoleText {
  const known = ROLE_OF_NAME.get(name);
  if (known !== undefined) return known;
  return (flags & (TYPE_FROM_CLASS_STATEMENT | TYPE_IS_HEAP_TYPE)) !== 0 ? 'instance' : 'other';
}
