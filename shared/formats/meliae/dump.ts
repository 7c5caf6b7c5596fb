import type { CancelToken } from '../../base/cancellation.ts';
import { decodeUtf8 } from '../../base/text-codec.ts';
import { AddressIndex } from '../../graph/address-index.ts';
import { NO_NODE } from '../../graph/heap-graph.ts';
import { offsetsOf, resolveReferences } from '../python-objects/references.ts';
import type { NodeReferences } from '../python-objects/references.ts';
import type { Collected } from './collected.ts';
import { TEXT_NAME } from './columns.ts';

/** A file's content with addresses resolved. */
export interface Dump {
  readonly nodeCount: number;
  readonly index: AddressIndex;
  readonly shallowBytesOf: Float64Array;
  /** `len`, NaN where there is none. */
  readonly lengthOf: Float64Array;
  /** In the order in which the interpreter visits them. */
  readonly references: NodeReferences;
  /** `type` as written, by node. */
  readonly typeNames: TypeNames;
  readonly texts: Texts;
}

/** What stands in `type`: few texts, many nodes. */
export class TypeNames {
  /** Number of the text, by node. */
  readonly numberOf: Uint32Array;
  readonly names: readonly string[];

  constructor(stringOf: Uint32Array, text: (string: number) => string) {
    const numbers = new Map<number, number>();
    const names: string[] = [];
    this.numberOf = stringOf.map((string) => {
      const known = numbers.get(string);
      if (known !== undefined) return known;
      numbers.set(string, names.length);
      return names.push(text(string)) - 1;
    });
    this.names = names;
  }

  /** The text of a node. O(1). */
  of(node: number): string {
    return this.names[this.numberOf[node]];
  }

  /** The number of a text; -1 for none. */
  find(name: string): number {
    return this.names.indexOf(name);
  }
}

/** Values and names, as they stand in JSON. */
export class Texts {
  private readonly kinds: Uint8Array;
  private readonly start: Uint32Array;
  private readonly bytes: Uint8Array;

  constructor(kinds: Uint8Array, lengths: Uint32Array, bytes: Uint8Array) {
    this.kinds = kinds;
    this.start = offsetsOf(lengths);
    this.bytes = bytes;
  }

  /** What the text of a node is: TEXT_VALUE … O(1). */
  kindOf(node: number): number {
    return this.kinds[node];
  }

  /** The text, with JSON's escapes taken off. '' for none. O(length), which is bounded. */
  of(node: number): string {
    return unescaped(decodeUtf8(this.bytes, this.start[node], this.start[node + 1]));
  }

  /** The name of a module, function or class; '' for none. */
  nameOf(node: number): string {
    return this.kinds[node] === TEXT_NAME ? this.of(node) : '';
  }
}

/** meliae's escapes, and JSON's others. An escape that is cut or none is left as it is. */
export function unescaped(json: string): string {
  if (!json.includes('\\')) return json;
  return json.replace(
    /\\(?:u([0-9a-fA-F]{4})|(.))/gsu,
    (_, code: string | undefined, one: string | undefined) => {
      if (code !== undefined) return String.fromCharCode(Number.parseInt(code, 16));
      return { n: '\n', r: '\r', t: '\t', b: '\b', f: '\f' }[one ?? ''] ?? one ?? '';
    },
  );
}

/** Resolves addresses. The collected columns are used up. O(N + E) expected. Throws `cancelled`. */
export function resolveDump({ columns, typeStrings }: Collected, cancel: CancelToken): Dump {
  const { nodeCount } = columns;
  const index = new AddressIndex(columns.addressWords.slice(0, 2 * nodeCount), cancel);
  const table = typeStrings.finish();
  return {
    nodeCount,
    index,
    shallowBytesOf: columns.shallowBytes.finish(),
    lengthOf: columns.length.finish(),
    references: resolveReferences(
      offsetsOf(columns.referenceCount.finish()),
      columns.targetWords.finish(),
      index,
      cancel,
    ),
    typeNames: new TypeNames(columns.typeName.finish(), (string) => unescaped(table.get(string))),
    texts: new Texts(columns.textKind.finish(), columns.textLength.finish(), columns.textBytes.finish()),
  };
}

/** Targets of a node's references that are there, NO_NODE among them for those that are not. */
export function targetsOf({ references }: Dump, node: number): Uint32Array {
  return references.target.subarray(references.start[node], references.start[node + 1]);
}

/** Whether the node is there and of that `type`. */
export function isOfType(dump: Dump, node: number, number: number): boolean {
  return node !== NO_NODE && dump.typeNames.numberOf[node] === number;
}
