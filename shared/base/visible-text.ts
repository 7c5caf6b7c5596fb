/**
 * What must not reach a screen as it is: C0 and C1 controls, format characters (soft hyphen, zero-width and
 * bidirectional marks, tags), line separators, fillers and selectors that look like nothing, lone surrogates,
 * noncharacters; and marks that pile up on one letter, six and more, which climb over the lines around. The selector
 * that makes an emoji of a symbol stays.
 */
const INVISIBLE =
  /[\p{Cc}\p{Cf}\p{Cs}\u2028\u2029\u2800\ufff9-\ufffc\ufffe\uffff]|(?!(?<=\p{Extended_Pictographic})\ufe0f)\p{Default_Ignorable_Code_Point}|(?<=\p{M}{5})\p{M}/gu;
const SHORT_ESCAPES: Readonly<Record<string, string | undefined>> = { '\t': '\\t', '\n': '\\n', '\r': '\\r' };

function escapeOne(character: string): string {
  const short = SHORT_ESCAPES[character];
  if (short !== undefined) return short;
  const code = character.codePointAt(0) ?? 0;
  if (code <= 0xff) return `\\x${code.toString(16).padStart(2, '0')}`;
  if (code <= 0xffff) return `\\u${code.toString(16).padStart(4, '0')}`;
  return `\\U${code.toString(16).padStart(8, '0')}`;
}

/** `text` cut after `maxLength` UTF-16 units with `…` in place of the rest; never splits a surrogate pair. O(length). */
export function cutText(text: string, maxLength: number): string {
  if (text.length <= maxLength) return text;
  let end = Math.max(0, maxLength - 1);
  const last = text.charCodeAt(end - 1);
  if (last >= 0xd800 && last <= 0xdbff) end -= 1;
  return `${text.slice(0, end)}…`;
}

/**
 * Text from a snapshot as it may be shown: one line, characters that are invisible or change the direction of writing
 * as escapes (`\n`, `\u202e`), at most `maxLength` UTF-16 units with `…` for what is cut. O(maxLength).
 */
export function visibleText(text: string, maxLength = 120): string {
  // Nothing beyond maxLength units of the raw text can be shown, because escapes only lengthen.
  const head = text.length > maxLength + 1 ? text.slice(0, maxLength + 1) : text;
  return cutText(head.replace(INVISIBLE, escapeOne), maxLength);
}

/**
 * `text` in quotes as Python writes it: single quotes, double when the text has only single ones; backslashes and
 * invisible characters escaped; `more` says that the text was cut before, which adds `…` before the closing quote.
 * At most `maxLength` UTF-16 units, quotes included. O(maxLength).
 */
export function quotedText(text: string, maxLength = 120, more = false): string {
  const quote = text.includes("'") && !text.includes('"') ? '"' : "'";
  const room = maxLength - 2;
  const head = text.length > room + 1 ? text.slice(0, room + 1) : text;
  const escaped = head.replaceAll('\\', '\\\\').replaceAll(quote, `\\${quote}`).replace(INVISIBLE, escapeOne);
  if (escaped.length + (more ? 1 : 0) > room) return `${quote}${cutText(`${escaped}…`, room)}${quote}`;
  return `${quote}${escaped}${more ? '…' : ''}${quote}`;
}

/**
 * JSON text that says the same in characters that are safe to print: what `visibleText` escapes is escaped, too, as
 * `\uXXXX`. (JSON itself escapes only C0 controls and lone surrogates.) O(length).
 */
export function printableJson(json: string): string {
  return json.replace(INVISIBLE, (character) => {
    // Between the values, white space; inside of strings JSON has none.
    if (character < ' ') return character;
    const units = Array.from({ length: character.length }, (_, at) => character.charCodeAt(at));
    return units.map((unit) => `\\u${unit.toString(16).padStart(4, '0')}`).join('');
  });
}

const IDENTIFIER = /^[\p{ID_Start}_$][\p{ID_Continue}$]*$/u;

/** Whether `text` could stand after a dot in Python or JavaScript source. O(length). */
export function isIdentifier(text: string): boolean {
  return IDENTIFIER.test(text) && !INVISIBLE_ONCE.test(text);
}

/** As INVISIBLE, without the state that a global expression keeps between tests. ID_Continue has joiners. */
const INVISIBLE_ONCE = new RegExp(INVISIBLE.source, 'u');
