import { decodeUtf8 } from '../../base/text-codec.ts';
import type { ByteWindow } from './byte-window.ts';
import { QUOTE, byteName, isJsonSpace } from './json-bytes.ts';
import { skipJsonValue } from './json-skip.ts';

/** Greatest length in bytes of a value that is read as a whole: the header, and names of sections. */
const MAX_CAPTURE = 1 << 22;

/** The next byte that is no white space, not consumed; -1 at the end of the file. O(white space). */
export async function peekToken(window: ByteWindow): Promise<number> {
  for (;;) {
    const { bytes, end } = window;
    let pos = window.pos;
    while (pos < end && isJsonSpace(bytes[pos])) pos++;
    window.pos = pos;
    if (pos < end) return bytes[pos];
    if (!(await window.more())) return -1;
  }
}

/** Consumes the next byte that is no white space. Throws `truncated` at the end of the file. */
export async function nextToken(window: ByteWindow): Promise<number> {
  const byte = await peekToken(window);
  if (byte === -1) throw window.truncated();
  window.pos++;
  return byte;
}

/** Consumes `wanted` after white space. Throws `truncated`, or `corrupt` when another byte stands there. */
export async function expectToken(window: ByteWindow, wanted: number): Promise<void> {
  const byte = await nextToken(window);
  if (byte !== wanted) {
    throw window.corrupt(`${byteName(byte)} in place of ${byteName(wanted)}`, window.pos - 1);
  }
}

/** A whole JSON value from here on, parsed; for small ones, at most 4 MiB. Throws `truncated`, `corrupt`. */
export async function readJsonValue(window: ByteWindow): Promise<unknown> {
  if ((await peekToken(window)) === -1) throw window.truncated();
  window.startCapture();
  await skipJsonValue(window, MAX_CAPTURE);
  const pieces = window.endCapture();
  const whole = new Uint8Array(pieces.reduce((length, piece) => length + piece.length, 0));
  let at = 0;
  for (const piece of pieces) {
    whole.set(piece, at);
    at += piece.length;
  }
  try {
    return JSON.parse(decodeUtf8(whole)) as unknown;
  } catch {
    throw window.corrupt('it is not valid JSON');
  }
}

/** A JSON string from its opening quote on, parsed. Throws `truncated`, `corrupt`. */
export async function readJsonName(window: ByteWindow): Promise<string> {
  const first = await peekToken(window);
  if (first === -1) throw window.truncated();
  if (first !== QUOTE) throw window.corrupt(`${byteName(first)} in place of a name`);
  return String(await readJsonValue(window));
}
