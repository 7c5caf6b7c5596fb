import { formatCount } from '../../base/numbers-to-text.ts';
import { decodeUtf8 } from '../../base/text-codec.ts';
import { cutText, isIdentifier, quotedText, visibleText } from '../../base/visible-text.ts';
import { LABEL_NONE } from '../../graph/edge-kinds.ts';
import type { HeapGraph } from '../../graph/heap-graph.ts';
import { NO_NODE, ROLE_NAMES } from '../../graph/heap-graph.ts';
import { KIND_ATTRIBUTE, KIND_SLOT, KIND_VALUE } from './layout.ts';

/** Greatest length of a preview in UTF-16 units. */
export const MAX_PREVIEW = 120;
/** Bytes decoded for one: MAX_PREVIEW characters of four bytes each. */
const PREVIEW_BYTES = 4 * MAX_PREVIEW + 4;
const MAX_ATTRIBUTES = 3;
const MAX_ATTRIBUTE_VALUE = 24;
/** Edges looked at for attributes: big instances are not searched through. */
const MAX_EDGES_SEEN = 24;

/** How a type's objects are shown. */
type Style = 'text' | 'bytes' | 'plain' | 'call' | 'constant' | 'instance';

const CALLABLES = new Set([
  ...['function', 'builtin_function_or_method', 'method_descriptor', 'wrapper_descriptor', 'builtin_method'],
  ...['classmethod_descriptor', 'method-wrapper'],
]);
const CONSTANTS: ReadonlyMap<string, string> = new Map([
  ['NoneType', 'None'],
  ['ellipsis', '...'],
  ['NotImplementedType', 'NotImplemented'],
]);

/** Types whose objects never change their value, and have it as their preview. */
const FIXED = new Set(['str', 'bytes', 'int', 'float', 'complex', 'bool']);
/** Bytes that every kind of preview but none has of a long value: short ones end after 80 characters. */
const FIXED_BYTES = 64;

/** What previews are made of. */
export interface PreviewInput {
  readonly graph: Pick<
    HeapGraph,
    | 'typeOf'
    | 'typeNames'
    | 'typeRole'
    | 'lengthOf'
    | 'edgeStart'
    | 'edgeTarget'
    | 'edgeKind'
    | 'edgeLabel'
    | 'strings'
    | 'ownerOfDict'
  >;
  readonly bytes: Uint8Array;
  /** N + 1 offsets into `bytes`, by node. */
  readonly start: Uint32Array;
  /** What frames run: `main() at app.py:12`, by node. */
  readonly frames: ReadonlyMap<number, string>;
}

/**
 * Makes short texts of objects' values: `'abc'`, `b'\x00'`, `42`, `main()`, `list of 10,000`, `Foo(val=None)`. One
 * line each, at most MAX_PREVIEW UTF-16 units, '' where there is nothing to say.
 */
export class Previews {
  private readonly input: PreviewInput;
  private readonly styleOf: readonly Style[];
  private readonly isFixed: readonly boolean[];

  constructor(input: PreviewInput) {
    this.input = input;
    const { typeNames, typeRole } = input.graph;
    this.styleOf = typeNames.map((name, type) => styleOf(name, typeRole[type]));
    this.isFixed = typeNames.map((name) => FIXED.has(name));
  }

  /** The text of a node. O(1): looks at a bounded number of edges. */
  of(node: number): string {
    const { graph, frames } = this.input;
    const frame = frames.get(node);
    if (frame !== undefined) return cutText(frame, MAX_PREVIEW);
    const plain = this.plain(node, MAX_PREVIEW);
    if (plain !== '' || this.styleOf[graph.typeOf[node]] !== 'instance') return plain;
    return this.instance(node);
  }

  /**
   * 53 bits of a hash of the whole value of a text or number; NaN where the snapshot has none of it or it is cut.
   * O(length).
   */
  hashOf(node: number): number {
    const { graph, bytes, start } = this.input;
    const from = start[node];
    const to = start[node + 1];
    if (from === to) return Number.NaN;
    const type = graph.typeOf[node];
    const style = this.styleOf[type];
    if (style === 'bytes' && to - from !== graph.lengthOf?.[node]) return Number.NaN;
    if (style === 'text' && codePoints(decodeUtf8(bytes, from, to)) !== graph.lengthOf?.[node])
      return Number.NaN;
    return hashOfBytes(bytes, from, to);
  }

