import { decodeUtf8 } from '../../base/text-codec.ts';
import type { ByteWindow } from './byte-window.ts';
import {
  BACKSLASH,
  CLOSE_BRACE,
  CLOSE_BRACKET,
  COLON,
  COMMA,
  ESCAPED,
  FIRST_PLAIN,
  LETTER_U,
  OPEN_BRACE,
  OPEN_BRACKET,
  QUOTE,
  byteName,
  hexValue,
  isJsonSpace,
} from './json-bytes.ts';

/** No number or literal of JSON is longer in its right mind. */
const MAX_WORD = 1024;
/** Nesting beyond this is no allocation trace any more. 1 byte each. */
const MAX_DEPTH = 1 << 24;
const WORD = /^(?:-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?(?:[eE][+-]?[0-9]+)?|true|false|null)$/;

/** What may come next. */
const VALUE = 0;
const VALUE_OR_END = 1;
const NAME = 2;
const NAME_OR_END = 3;
const NAME_COLON = 4;
const AFTER_VALUE = 5;
const IN_STRING = 6;

/** Where the skipper stands between two chunks. */
interface SkipState {
  expected: number;
  /** What is expected after the string that is being skipped. */
  afterString: number;
  /** OPEN_BRACE or OPEN_BRACKET by depth. */
  nesting: Uint8Array;
  depth: number;
}

/**
 * Consumes one whole JSON value, checking that it is one: sections that are not read are still vouched for. O(length)
 * time, O(depth) memory. Throws `truncated`, `corrupt` (also when it is longer than `maxLength` bytes).
 */
export async function skipJsonValue(window: ByteWindow, maxLength = Number.POSITIVE_INFINITY): Promise<void> {
  const state: SkipState = { expected: VALUE, afterString: 0, nesting: new Uint8Array(64), depth: 0 };
  const limit = window.offset + maxLength;
  while (!skipWithin(window, state)) {
    if (window.offset > limit) throw window.corrupt(`it is longer than ${maxLength} bytes`);
    await window.need();
  }
  if (window.offset > limit) throw window.corrupt(`it is longer than ${maxLength} bytes`);
}

/** Goes on within the window; true when the value is complete, false when more bytes are needed. */
function skipWithin(window: ByteWindow, state: SkipState): boolean {
  for (;;) {
    if (state.expected === IN_STRING) {
      if (!skipString(window)) return false;
      state.expected = state.afterString;
    }
    if (state.depth === 0 && state.expected === AFTER_VALUE) return true;
    const { bytes, end } = window;
    let pos = window.pos;
    while (pos < end && isJsonSpace(bytes[pos])) pos++;
    window.pos = pos;
    if (pos >= end) return false;
    if (!skipToken(window, state, bytes[pos])) return false;
  }
}

/** One token, which begins with `byte`. False when it may go on beyond the window. */
function skipToken(window: ByteWindow, state: SkipState, byte: number): boolean {
  const { expected } = state;
  if (expected === AFTER_VALUE || expected === NAME_COLON) {
    takePunctuation(window, state, byte);
    return true;
  }
  if (byte === QUOTE) {
    state.afterString = expected === NAME || expected === NAME_OR_END ? NAME_COLON : AFTER_VALUE;
    state.expected = IN_STRING;
    window.pos++;
    return true;
  }
  const isEnd =
    (expected === NAME_OR_END && byte === CLOSE_BRACE) ||
    (expected === VALUE_OR_END && byte === CLOSE_BRACKET);
  if (isEnd) {
    state.depth--;
    state.expected = AFTER_VALUE;
    window.pos++;
    return true;
  }
  if (expected === NAME || expected === NAME_OR_END)
    throw window.corrupt(`${byteName(byte)} in place of a name`);
  if (byte === OPEN_BRACE || byte === OPEN_BRACKET) {
    open(window, state, byte);
    return true;
  }
  if (!skipWord(window)) return false;
  state.expected = AFTER_VALUE;
  return true;
}

