import { StringTable } from '../../graph/string-table.ts';
import type { ByteWindow } from './byte-window.ts';
import { allocate, grown } from './columns.ts';
import {
  BACKSLASH,
  CLOSE_BRACKET,
  COMMA,
  ESCAPED,
  FIRST_PLAIN,
  LETTER_U,
  OPEN_BRACKET,
  QUOTE,
  byteName,
  hexValue,
} from './json-bytes.ts';
import { expectToken, nextToken, peekToken } from './json-cursor.ts';

/** Bytes of an escape such as \\n, and of one such as \\u00e9. */
const SHORT_ESCAPE = 2;
const UNIT_ESCAPE = 6;
/** First byte of a UTF-8 sequence without its payload, by the number of bytes that follow. */
const UTF8_LEAD = [0, 0xc0, 0xe0, 0xf0] as const;
const FIRST_BYTES = 1 << 20;
const FIRST_STRINGS = 1 << 16;
/** Strings that end beyond this need wider offsets. */
const MAX_NARROW = 0xffff_ffff;
const REPLACEMENT = 0xfffd;

/** The text of all strings so far, and where each begins. */
class StringCollector {
  bytes: Uint8Array;
  length = 0;
  start: Uint32Array | Float64Array = new Uint32Array(FIRST_STRINGS);
  count = 0;

  constructor(room: number) {
    this.bytes = allocate(Uint8Array, room);
  }

  reserve(more: number): void {
    this.bytes = grown(this.bytes, this.length + more, Number.MAX_SAFE_INTEGER);
  }

  /** Ends the string that the bytes since the last end make up. */
  finish(): void {
    if (this.length > MAX_NARROW && this.start instanceof Uint32Array)
      this.start = Float64Array.from(this.start);
    if (this.count + 2 > this.start.length)
      this.start = grown(this.start, this.count + 2, Number.MAX_SAFE_INTEGER);
    this.start[++this.count] = this.length;
  }
}

/**
 * Reads the strings section into one block of UTF-8: escapes are resolved, lone surrogates become U+FFFD. Works string by
 * string, so that no section is too long for it. O(length) time; memory: the text and 4 to 8 bytes a string (8 only
 * beyond 4 GiB of text). Throws `truncated`, `corrupt` (no string, no JSON escape, control characters), `too-big`.
 */
export async function readStrings(window: ByteWindow): Promise<StringTable> {
  await expectToken(window, OPEN_BRACKET);
  // Escapes only shrink, so that the rest of a plain file is room enough; untouched memory costs nothing.
  const collector = new StringCollector(Number.isFinite(window.remaining) ? window.remaining : FIRST_BYTES);
  if ((await peekToken(window)) === CLOSE_BRACKET) {
    window.pos++;
    return tableOf(collector);
  }
  for (;;) {
    const quote = await nextToken(window);
    if (quote !== QUOTE) throw window.corrupt(`${byteName(quote)} in place of a string`, window.pos - 1);
    collector.reserve(window.end - window.pos);
    while (!takeStrings(window, collector)) {
      await window.need();
      collector.reserve(window.end - window.pos);
    }
    const next = await nextToken(window);
    if (next === CLOSE_BRACKET) return tableOf(collector);
    if (next !== COMMA) throw window.corrupt(`${byteName(next)} in place of "," or "]"`, window.pos - 1);
  }
}

function tableOf(collector: StringCollector): StringTable {
  return new StringTable(
    collector.bytes.subarray(0, collector.length),
    collector.start.subarray(0, collector.count + 1),
  );
}

/**
 * From inside a string on: takes it and all that follow it with nothing but a comma (and a line feed) between. True behind
 * the closing quote of a string where something else comes; false inside a string when more bytes are needed.
 */
