import type { StringTable } from '../../graph/string-table.ts';
import { stringsEqualTo } from './string-search.ts';

const UNKNOWN = 0;
/** Lengths from here on are all the same: too long to go on. */
const LONGEST = 254;

/**
 * A property's name as DevTools writes it in the name of a shape: itself, or as JSON writes it where commas, quotes or
 * braces would confuse. O(length).
 */
export function formatPropertyName(name: string): string {
  if (!/[,'"{}]/.test(name)) return name;
  return JSON.stringify(name);
}

/** What shapes need to know of property names, by string, kept once found: shapes share their names. */
export class PropertyNames {
  private readonly known: Uint8Array;
  private readonly prototypes: ReadonlySet<number>;
  private readonly strings: StringTable;

  constructor(strings: StringTable) {
    this.strings = strings;
    this.known = new Uint8Array(strings.count);
    this.prototypes = stringsEqualTo(strings, '__proto__');
  }

  /** Whether the name is `__proto__`, which says nothing about an object. O(1). */
  isPrototype(index: number): boolean {
    return this.prototypes.has(index);
  }

  /** Length of the formatted name in UTF-16 units, at most LONGEST. O(length) the first time, then O(1). */
  lengthOf(index: number): number {
    const known = this.known[index];
    if (known !== UNKNOWN) return known - 1;
    // More bytes than LONGEST characters can have need not be looked at.
    const length = Math.min(LONGEST, formatPropertyName(this.strings.get(index, 4 * LONGEST)).length);
    this.known[index] = length + 1;
    return length;
  }
}