function takePunctuation(window: ByteWindow, state: SkipState, byte: number): void {
  if (state.expected === NAME_COLON) {
    if (byte !== COLON) throw window.corrupt(`${byteName(byte)} in place of ":"`);
    state.expected = VALUE;
  } else {
    const inObject = state.nesting[state.depth - 1] === OPEN_BRACE;
    if (byte === COMMA) state.expected = inObject ? NAME : VALUE;
    else if (byte === (inObject ? CLOSE_BRACE : CLOSE_BRACKET)) state.depth--;
    else throw window.corrupt(`${byteName(byte)} in place of "," or "${inObject ? '}' : ']'}"`);
  }
  window.pos++;
}

function open(window: ByteWindow, state: SkipState, byte: number): void {
  if (state.depth === MAX_DEPTH) throw window.corrupt(`it is nested deeper than ${MAX_DEPTH}`);
  if (state.depth === state.nesting.length) {
    const grown = new Uint8Array(2 * state.depth);
    grown.set(state.nesting);
    state.nesting = grown;
  }
  state.nesting[state.depth++] = byte;
  state.expected = byte === OPEN_BRACE ? NAME_OR_END : VALUE_OR_END;
  window.pos++;
}

/** A number, `true`, `false` or `null`. False when it may go on beyond the window. */
function skipWord(window: ByteWindow): boolean {
  const { bytes, end, pos: from } = window;
  let pos = from;
  while (bytes[pos] >= 0x30 && bytes[pos] <= 0x39) pos++;
  const isPlain = pos > from && !isWordByte(bytes[pos]) && (bytes[from] !== 0x30 || pos === from + 1);
  while (isWordByte(bytes[pos])) pos++;
  if (pos >= end) {
    if (pos - from > MAX_WORD) throw window.corrupt('a number is too long');
    return false;
  }
  if (!isPlain) checkWord(window, from, pos);
  window.pos = pos;
  return true;
}

function checkWord(window: ByteWindow, from: number, to: number): void {
  if (to === from) throw window.corrupt(`${byteName(window.bytes[from])} in place of a value`);
  if (to - from > MAX_WORD || !WORD.test(decodeUtf8(window.bytes, from, to))) {
    throw window.corrupt('there is something that is no number');
  }
}

/** Letters, digits, `+`, `-`, `.`. */
function isWordByte(byte: number): boolean {
  return (
    (byte >= 0x30 && byte <= 0x39) ||
    (byte >= 0x61 && byte <= 0x7a) ||
    byte === 0x2d ||
    byte === 0x2b ||
    byte === 0x2e ||
    byte === 0x45
  );
}

/** The rest of a string, its closing quote included. False when more bytes are needed. */
function skipString(window: ByteWindow): boolean {
  const { bytes, end } = window;
  let pos = window.pos;
  for (;;) {
    while (bytes[pos] !== QUOTE && bytes[pos] !== BACKSLASH && bytes[pos] >= FIRST_PLAIN) pos++;
    window.pos = pos;
    // The zeros behind the window end the loop above.
    if (pos >= end) return false;
    if (bytes[pos] === QUOTE) {
      window.pos = pos + 1;
      return true;
    }
    if (bytes[pos] !== BACKSLASH) throw window.corrupt('a string holds a control character');
    const length = bytes[pos + 1] === LETTER_U ? 6 : 2;
    if (pos + length > end) return false;
    checkEscape(window, pos);
    pos += length;
  }
}

function checkEscape(window: ByteWindow, pos: number): void {
  const { bytes } = window;
  let isGood = ESCAPED[bytes[pos + 1]] !== 0;
  if (bytes[pos + 1] === LETTER_U) {
    isGood = true;
    for (let digit = pos + 2; digit < pos + 6; digit++) isGood &&= hexValue(bytes[digit]) >= 0;
  }
  if (!isGood) throw window.corrupt('a string holds an escape that JSON does not know');
}
