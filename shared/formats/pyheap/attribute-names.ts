const UNDERSCORE = 0x5f;

/** Of a name, as bits. `__x__`: the class's machinery, which names no referent. */
export const NAME_IS_SPECIAL = 1;
export const NAME_IS_DICT = 2;
export const NAME_IS_MODULE = 4;

/** The names that the file numbers, because most attributes have one of them. */
export interface AttributeNames {
  /** Bits, by number. */
  readonly flagsOf: Uint8Array;
  /** String index, by number. */
  readonly labelOf: Uint32Array;
}

const DICT = '__dict__';
const MODULE = '__module__';

/** The bits of the name in `bytes[from, to)`. O(1). */
export function nameFlags(bytes: Uint8Array, from: number, to: number): number {
  if (to - from < 5 || bytes[from] !== UNDERSCORE || bytes[from + 1] !== UNDERSCORE) return 0;
  if (bytes[to - 1] !== UNDERSCORE || bytes[to - 2] !== UNDERSCORE) return 0;
  if (isText(bytes, from, to, DICT)) return NAME_IS_SPECIAL | NAME_IS_DICT;
  if (isText(bytes, from, to, MODULE)) return NAME_IS_SPECIAL | NAME_IS_MODULE;
  return NAME_IS_SPECIAL;
}

function isText(bytes: Uint8Array, from: number, to: number, text: string): boolean {
  if (to - from !== text.length) return false;
  for (let at = 0; at < text.length; at++) if (bytes[from + at] !== text.charCodeAt(at)) return false;
  return true;
}
