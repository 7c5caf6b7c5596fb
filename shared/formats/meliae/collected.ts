import type { CancelToken } from '../../base/cancellation.ts';
import { CANCEL_CHECK_INTERVAL, throwIfCancelled } from '../../base/cancellation.ts';
import { HeapError } from '../../base/errors.ts';
import { StringTableBuilder } from '../../graph/string-table-builder.ts';
import { NameTable } from '../python-objects/name-table.ts';
import type { SlidingBytes } from '../python-objects/sliding-bytes.ts';
import { Columns, TEXT_NAME, TEXT_NONE, TEXT_NUMBER, TEXT_VALUE } from './columns.ts';
import { ABSENT, JsonLine } from './json-line.ts';

const LINE_FEED = 0x0a;
/** A list of 30 million elements takes half of it. */
const MAX_LINE_BYTES = 1 << 30;
/** Indices are u32, and address words are two a node. */
const MAX_NODES = 0x7fff_fff0;
/** `type` of node 0. */
export const ROOT_TYPE_NAME = '(root)';
const NO_BYTES = new Uint8Array(0);

/** Everything a file says, as it says it. */
export interface Collected {
  readonly columns: Columns;
  /** Each text that `type` has. */
  readonly typeStrings: StringTableBuilder;
  /** Lines that came again. */
  readonly repeated: number;
}

/** All lines. Memory: 45 bytes an object, 8 a reference. Throws HeapError. O(file). */
export async function collectLines(window: SlidingBytes, cancel: CancelToken): Promise<Collected> {
  window.section = 'objects';
  const typeStrings = new StringTableBuilder();
  const names = new NameTable(typeStrings);
  typeStrings.add(ROOT_TYPE_NAME);
  const columns = new Columns();
  const line = new JsonLine(window);
  let repeated = 0;
  for (let lines = 0; ; lines++) {
    if (lines % CANCEL_CHECK_INTERVAL === 0) throwIfCancelled(cancel);
    // Only where a line goes on behind the window is there something to wait for.
    const here = lineFeed(window, window.pos);
    const end = here >= 0 ? here : await endOfLine(window);
    if (end === window.pos && end === window.end) break;
    if (line.read(window.pos, end, end === window.end)) {
      if (columns.addAddress(line.addressLow, line.addressHigh)) take(window, line, columns, names);
      else repeated++;
    }
    window.pos = Math.min(end + 1, window.end);
    if (columns.nodeCount > MAX_NODES) {
      throw new HeapError('too-big', 'The meliae dump has more than 2 billion objects.');
    }
  }
  columns.freeHash();
  return { columns, typeStrings, repeated };
}

/** Where the line at the window's position ends: at a line feed, or where the file does. */
async function endOfLine(window: SlidingBytes): Promise<number> {
  for (;;) {
    const searched = window.end - window.pos;
    if (searched > MAX_LINE_BYTES) throw window.corrupt('a line is longer than any object takes');
    if (!(await window.fill(searched + 1))) return window.end;
    const found = lineFeed(window, window.pos + searched);
    if (found >= 0) return found;
  }
}

function lineFeed({ bytes, end }: SlidingBytes, from: number): number {
  const found = bytes.indexOf(LINE_FEED, from);
  return found < end ? found : -1;
}

function take({ bytes }: SlidingBytes, line: JsonLine, columns: Columns, names: NameTable): void {
  columns.typeName.push(names.intern(bytes, line.typeFrom, line.typeTo));
  columns.shallowBytes.push(line.size);
  columns.length.push(line.length);
  columns.referenceCount.push(line.referenceCount);
  columns.targetWords.append(line.references.subarray(0, 2 * line.referenceCount));
  if (line.valueFrom !== ABSENT) {
    const kind = line.valueIsText ? TEXT_VALUE : TEXT_NUMBER;
    columns.addText(kind, bytes.subarray(line.valueFrom, line.valueTo));
  } else if (line.nameFrom !== ABSENT) {
    columns.addText(TEXT_NAME, bytes.subarray(line.nameFrom, line.nameTo));
  } else columns.addText(TEXT_NONE, NO_BYTES);
}