  /**
   * A u32 that tells values of fixed types apart, equal for equal ones, however long the previews of their snapshots are;
   * 0 where the snapshot has no value (it was hidden, or the object can change). O(1): at most 64 bytes.
   */
  contentOf(node: number): number {
    const { graph, bytes, start } = this.input;
    if (!this.isFixed[graph.typeOf[node]] || start[node] === start[node + 1]) return 0;
    let mixed = 0x811c_9dc5 ^ (graph.lengthOf === null ? 0 : graph.lengthOf[node]);
    // FNV-1a over the beginning.
    for (let at = start[node], end = Math.min(start[node + 1], at + FIXED_BYTES); at < end; at++) {
      mixed = Math.imul(mixed ^ bytes[at], 0x0100_0193);
    }
    return mixed >>> 0 || 1;
  }

  /** Everything but attributes. */
  private plain(node: number, maxLength: number): string {
    const { graph, bytes, start } = this.input;
    const type = graph.typeOf[node];
    const style = this.styleOf[type];
    if (style === 'constant') return CONSTANTS.get(graph.typeNames[type]) ?? '';
    const from = start[node];
    const to = start[node + 1];
    const length = graph.lengthOf === null ? Number.NaN : graph.lengthOf[node];
    if (style === 'bytes')
      return bytesText(bytes.subarray(from, to), length, graph.typeNames[type], maxLength);
    const text = decodeUtf8(bytes, from, Math.min(to, from + PREVIEW_BYTES));
    if (style === 'text') return quotedText(text, maxLength, codePoints(text) < length);
    if (text !== '') return style === 'call' ? callText(text, maxLength) : visibleText(text, maxLength);
    return Number.isNaN(length)
      ? ''
      : visibleText(`${shortName(graph.typeNames[type])} of ${formatCount(length)}`, maxLength);
  }

  /** `Foo(val=None, …)`. */
  private instance(node: number): string {
    const { graph } = this.input;
    const parts: string[] = [];
    const more = this.attributes(node, parts);
    const inside = [...parts, ...(more ? ['…'] : [])].join(', ');
    return visibleText(`${shortName(graph.typeNames[graph.typeOf[node]])}(${inside})`, MAX_PREVIEW);
  }

  /** Adds up to MAX_ATTRIBUTES texts; whether there may be more attributes. */
  private attributes(node: number, parts: string[]): boolean {
    const { edgeStart, edgeTarget, edgeKind, edgeLabel, ownerOfDict, strings } = this.input.graph;
    const end = edgeStart[node + 1];
    for (let edge = edgeStart[node]; edge < end; edge++) {
      if (edge - edgeStart[node] >= MAX_EDGES_SEEN) return true;
      const kind = edgeKind[edge];
      if (kind !== KIND_ATTRIBUTE && kind !== KIND_SLOT) continue;
      if (ownerOfDict !== null && ownerOfDict[edgeTarget[edge]] === node) {
        if (this.entries(edgeTarget[edge], parts)) return true;
        continue;
      }
      const name = edgeLabel[edge] === LABEL_NONE ? '' : strings.get(edgeLabel[edge], PREVIEW_BYTES);
      if (isHidden(name)) continue;
      if (!this.addAttribute(parts, name, edgeTarget[edge])) return true;
    }
    return false;
  }

  /** Attributes that stand in the instance's dict. */
  private entries(dict: number, parts: string[]): boolean {
    const { edgeStart, edgeTarget, edgeKind, edgeLabel } = this.input.graph;
    const end = Math.min(edgeStart[dict + 1], edgeStart[dict] + MAX_EDGES_SEEN);
    for (let edge = edgeStart[dict]; edge < end; edge++) {
      if (edgeKind[edge] !== KIND_VALUE || edgeLabel[edge] === NO_NODE) continue;
      if (!this.addAttribute(parts, this.rawText(edgeLabel[edge]), edgeTarget[edge])) return true;
    }
    return end < edgeStart[dict + 1];
  }

