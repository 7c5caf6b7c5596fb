import { HeapError } from '../../base/errors.ts';
import { decodeUtf8 } from '../../base/text-codec.ts';
import type { NameTable } from '../python-objects/name-table.ts';
import type { SlidingBytes } from '../python-objects/sliding-bytes.ts';
import { nameFlags } from './attribute-names.ts';
import type { AttributeNames } from './attribute-names.ts';
import type { Columns } from './columns.ts';
import { IS_COMMON, IS_DICT, IS_SEQUENCE, IS_SET, IS_STR } from './type-index.ts';
import type { TypeIndex } from './type-index.ts';

export const MAGIC = 123_000_321;
export const VERSION = 1;
const FLAG_TEXTS = 1n;

const BITS_OF_TYPE: Readonly<Record<string, number | undefined>> = {
  dict: IS_DICT,
  list: IS_SEQUENCE,
  tuple: IS_SEQUENCE,
  set: IS_SET,
  str: IS_STR,
};

export interface FrameRecord {
  readonly function: string;
  readonly file: string;
  readonly line: number;
  /** The frame's node. Its number is its address as well: nothing lives at addresses so low. */
  readonly node: number;
}

export interface ThreadRecord {
  readonly name: string;
  readonly alive: boolean;
  readonly daemon: boolean;
  /** Innermost first. */
  readonly frames: readonly FrameRecord[];
}

export interface Header {
  readonly createdAt: string;
  readonly hasTexts: boolean;
  readonly threads: readonly ThreadRecord[];
  readonly attributes: AttributeNames;
  /** Number of the type `type`, -1 when the file does not say. */
  readonly typeType: number;
}

/**
 * Everything before the objects. Frames become nodes of `columns`, their locals references of it. Throws HeapError:
 * truncated, corrupt, too-new.
 */
export async function readHeader(
  window: SlidingBytes,
  types: TypeIndex,
  names: NameTable,
  columns: Columns,
): Promise<Header> {
  window.section = 'header';
  await expectMagic(window);
  const version = await u32(window);
  if (version > VERSION) {
    const text = `The PyHeap dump has format version ${version}; this Backref reads up to ${VERSION}.`;
    throw new HeapError('too-new', text, { offset: 8 });
  }
  if (version === 0) throw window.corrupt('there is no version 0');
  const createdAt = await longText(window);
  await window.need(8);
  const flags = window.view.getBigUint64(window.pos);
  window.pos += 8;
  const typeType = await readWellKnownTypes(window, types);
  const threads = await readThreads(window, names, columns);
  const attributes = await readAttributeNames(window, names);
  await skipCommonTypes(window, types);
  return { createdAt, hasTexts: (flags & FLAG_TEXTS) !== 0n, threads, attributes, typeType };
}

/** Throws `corrupt` unless the magic number comes next. */
export async function expectMagic(window: SlidingBytes): Promise<void> {
  await window.need(8);
  const { view, pos } = window;
  if (view.getUint32(pos) !== 0 || view.getUint32(pos + 4) !== MAGIC) {
    throw window.corrupt('the number that marks beginning and end is not there');
  }
  window.pos += 8;
}

/** The next u32. */
export async function u32(window: SlidingBytes): Promise<number> {
  await window.need(4);
  const value = window.view.getUint32(window.pos);
  window.pos += 4;
  return value;
}

/** The next text with its length in two bytes. */
export async function longText(window: SlidingBytes): Promise<string> {
  const { from, to } = await textRange(window);
  return decodeUtf8(window.bytes, from, to);
}

async function textRange(window: SlidingBytes): Promise<{ from: number; to: number }> {
  await window.need(2);
  const length = window.view.getUint16(window.pos);
  await window.need(2 + length);
  const from = window.pos + 2;
  window.pos = from + length;
  return { from, to: from + length };
}

/** The number of the type whose address comes next. */
export async function typeNumber(window: SlidingBytes, types: TypeIndex): Promise<number> {
  await window.need(8);
  const { view, pos } = window;
  window.pos += 8;
  return types.numberOf(view.getUint32(pos + 4), view.getUint32(pos));
}

async function readWellKnownTypes(window: SlidingBytes, types: TypeIndex): Promise<number> {
  window.section = 'well-known types';
  let typeType = -1;
  for (let left = await u32(window); left > 0; left--) {
    const name = await longText(window);
    const type = await typeNumber(window, types);
    types.flags[type] |= BITS_OF_TYPE[name] ?? 0;
    if (name === 'type') typeType = type;
  }
  const missing = Object.entries(BITS_OF_TYPE).find(
    ([, bit]) => bit !== undefined && !types.flags.includes(bit),
  );
  if (missing !== undefined) throw window.corrupt(`it does not say where the type ${missing[0]} is`);
  return typeType;
}

async function readThreads(
  window: SlidingBytes,
  names: NameTable,
  columns: Columns,
): Promise<readonly ThreadRecord[]> {
  window.section = 'threads';
  const threads: ThreadRecord[] = [];
  for (let left = await u32(window); left > 0; left--) {
    const name = await longText(window);
    await window.need(2);
    const alive = window.bytes[window.pos] !== 0;
    const daemon = window.bytes[window.pos + 1] !== 0;
    window.pos += 2;
    const frames: FrameRecord[] = [];
    for (let more = await u32(window); more > 0; more--) frames.push(await readFrame(window, names, columns));
    threads.push({ name, alive, daemon, frames });
  }
  return threads;
}

async function readFrame(window: SlidingBytes, names: NameTable, columns: Columns): Promise<FrameRecord> {
  const node = columns.nodeCount;
  const file = await longText(window);
  const line = await u32(window);
  const functionName = await longText(window);
  const locals = await u32(window);
  for (let left = locals; left > 0; left--) {
    const { from, to } = await textRange(window);
    const label = names.intern(window.bytes, from, to);
    await window.need(8);
    columns.targetWords.push(window.view.getUint32(window.pos + 4));
    columns.targetWords.push(window.view.getUint32(window.pos));
    columns.otherLabel.push(label);
    window.pos += 8;
  }
  columns.addSynthetic(node, locals);
  return { function: functionName, file, line, node };
}

async function readAttributeNames(window: SlidingBytes, names: NameTable): Promise<AttributeNames> {
  window.section = 'attribute names';
  const flagsOf: number[] = [];
  const labelOf: number[] = [];
  for (let left = await u32(window); left > 0; left--) {
    const { from, to } = await textRange(window);
    if (to - from > 0x7fff) throw window.corrupt('an attribute name has a negative length');
    flagsOf.push(nameFlags(window.bytes, from, to));
    labelOf.push(names.intern(window.bytes, from, to));
  }
  return { flagsOf: Uint8Array.from(flagsOf), labelOf: Uint32Array.from(labelOf) };
}

/** Attributes of int, str, list … are their types': no object refers to them itself. */
async function skipCommonTypes(window: SlidingBytes, types: TypeIndex): Promise<void> {
  window.section = 'common types';
  for (let left = await u32(window); left > 0; left--) {
    types.flags[await typeNumber(window, types)] |= IS_COMMON;
    for (let attributes = await u32(window); attributes > 0; attributes--) {
      await window.need(2);
      const code = window.view.getInt16(window.pos);
      const length = 2 + Math.max(0, code) + 8;
      await window.need(length);
      window.pos += length;
    }
  }
}
