import { LABEL_NONE } from '../../graph/edge-kinds.ts';
import { NO_NODE } from '../../graph/heap-graph.ts';
import type { StringTableBuilder } from '../../graph/string-table-builder.ts';
import type { Dump } from './dump.ts';
import type { TypeTable } from './type-names.ts';
import { IS_SEQUENCE } from './type-index.ts';

/** Fields that an object of the type has exactly one of, by the type of what it refers to. */
const FIELDS: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  function: { code: '__code__' },
  method: { function: '__func__' },
  generator: { code: 'gi_code' },
  coroutine: { code: 'cr_code' },
  async_generator: { code: 'ag_code' },
  traceback: { frame: 'tb_frame', traceback: 'tb_next' },
};

const BUILTINS_TEXT = "<module 'builtins' (built-in)>";

/** Names of references of the interpreter's own types, which the file gives none: as far as they follow from the types. */
export class KnownFields {
  private readonly dump: Dump;
  /** The module whose dict a node is, NO_NODE for none. */
  private readonly moduleOfDict: (node: number) => number;
  /** Label by type number of the target, by type number of the source. */
  private readonly fields: ReadonlyMap<number, ReadonlyMap<number, number>>;
  private readonly cellNumber: number;
  private readonly functionNumber: number;
  private readonly labels: {
    readonly cell: number;
    readonly globals: number;
    readonly builtins: number;
    readonly mro: number;
  };

  constructor(
    dump: Dump,
    moduleOfDict: (node: number) => number,
    numberOf: (name: string) => number,
    strings: StringTableBuilder,
  ) {
    this.dump = dump;
    this.moduleOfDict = moduleOfDict;
    this.fields = new Map(
      Object.entries(FIELDS).map(([source, targets]) => [
        numberOf(source),
        new Map(Object.entries(targets).map(([target, name]) => [numberOf(target), strings.intern(name)])),
      ]),
    );
    this.cellNumber = numberOf('cell');
    this.functionNumber = numberOf('function');
    this.labels = {
      cell: strings.intern('cell_contents'),
      globals: strings.intern('__globals__'),
      builtins: strings.intern('__builtins__'),
      mro: strings.intern('__mro__'),
    };
  }

  /** The string index of the field of `node` (of type `number`) that leads to `target`; LABEL_NONE where unknown. O(1). */
  labelOf(node: number, number: number, target: number): number {
    const { dump } = this;
    if (number === this.cellNumber) return this.labels.cell;
    if (number === this.functionNumber) {
      const module = this.moduleOfDict(target);
      if (module !== NO_NODE) return this.isBuiltins(module) ? this.labels.builtins : this.labels.globals;
    }
    if (dump.isMetaclass[number] !== 0 && this.isMro(node, target)) return this.labels.mro;
    return this.fields.get(number)?.get(dump.typeNumberOf[target]) ?? LABEL_NONE;
  }

  /** Functions refer to the builtins beside their globals since Python 3.10. */
  private isBuiltins(module: number): boolean {
    return this.dump.texts.of(module) === BUILTINS_TEXT;
  }

  /** A tuple that begins with the class itself. */
  private isMro(node: number, target: number): boolean {
    const { references, contentCount, typeNumberOf, collected } = this.dump;
    if ((collected.types.flags[typeNumberOf[target]] & IS_SEQUENCE) === 0 || contentCount[target] === 0)
      return false;
    return references.target[references.start[target]] === node;
  }
}

/** The fields known in this dump. O(types). */
export function knownFields(
  dump: Dump,
  types: TypeTable,
  ownerOfDict: Uint32Array,
  strings: StringTableBuilder,
): KnownFields {
  const numberOf = (name: string): number => {
    const type = types.names.indexOf(name);
    return type < 0 ? -1 : types.typeOfNumber.indexOf(type);
  };
  const moduleNumber = numberOf('module');
  const moduleOfDict = (node: number): number => {
    const owner = ownerOfDict[node];
    return owner !== NO_NODE && dump.typeNumberOf[owner] === moduleNumber ? owner : NO_NODE;
  };
  return new KnownFields(dump, moduleOfDict, numberOf, strings);
}
