import type { ByteWindow } from './byte-window.ts';
import { CLOSE_BRACKET, COMMA, OPEN_BRACKET, byteName, isJsonSpace } from './json-bytes.ts';
import { expectToken } from './json-cursor.ts';

/** Integers handed on at a time: few enough to stay in the processor's cache on their way into the columns. */
const BATCH = 1 << 14;
/** So many digits surely fit 31 bits. */
const SAFE_DIGITS = 9;
const MAX_INT32 = 0x7fff_ffff;
/** Digits of the greatest integer that JSON numbers carry exactly. */
const MAX_DIGITS = 16;

/** Rows of numbers: narrow until the first number beyond 31 bits comes, because integers are twice as fast as doubles. */
export type RowValues = Int32Array | Float64Array;

/**
 * Takes whole rows: `values[0, count)` with `count` a multiple of the row's width, `firstRow` the number of rows before
 * them. Valid until it returns.
 */
export type RowSink = (values: RowValues, count: number, firstRow: number) => void;

const EXPECT_FIRST = 0;
const EXPECT_VALUE = 1;
const EXPECT_COMMA = 2;
const DONE = 3;

interface ScanState {
  values: RowValues;
  count: number;
  expected: number;
}

/**
 * Reads an array of non-negative integers from its opening bracket on, `width` of them a row; white space may stand
 * anywhere between them. Gives the number of rows. Throws `truncated`, and `corrupt` for all that is no integer below
 * 2^53, or no whole number of rows. O(length) time; memory for one batch.
 */
export async function readRows(window: ByteWindow, width: number, sink: RowSink): Promise<number> {
  await expectToken(window, OPEN_BRACKET);
  const batch = Math.max(width, BATCH - (BATCH % width));
  const state: ScanState = { values: new Int32Array(batch), count: 0, expected: EXPECT_FIRST };
  let rows = 0;
  for (;;) {
    const isStarved = scanIntegers(window, state);
    if (state.count === batch || state.expected === DONE) {
      if (state.count % width !== 0) throw window.corrupt(`its last row has fewer than ${width} numbers`);
      if (state.count > 0) sink(state.values, state.count, rows);
      rows += state.count / width;
      state.count = 0;
    }
    if (state.expected === DONE) return rows;
    if (isStarved) await window.need();
  }
}

/**
 * The one loop that sees every digit of the file; its state is in locals, because fields would cost most of its speed.
 * Stops when `values` is full, at the closing bracket, or where the window ends (true: more bytes are needed).
 */
function scanIntegers(window: ByteWindow, state: ScanState): boolean {
  const { bytes, end } = window;
  let { values } = state;
  const room = values.length;
  let { pos } = window;
  let { count, expected } = state;
  let isStarved = false;
  while (count < room) {
    if (expected === EXPECT_VALUE) {
      const from = pos;
      let digit = bytes[pos] - 0x30;
      if (digit >>> 0 <= 9) {
        let value = digit;
        digit = bytes[++pos] - 0x30;
        while (digit >>> 0 <= 9) {
          value = (Math.imul(value, 10) + digit) | 0;
          digit = bytes[++pos] - 0x30;
        }
        if (pos >= end) {
          pos = from; // the number may go on in the next chunk
          isStarved = true;
          break;
        }
        if (pos - from <= SAFE_DIGITS) values[count++] = value;
        else {
          const long = longInteger(window, from, pos);
          if (long > MAX_INT32 && values instanceof Int32Array) {
            values = Float64Array.from(values);
            state.values = values;
          }
          values[count++] = long;
        }
        // V8 puts a comma between numbers and a line feed before the comma between rows.
        if (bytes[pos] === COMMA) pos++;
        else if (bytes[pos] === 0x0a && bytes[pos + 1] === COMMA) pos += 2;
        else expected = EXPECT_COMMA;
        continue;
      }
    }
    while (pos < end && isJsonSpace(bytes[pos])) pos++;
    if (pos >= end) {
      isStarved = true;
      break;
    }
    const byte = bytes[pos];
    if (byte === CLOSE_BRACKET && expected !== EXPECT_VALUE) {
      pos++;
      expected = DONE;
      break;
    }
    if (expected === EXPECT_COMMA) {
      if (byte !== COMMA) throw window.corrupt(`${byteName(byte)} in place of "," or "]"`, pos);
      pos++;
    } else if (byte < 0x30 || byte > 0x39) {
      throw window.corrupt(`${byteName(byte)} in place of a number`, pos);
    }
    expected = EXPECT_VALUE;
  }
  window.pos = pos;
  state.count = count;
  state.expected = expected;
  return isStarved;
}

/** An integer of more than SAFE_DIGITS digits. */
function longInteger(window: ByteWindow, from: number, to: number): number {
  let value = 0;
  for (let at = from; at < to; at++) value = value * 10 + (window.bytes[at] - 0x30);
  if (to - from > MAX_DIGITS || value > Number.MAX_SAFE_INTEGER) {
    throw window.corrupt('a number is greater than any that V8 writes', from);
  }
  return value;
}
