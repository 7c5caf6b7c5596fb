import type { GrowableColumn } from '../../graph/growable-column.ts';
import { growableFloat64, growableUint32, growableUint8 } from '../../graph/growable-column.ts';
import {
  COLUMN_HASH,
  COLUMN_LENGTH,
  COLUMN_PREVIEW,
  COLUMN_REFCOUNT,
  KNOWN_COLUMNS,
  LAYOUT_FIELD,
  LAYOUT_MAPPING,
  LAYOUT_NAMED,
  LAYOUT_SEQUENCE,
  NO_STRING,
  OBJS_CONTINUATION,
  REFERENCE_KINDS,
  wideNumber,
} from './layout.ts';
import type { PayloadCursor } from './payload-cursor.ts';

/** References of a batch's objects, all in one layout. Addresses are u32 words: low, high, low, high… */
export interface Group {
  readonly layout: number;
  /** Of all its references; of layout named see `kinds`. */
  readonly kind: number;
  /** String index; NO_STRING for none. */
  readonly label: number;
  /** References (mapping: entries) by object; null in layout field, which has one each. */
  readonly counts: Uint32Array | null;
  readonly targets: Uint32Array;
  /** Of layout mapping: key objects' addresses. */
  readonly keys: Uint32Array | null;
  /** Of layout named: string index by reference. */
  readonly labels: Uint32Array | null;
  /** Of layout named: kind by reference. */
  readonly kinds: Uint8Array | null;
}

/** Objects that came together, and their references, still by address. */
export interface Batch {
  readonly typeAddress: bigint;
  /** Node of the first object; the others follow. Meaningless in a continuation. */
  readonly firstNode: number;
  readonly count: number;
  /** Of a continuation: addresses of the objects, as words. */
  readonly continued: Uint32Array | null;
  /** Emptied when the references are linked, to free them. */
  groups: readonly Group[];
}

/** Previews' bytes are found by u32 offsets: what comes after 4 GiB of them is left out. */
const MAX_PREVIEW_BYTES = 0xffff_ffff;

/** Columns by node, growing as batches come. Node 0, the synthetic root, is in them from the start. */
export class ObjectColumns {
  readonly addressWords: GrowableColumn<Uint32Array> = growableUint32();
  readonly shallowBytes: GrowableColumn<Float64Array> = growableFloat64();
  /** 0 where a batch does not say. */
  readonly refcount: GrowableColumn<Uint32Array> = growableUint32();
  /** NaN where a batch does not say. */
  readonly length: GrowableColumn<Float64Array> = growableFloat64();
  /** 53 bits of the hash; NaN where a batch does not say. Empty until one does. */
  readonly hash: GrowableColumn<Float64Array> = growableFloat64();
  readonly previewLength: GrowableColumn<Uint32Array> = growableUint32();
  readonly previewBytes: GrowableColumn<Uint8Array> = growableUint8();
  previewsLeftOut = 0;
  hasRefcounts = false;
  hasLengths = false;

  constructor() {
    this.addressWords.fill(0, 2);
    this.shallowBytes.push(0);
    this.refcount.push(0);
    this.length.push(Number.NaN);
    this.previewLength.push(0);
  }

  get nodeCount(): number {
    return this.shallowBytes.length;
  }
}

/**
 * Reads one OBJS block: columns are appended, references kept as they are (copied, for the payload is reused).
 * `stringCount` is the number of strings so far. Throws HeapError: corrupt, too-new. O(payload).
 */
export function readObjects(payload: PayloadCursor, columns: ObjectColumns, stringCount: number): Batch {
  const typeAddress = payload.u64();
  const count = payload.u32();
  const mask = payload.u32();
  const groupCount = payload.u32();
  const flags = payload.u32();
  const continuation = (flags & OBJS_CONTINUATION) !== 0;
  if ((mask & ~KNOWN_COLUMNS) !== 0) throw payload.tooNew('a column');
  if (continuation && mask !== 0) throw payload.corrupt('a continuation repeats columns');
  const addresses = payload.u64Words(count);
  const firstNode = columns.nodeCount;
  if (!continuation) {
    columns.addressWords.append(addresses);
    readColumns(payload, columns, count, mask);
  }
  return {
    typeAddress,
    firstNode,
    count,
    continued: continuation ? addresses.slice() : null,
    groups: readGroups(payload, count, groupCount, stringCount),
  };
}

