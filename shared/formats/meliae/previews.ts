import { formatCount } from '../../base/numbers-to-text.ts';
import { decodeUtf8 } from '../../base/text-codec.ts';
import { cutText, quotedText, visibleText } from '../../base/visible-text.ts';
import type { HeapGraph } from '../../graph/heap-graph.ts';
import { ROLE_NAMES } from '../../graph/heap-graph.ts';
import { instanceText, lastName, MAX_PREVIEW } from '../python-objects/instance-text.ts';
import type { InstanceInput } from '../python-objects/instance-text.ts';
import { TEXT_NAME, TEXT_NONE, TEXT_NUMBER } from './columns.ts';
import type { Dump } from './dump.ts';

/**
 * Short texts of objects' values: `'abc'`, `42`, `main()`, `list of 10,000`, `Foo(val=None)`. meliae writes values of str,
 * unicode, int and bool, and names of modules, functions, classes and frames.
 */
export class Previews implements InstanceInput {
  readonly graph: Omit<HeapGraph, 'previewOf'>;
  private readonly dump: Dump;
  private readonly fullNameOf: (classNode: number) => string;
  private readonly isClass: Uint8Array;

  constructor(
    graph: Omit<HeapGraph, 'previewOf'>,
    dump: Dump,
    isClass: Uint8Array,
    fullNameOf: (classNode: number) => string,
  ) {
    this.graph = graph;
    this.dump = dump;
    this.isClass = isClass;
    this.fullNameOf = fullNameOf;
  }

  /** The text of a node, '' where there is nothing to say. One line of at most MAX_PREVIEW UTF-16 units. O(1). */
  of(node: number): string {
    const plain = this.plain(node, MAX_PREVIEW);
    const isInstance = ROLE_NAMES[this.graph.typeRole[this.graph.typeOf[node]]] === 'instance';
    return plain === '' && isInstance ? instanceText(this, node) : plain;
  }

  /** As `of`, without attributes. */
  plain(node: number, maxLength: number): string {
    const { texts, lengthOf, typeNames } = this.dump;
    const type = typeNames.of(node);
    if (type === 'NoneType') return 'None';
    const kind = texts.kindOf(node);
    if (type === 'str' || type === 'unicode')
      return kind === TEXT_NONE ? '' : this.quoted(node, type, maxLength);
    if (kind === TEXT_NAME) return this.named(node, type, maxLength);
    if (kind === TEXT_NUMBER) return visibleText(texts.of(node), maxLength);
    if (kind !== TEXT_NONE) {
      const text = texts.of(node);
      return type === 'frame' ? called(text, maxLength) : visibleText(text, maxLength);
    }
    if (Number.isNaN(lengthOf[node])) return '';
    const name = this.graph.typeNames[this.graph.typeOf[node]];
    return visibleText(`${lastName(name)} of ${formatCount(lengthOf[node])}`, maxLength);
  }

  /** The characters of a str. */
  keyName(node: number): string {
    return this.dump.texts.of(node);
  }

  private quoted(node: number, type: string, maxLength: number): string {
    const text = this.dump.texts.of(node);
    const isCut = text.length < this.dump.lengthOf[node];
    return quotedText(type === 'str' ? bytesAsText(text, isCut) : text, maxLength, isCut);
  }

  private named(node: number, type: string, maxLength: number): string {
    if (this.isClass[node] !== 0) return visibleText(this.fullNameOf(node), maxLength);
    const name = this.dump.texts.of(node);
    return type === 'function'
      ? called(name, maxLength)
      : cutText(visibleText(`${type} ${name}`, maxLength), maxLength);
  }
}

function called(name: string, maxLength: number): string {
  return name.endsWith('>') ? visibleText(name, maxLength) : `${visibleText(name, maxLength - 2)}()`;
}

/** A str of Python 2 is bytes, written one code a byte: shown as UTF-8 if it is that, else as Latin-1. */
function bytesAsText(codes: string, isCut: boolean): string {
  if (!/[\u0080-\u00ff]/u.test(codes)) return codes;
  const text = decodeUtf8(Uint8Array.from(codes, (code) => code.charCodeAt(0)));
  const whole = isCut ? text.replace(/\ufffd$/u, '') : text;
  return whole.includes('\ufffd') ? codes : whole;
}
