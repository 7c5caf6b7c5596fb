/** The bytes JSON is made of. */
export const COMMA = 0x2c;
export const COLON = 0x3a;
export const QUOTE = 0x22;
export const BACKSLASH = 0x5c;
export const OPEN_BRACE = 0x7b;
export const CLOSE_BRACE = 0x7d;
export const OPEN_BRACKET = 0x5b;
export const CLOSE_BRACKET = 0x5d;
export const DIGIT_ZERO = 0x30;
export const LETTER_U = 0x75;
/** Below it, a string must write a character as an escape. */
export const FIRST_PLAIN = 0x20;

/** Whether JSON allows `byte` between tokens. O(1). */
export function isJsonSpace(byte: number): boolean {
  return byte === 0x20 || byte === 0x0a || byte === 0x0d || byte === 0x09;
}

/** A byte as it is shown in a message. O(1). */
export function byteName(byte: number): string {
  return byte > 0x20 && byte < 0x7f
    ? `"${String.fromCharCode(byte)}"`
    : `byte 0x${byte.toString(16).padStart(2, '0')}`;
}

/** The value of a hexadecimal digit; -1 when it is none. O(1). */
export function hexValue(byte: number): number {
  if (byte >= 0x30 && byte <= 0x39) return byte - 0x30;
  const letter = byte | 0x20;
  return letter >= 0x61 && letter <= 0x66 ? letter - 0x57 : -1;
}

/** What the letter after a backslash stands for, by byte; 0 where JSON knows no such escape (`u` stands apart). */
export const ESCAPED: Uint8Array = new Uint8Array(256);
for (const [letter, value] of [
  ['"', 0x22],
  ['\\', 0x5c],
  ['/', 0x2f],
  ['b', 0x08],
  ['f', 0x0c],
  ['n', 0x0a],
  ['r', 0x0d],
  ['t', 0x09],
] as const) {
  ESCAPED[letter.charCodeAt(0)] = value;
}
