import type { StringTableBuilder } from '../../graph/string-table-builder.ts';
import { NO_STRING, ROOT_UNKNOWN, WRITTEN_ROOT_KINDS } from './layout.ts';
import type { PayloadCursor } from './payload-cursor.ts';

/** A row of a TYPE block. */
export interface TypeRow {
  readonly address: bigint;
  readonly flags: number;
  /** Bytes of an instance's fixed part and of each item behind it. */
  readonly basicSize: number;
  readonly itemSize: number;
  /** String indices; NO_STRING for none. */
  readonly module: number;
  readonly qualname: number;
}

/** Rows of ROOT blocks; addresses as words. */
export interface WrittenRoots {
  readonly addressWords: Uint32Array;
  readonly name: Uint32Array;
  readonly kind: Uint8Array;
}

/** One ALOC block: stacks of frames, and the stack of each object. */
export interface AllocationTable {
  readonly file: Uint32Array;
  readonly line: Uint32Array;
  readonly stackStart: Uint32Array;
  readonly stackFrame: Uint32Array;
  readonly addressWords: Uint32Array;
  readonly stack: Uint32Array;
}

const DICT_ATTRIBUTE = Uint8Array.from('__dict__', (character) => character.charCodeAt(0));

/**
 * Appends a STRS block's strings. Indices of those that read `__dict__` are put into `dictLabels`. Throws HeapError
 * `corrupt`. O(payload).
 */
export function readStrings(
  payload: PayloadCursor,
  strings: StringTableBuilder,
  dictLabels: Set<number>,
): void {
  const first = payload.u32();
  const count = payload.u32();
  if (first !== strings.count) throw payload.corrupt('its strings do not follow those before');
  const byteLengths = payload.u32Array(count);
  let total = 0;
  for (const length of byteLengths) total += length;
  const utf8 = payload.u8Array(total);
  payload.expectEnd();
  let at = 0;
  byteLengths.forEach((length, index) => {
    if (
      length === DICT_ATTRIBUTE.length &&
      DICT_ATTRIBUTE.every((byte, offset) => utf8[at + offset] === byte)
    ) {
      dictLabels.add(first + index);
    }
    at += length;
  });
  strings.addAll(byteLengths, utf8);
}

/** The rows of a TYPE block. Throws HeapError `corrupt`. O(rows). */
export function readTypes(payload: PayloadCursor, stringCount: number): TypeRow[] {
  const count = payload.u32();
  payload.u32();
  const addresses = payload.u64Words(count);
  const flags = payload.u32Array(count);
  const basicSizes = payload.u32Array(count);
  const itemSizes = payload.u32Array(count);
  const modules = stringColumn(payload, count, stringCount);
  const qualnames = stringColumn(payload, count, stringCount);
  payload.expectEnd();
  return Array.from(flags, (each, row) => ({
    address: (BigInt(addresses[2 * row + 1]) << 32n) | BigInt(addresses[2 * row]),
    flags: each,
    basicSize: basicSizes[row],
    itemSize: itemSizes[row],
    module: modules[row],
    qualname: qualnames[row],
  }));
}

/** The rows of a ROOT block; kinds that are not written read as unknown. Throws HeapError `corrupt`. O(rows). */
export function readRoots(payload: PayloadCursor, stringCount: number): WrittenRoots {
  const count = payload.u32();
  payload.u32();
  const addressWords = payload.u64Words(count).slice();
  const name = stringColumn(payload, count, stringCount);
  const kind = payload
    .u8Array(count)
    .map((each) => (WRITTEN_ROOT_KINDS.includes(each) ? each : ROOT_UNKNOWN));
  payload.expectEnd();
  return { addressWords, name, kind };
}

/** An ALOC block. Throws HeapError `corrupt` for any index out of range. O(payload). */
export function readAllocations(payload: PayloadCursor, stringCount: number): AllocationTable {
  const frames = payload.u32();
  const stacks = payload.u32();
  const objects = payload.u32();
  payload.u32();
  const file = stringColumn(payload, frames, stringCount);
  const line = payload.u32Array(frames).slice();
  const stackStart = payload.u32Array(stacks + 1).slice();
  if (stackStart[0] !== 0) throw payload.corrupt('its first stack does not begin at 0');
  if (stackStart.some((start, stack) => stack > 0 && start < stackStart[stack - 1])) {
    throw payload.corrupt('its stacks overlap');
  }
  const stackFrame = payload.u32Array(stackStart[stacks]).slice();
  const addressWords = payload.u64Words(objects).slice();
  const stack = payload.u32Array(objects).slice();
  payload.expectEnd();
  if (stackFrame.some((each) => each >= frames)) throw payload.corrupt('it names a frame that is not there');
  if (stack.some((each) => each >= stacks)) throw payload.corrupt('it names a stack that is not there');
  return { file, line, stackStart, stackFrame, addressWords, stack };
}

/** What END says was written. Throws HeapError `corrupt`. */
export function readEnd(payload: PayloadCursor): { readonly objects: bigint; readonly references: bigint } {
  const objects = payload.u64();
  const references = payload.u64();
  payload.expectEnd();
  return { objects, references };
}

function stringColumn(payload: PayloadCursor, count: number, stringCount: number): Uint32Array {
  const column = payload.u32Array(count).slice();
  if (column.some((each) => each >= stringCount && each !== NO_STRING)) {
    throw payload.corrupt('it names a string that is not there');
  }
  return column;
}