function readColumns(payload: PayloadCursor, columns: ObjectColumns, count: number, mask: number): void {
  columns.shallowBytes.append(wideColumn(payload, count, 'a size'));
  if (mask & COLUMN_REFCOUNT) columns.refcount.append(payload.u32Array(count));
  else columns.refcount.fill(0, count);
  if (mask & COLUMN_LENGTH) columns.length.append(wideColumn(payload, count, 'a length'));
  else columns.length.fill(Number.NaN, count);
  columns.hasRefcounts ||= (mask & COLUMN_REFCOUNT) !== 0;
  columns.hasLengths ||= (mask & COLUMN_LENGTH) !== 0;
  if (mask & COLUMN_HASH) readHashes(payload, columns, count);
  else if (columns.hash.length > 0) columns.hash.fill(Number.NaN, count);
  if (mask & COLUMN_PREVIEW) readPreviews(payload, columns, count);
  else columns.previewLength.fill(0, count);
}

/** Keeps 53 of the 64 bits: among a million values two differ in the others only once in ten thousand snapshots. */
function readHashes(payload: PayloadCursor, columns: ObjectColumns, count: number): void {
  const words = payload.u64Words(count);
  const known = columns.hash.length;
  const before = columns.nodeCount - count;
  if (known < before) columns.hash.fill(Number.NaN, before - known);
  const hashes = new Float64Array(count);
  for (let at = 0; at < count; at++) {
    hashes[at] = words[2 * at] + (words[2 * at + 1] & 0x1f_ffff) * 0x1_0000_0000;
  }
  columns.hash.append(hashes);
}

function readPreviews(payload: PayloadCursor, columns: ObjectColumns, count: number): void {
  const lengths = payload.u32Array(count);
  const bytes = payload.u8Array(sum(lengths));
  if (columns.previewBytes.length + bytes.length > MAX_PREVIEW_BYTES) {
    columns.previewsLeftOut += count;
    columns.previewLength.fill(0, count);
    return;
  }
  columns.previewLength.append(lengths);
  columns.previewBytes.append(bytes);
}

/** The next u64 column as doubles. Above 2^53 there are neither sizes nor lengths. */
function wideColumn(payload: PayloadCursor, count: number, what: string): Float64Array {
  const words = payload.u64Words(count);
  const wide = new Float64Array(count);
  let high = 0;
  for (let at = 0; at < count; at++) {
    wide[at] = wideNumber(words[2 * at], words[2 * at + 1]);
    high |= words[2 * at + 1];
  }
  if (high >>> 0 > 0x1f_ffff) throw payload.corrupt(`${what} is impossibly great`);
  return wide;
}

function readGroups(
  payload: PayloadCursor,
  count: number,
  groupCount: number,
  stringCount: number,
): readonly Group[] {
  payload.align();
  // One copy for all groups: it lives until they are linked, while the payload's buffer serves the next block.
  const rest = payload.copyOfRest();
  const groups: Group[] = [];
  for (let at = 0; at < groupCount; at++) groups.push(readGroup(rest, count, stringCount));
  rest.expectEnd();
  return groups;
}

function readGroup(rest: PayloadCursor, count: number, stringCount: number): Group {
  rest.align();
  const layout = rest.u8();
  const kind = rest.u8();
  rest.u16();
  const label = rest.u32();
  if (layout < LAYOUT_SEQUENCE || layout > LAYOUT_FIELD) throw rest.tooNew('a layout of references');
  if (kind >= REFERENCE_KINDS) throw rest.corrupt('it has an unknown kind of reference');
  if (label !== NO_STRING && label >= stringCount) throw rest.corrupt('it names a string that is not there');
  const counts = layout === LAYOUT_FIELD ? null : rest.u32Array(count);
  const references = counts === null ? count : sum(counts);
  const keys = layout === LAYOUT_MAPPING ? rest.u64Words(references) : null;
  const targets = rest.u64Words(references);
  const named = layout === LAYOUT_NAMED;
  const labels = named ? rest.u32Array(references) : null;
  const kinds = named ? rest.u8Array(references) : null;
  if (labels !== null) checkLabels(rest, labels, stringCount);
  if (kinds?.some((each) => each >= REFERENCE_KINDS) === true) {
    throw rest.corrupt('it has an unknown kind of reference');
  }
  return { layout, kind, label, counts, targets, keys, labels, kinds };
}

function checkLabels(rest: PayloadCursor, labels: Uint32Array, stringCount: number): void {
  for (const label of labels) {
    if (label >= stringCount && label !== NO_STRING)
      throw rest.corrupt('it names a string that is not there');
  }
}

/** Exact: at most 2^22 counts of a payload, below 2^32 each. */
function sum(counts: Uint32Array): number {
  let total = 0;
  for (const count of counts) total += count;
  return total;
}