function takeStrings(window: ByteWindow, collector: StringCollector): boolean {
  const { bytes: from, end } = window;
  const { bytes: to } = collector;
  let { pos } = window;
  let { length } = collector;
  let isBetween = false;
  for (;;) {
    let byte = from[pos];
    while (byte !== QUOTE && byte !== BACKSLASH && byte >= FIRST_PLAIN) {
      to[length++] = byte;
      byte = from[++pos];
    }
    // The zeros behind the window end the loop above.
    if (pos >= end) break;
    if (byte === QUOTE) {
      pos++;
      collector.length = length;
      collector.finish();
      let next = pos;
      if (from[next] === COMMA) next++;
      if (next > pos && from[next] === 0x0a) next++;
      if (next === pos || from[next] !== QUOTE) {
        isBetween = true;
        break;
      }
      pos = next + 1;
      continue;
    }
    if (byte !== BACKSLASH) throw window.corrupt('a string holds a control character', pos);
    collector.length = length;
    const taken = takeEscape(window, pos, collector);
    if (taken === 0) break;
    length = collector.length;
    pos += taken;
  }
  window.pos = pos;
  collector.length = length;
  return isBetween;
}

/** Appends what the escape at `pos` stands for; gives the bytes it takes in the file, 0 when more of it must come first. */
function takeEscape(window: ByteWindow, pos: number, collector: StringCollector): number {
  const { bytes, end } = window;
  const letter = bytes[pos + 1];
  if (letter !== LETTER_U) {
    if (pos + SHORT_ESCAPE > end) return 0;
    const value = ESCAPED[letter];
    if (value === 0) throw window.corrupt('a string holds an escape that JSON does not know', pos);
    collector.bytes[collector.length++] = value;
    return SHORT_ESCAPE;
  }
  if (pos + UNIT_ESCAPE > end) return 0;
  const unit = codeUnitAt(window, pos);
  if (unit >= 0xd800 && unit <= 0xdbff) {
    if (pos + 2 * UNIT_ESCAPE > end) return mayBePair(window, pos + UNIT_ESCAPE) ? 0 : lone(collector, unit);
    if (bytes[pos + UNIT_ESCAPE] === BACKSLASH && bytes[pos + UNIT_ESCAPE + 1] === LETTER_U) {
      const low = codeUnitAt(window, pos + UNIT_ESCAPE);
      if (low >= 0xdc00 && low <= 0xdfff) {
        writeUtf8(collector, 0x10000 + ((unit - 0xd800) << 10) + (low - 0xdc00));
        return 2 * UNIT_ESCAPE;
      }
    }
  }
  return lone(collector, unit);
}

function lone(collector: StringCollector, unit: number): number {
  writeUtf8(collector, unit);
  return UNIT_ESCAPE;
}

/** Whether what the window still has from `pos` on could be the beginning of a second escape. */
function mayBePair(window: ByteWindow, pos: number): boolean {
  const { bytes, end } = window;
  return pos >= end || (bytes[pos] === BACKSLASH && (pos + 1 >= end || bytes[pos + 1] === LETTER_U));
}

function codeUnitAt(window: ByteWindow, pos: number): number {
  let unit = 0;
  for (let at = pos + 2; at < pos + 6; at++) {
    const digit = hexValue(window.bytes[at]);
    if (digit < 0) throw window.corrupt('a string holds an escape that JSON does not know', pos);
    unit = unit * 16 + digit;
  }
  return unit;
}

/** Appends a code point as UTF-8, a lone surrogate as U+FFFD. */
function writeUtf8(collector: StringCollector, codePoint: number): void {
  const { bytes } = collector;
  const point = codePoint >= 0xd800 && codePoint <= 0xdfff ? REPLACEMENT : codePoint;
  let at = collector.length;
  if (point < 0x80) bytes[at++] = point;
  else {
    const followers = point < 0x800 ? 1 : point < 0x10000 ? 2 : 3;
    bytes[at++] = UTF8_LEAD[followers] | (point >> (6 * followers));
    for (let shift = 6 * (followers - 1); shift >= 0; shift -= 6)
      bytes[at++] = 0x80 | ((point >> shift) & 0x3f);
  }
  collector.length = at;
}
