import { formatCount } from '../../base/numbers-to-text.ts';
import { quotedText, visibleText } from '../../base/visible-text.ts';
import type { HeapGraph } from '../../graph/heap-graph.ts';
import { hasBit, ROLE_NAMES } from '../../graph/heap-graph.ts';
import { instanceText, lastName, MAX_PREVIEW } from '../python-objects/instance-text.ts';
import type { InstanceInput } from '../python-objects/instance-text.ts';
import type { Dump } from './dump.ts';

/** What PyHeap writes when `str()` raised. */
const NO_TEXT = '<ERROR on __str__>';
/** What `object.__repr__` writes: nothing that is not known otherwise. */
const DEFAULT_TEXT = /^<.* object at 0x[0-9a-f]+>$/su;
/** `<function f at 0x…>`, `<built-in function len>`, `<bound method A.f of …>`: the name. */
const CALLABLE_TEXT =
  /^<(?:built-in |bound )?(?:function|method) ([^\s'>](?:\S*[^\s>])?|<lambda>|\S+\.<lambda>)(?: at 0x[0-9a-f]+| of .*)?>$/su;
const CODE_TEXT = /^<code object (.+) at 0x[0-9a-f]+, file "(.*)", line (\d+)>?$/su;
const CLASS_TEXT = /^<class '([^']+)'>$/su;
const MODULE_TEXT = /^<module '([^']+)'/su;
const ADDRESS = / at 0x[0-9a-f]+/gu;

/**
 * Short texts of objects' values, from the `str()` that PyHeap wrote: `'abc'`, `42`, `main()`, `list of 10,000`,
 * `Foo(val=None)` where the class has no `__str__` of its own.
 */
export class Previews implements InstanceInput {
  readonly graph: Omit<HeapGraph, 'previewOf'>;
  private readonly dump: Dump;
  private readonly frames: ReadonlyMap<number, string>;

  constructor(graph: Omit<HeapGraph, 'previewOf'>, dump: Dump, frames: ReadonlyMap<number, string>) {
    this.graph = graph;
    this.dump = dump;
    this.frames = frames;
  }

  /** The text of a node, '' where there is nothing to say. One line of at most MAX_PREVIEW UTF-16 units. O(1). */
  of(node: number): string {
    const frame = this.frames.get(node);
    if (frame !== undefined) return visibleText(frame, MAX_PREVIEW);
    const plain = this.plain(node, MAX_PREVIEW);
    const isInstance = ROLE_NAMES[this.graph.typeRole[this.graph.typeOf[node]]] === 'instance';
    return plain === '' && isInstance ? instanceText(this, node) : plain;
  }

  /** As `of`, without attributes. */
  plain(node: number, maxLength: number): string {
    if (node <= this.dump.frameCount) return '';
    const name = this.graph.typeNames[this.graph.typeOf[node]];
    const text = this.dump.texts.of(node);
    if (name === 'str') {
      return this.hasText() ? quotedText(text, maxLength, hasBit(this.dump.isTextCut, node)) : '';
    }
    const length = this.dump.lengthOf[node];
    if (!Number.isNaN(length)) return visibleText(`${lastName(name)} of ${formatCount(length)}`, maxLength);
    return visibleText(shortened(text), maxLength);
  }

  /** The characters of a str. */
  keyName(node: number): string {
    return this.dump.texts.of(node);
  }

  private hasText(): boolean {
    return this.dump.collected.header.hasTexts;
  }
}

/** What of `str(object)` says something. */
function shortened(text: string): string {
  if (!text.startsWith('<')) return text;
  const callable = CALLABLE_TEXT.exec(text)?.[1];
  if (callable !== undefined) return callable.endsWith('>') ? callable : `${callable}()`;
  if (text === NO_TEXT || DEFAULT_TEXT.test(text)) return '';
  const code = CODE_TEXT.exec(text);
  if (code !== null) return `${code[1]} at ${fileName(code[2])}:${code[3]}`;
  const module = moduleName(text);
  if (module !== '') return `module ${module}`;
  return CLASS_TEXT.exec(text)?.[1] ?? text.replace(ADDRESS, '');
}

/** The name in the text of a module, '' if it is none. O(length). */
export function moduleName(text: string): string {
  return MODULE_TEXT.exec(text)?.[1] ?? '';
}

/** The last part of a path. O(length). */
export function fileName(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1);
}