  /** Whether there was room for it. */
  private addAttribute(parts: string[], name: string, target: number): boolean {
    const { typeOf, typeNames, typeRole } = this.input.graph;
    const type = typeOf[target];
    if (parts.length === MAX_ATTRIBUTES) return false;
    const short = this.plain(target, MAX_ATTRIBUTE_VALUE);
    const value =
      short !== '' ? short : ROLE_NAMES[typeRole[type]] === 'code' ? '…' : `${shortName(typeNames[type])}(…)`;
    parts.push(`${visibleText(name, MAX_ATTRIBUTE_VALUE)}=${cutText(value, MAX_ATTRIBUTE_VALUE)}`);
    return true;
  }

  private rawText(node: number): string {
    const { bytes, start } = this.input;
    return decodeUtf8(bytes, start[node], Math.min(start[node + 1], start[node] + PREVIEW_BYTES));
  }
}

/** Two multiplicative hashes (FNV-1a and its like with another factor), 53 bits of them. O(length). */
function hashOfBytes(bytes: Uint8Array, from: number, to: number): number {
  let low = 0x811c_9dc5;
  let high = 0x9e37_79b9;
  for (let at = from; at < to; at++) {
    low = Math.imul(low ^ bytes[at], 0x0100_0193);
    high = Math.imul(high ^ bytes[at], 0x85eb_ca6b) ^ (high >>> 15);
  }
  return (low >>> 0) + (high & 0x1f_ffff) * 0x1_0000_0000;
}

/** `main()`; `<lambda>` as it is. */
function callText(name: string, maxLength: number): string {
  const text = visibleText(name, maxLength - 2);
  return name.endsWith('>') ? text : `${text}()`;
}

/** The function's name and place of a frame, as its preview. O(1). */
export function frameText(frame: { function: string; file: string; line: number }): string {
  const file = frame.file.slice(frame.file.lastIndexOf('/') + 1);
  return visibleText(`${frame.function}() at ${file}:${frame.line}`, MAX_PREVIEW);
}

/** The last part of a dotted name: `make.<locals>.Foo` → `Foo`. O(length). */
export function shortName(typeName: string): string {
  return typeName.slice(typeName.lastIndexOf('.') + 1);
}

function isHidden(name: string): boolean {
  return (
    name === '' ||
    name === '__weakref__' ||
    (name.startsWith('__') && name.endsWith('__') && isIdentifier(name))
  );
}

function styleOf(name: string, role: number): Style {
  if (name === 'str' || name === 'unicode') return 'text';
  if (name === 'bytes' || name === 'bytearray') return 'bytes';
  if (CONSTANTS.has(name)) return 'constant';
  if (CALLABLES.has(name)) return 'call';
  return ROLE_NAMES[role] === 'instance' ? 'instance' : 'plain';
}

function codePoints(text: string): number {
  let count = 0;
  for (const character of text) count += character === '' ? 0 : 1;
  return count;
}

/** As Python's repr: `b'abc\x00'`, `bytearray(b'abc')`. */
function bytesText(bytes: Uint8Array, length: number, typeName: string, maxLength: number): string {
  const [before, after] = typeName === 'bytes' ? ["b'", "'"] : ["bytearray(b'", "')"];
  const room = maxLength - before.length - after.length;
  let text = '';
  for (const byte of bytes.subarray(0, room)) text += byteText(byte);
  if (text.length > room) text = cutText(text, room);
  else if (bytes.length < length) text = `${cutText(text, room - 1).replace(/…$/u, '')}…`;
  return before + text + after;
}

function byteText(byte: number): string {
  if (byte === 0x0a) return '\\n';
  if (byte === 0x0d) return '\\r';
  if (byte === 0x09) return '\\t';
  if (byte === 0x27 || byte === 0x5c) return `\\${String.fromCharCode(byte)}`;
  return byte >= 0x20 && byte < 0x7f ? String.fromCharCode(byte) : `\\x${byte.toString(16).padStart(2, '0')}`;
}
