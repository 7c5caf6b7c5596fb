import type { SlidingBytes } from '../python-objects/sliding-bytes.ts';

const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const COLON = 0x3a;
const COMMA = 0x2c;
const OPEN_BRACE = 0x7b;
const CLOSE_BRACE = 0x7d;
const OPEN_BRACKET = 0x5b;
const CLOSE_BRACKET = 0x5d;
const MINUS = 0x2d;
/** So many digits are exact in a double. */
const EXACT_DIGITS = 15;
const MAX_ADDRESS = (1n << 64n) - 1n;

/** What meliae writes. */
const KEYS = ['address', 'type', 'size', 'name', 'len', 'value', 'refs'] as const;
type Key = (typeof KEYS)[number] | null;

/** A value that a line does not have. */
export const ABSENT = -1;

/**
 * Reads one line, a JSON object, in place: numbers as numbers, strings as the place of their inside in the window. Made
 * once, filled for each line.
 */
export class JsonLine {
  addressLow = 0;
  addressHigh = 0;
  hasAddress = false;
  size = 0;
  length = Number.NaN;
  /** Inside of the string, [from, to). */
  typeFrom = ABSENT;
  typeTo = ABSENT;
  nameFrom = ABSENT;
  nameTo = ABSENT;
  /** Inside of the string, or the number. */
  valueFrom = ABSENT;
  valueTo = ABSENT;
  valueIsText = false;
  /** Low and high word of each reference. */
  references = new Uint32Array(1 << 12);
  referenceCount = 0;
  private readonly window: SlidingBytes;
  private at = 0;
  private end = 0;
  private isLast = false;
  private low = 0;
  private high = 0;

  constructor(window: SlidingBytes) {
    this.window = window;
  }

  /**
   * Reads `[from, to)` of the window; `isLast` where the file ends there, without a line feed. False for a line without an
   * object: blank, or a bracket around all of them. Throws HeapError: corrupt, truncated.
   */
  read(from: number, to: number, isLast: boolean): boolean {
    this.at = from;
    this.end = to;
    this.isLast = isLast;
    const first = this.token();
    if (first === -1) return false;
    if (first === OPEN_BRACKET || first === CLOSE_BRACKET) {
      this.at++;
      if (this.token() !== -1) throw this.bad('something stands beside a bracket');
      return false;
    }
    if (first !== OPEN_BRACE) throw this.bad('a line is no JSON object');
    this.at++;
    this.clear();
    this.members();
    if (this.token() === COMMA) this.at++;
    if (this.token() !== -1) throw this.bad('something follows an object in its line');
    if (!this.hasAddress || this.typeFrom === ABSENT) throw this.bad('an object has no address or no type');
    return true;
  }

  private clear(): void {
    this.hasAddress = false;
    this.size = 0;
    this.length = Number.NaN;
    this.typeFrom = ABSENT;
    this.nameFrom = ABSENT;
    this.valueFrom = ABSENT;
    this.referenceCount = 0;
  }

  private members(): void {
    if (this.token() === CLOSE_BRACE) this.at++;
    else {
      for (;;) {
        this.member();
        const next = this.token();
        if (next === CLOSE_BRACE) break;
        if (next !== COMMA) throw this.bad('neither "," nor "}" follows a value');
        this.at++;
      }
      this.at++;
    }
  }

  private member(): void {
    const from = this.string();
    const key = this.keyOf(from, this.at - 1);
    if (this.token() !== COLON) throw this.bad('no ":" follows a name');
    this.at++;
    this.token();
    switch (key) {
      case 'address':
        this.address();
        this.addressLow = this.low;
        this.addressHigh = this.high;
        this.hasAddress = true;
        return;
      case 'type':
        this.typeFrom = this.string();
        this.typeTo = this.at - 1;
        return;
      case 'size':
        this.size = this.count();
        return;
      case 'name':
        this.nameFrom = this.string();
        this.nameTo = this.at - 1;
        return;
      case 'len':
        this.length = this.count();
        return;
      case 'value':
        this.value();
        return;
      case 'refs':
        this.addresses();
        return;
      case null:
        this.skipValue();
    }
  }

  /** Compares bytes: every line has five keys, which are not worth a string each. */
  private keyOf(from: number, to: number): Key {
    const { bytes } = this.window;
    for (const key of KEYS) {
      if (key.length !== to - from || key.charCodeAt(0) !== bytes[from]) continue;
      let at = 1;
      while (at < key.length && key.charCodeAt(at) === bytes[from + at]) at++;
      if (at === key.length) return key;
    }
    return null;
  }

  /** The next byte that is no white space, -1 at the end of the line. */
  private token(): number {
    const { bytes } = this.window;
    while (this.at < this.end) {
      const byte = bytes[this.at];
      if (byte !== 0x20 && byte !== 0x09 && byte !== 0x0d) return byte;
      this.at++;
    }
    return -1;
  }

  /** Passes a string; where its inside begins. It ends one before `at`. */
  private string(): number {
    const { bytes } = this.window;
    if (this.token() !== QUOTE) throw this.bad('a string is missing');
    const from = ++this.at;
    for (; this.at < this.end; this.at++) {
      const byte = bytes[this.at];
      if (byte === QUOTE) {
        this.at++;
        return from;
      }
      if (byte === BACKSLASH) this.at++;
    }
    this.at = this.end;
    throw this.bad('a string does not end in its line');
  }

  /** A number of bytes or elements. */
  private count(): number {
    const from = this.at;
    const value = this.digits();
    if (this.at - from > EXACT_DIGITS) throw this.bad('a size or length is impossibly great', from);
    return value;
  }

  /** Digits as a double, exact for EXACT_DIGITS of them. */
  private digits(): number {
    const { bytes } = this.window;
    const from = this.at;
    let { at } = this;
    let value = 0;
    for (let digit = bytes[at] - 0x30; at < this.end && digit >>> 0 <= 9; digit = bytes[++at] - 0x30) {
      value = value * 10 + digit;
    }
    this.at = at;
    if (at === from) throw this.bad('a number is missing');
    return value;
  }

  /** An address, into `low` and `high`. */
  private address(): void {
    const from = this.at;
    const value = this.digits();
    if (this.at - from <= EXACT_DIGITS) {
      this.low = value >>> 0;
      this.high = (value - this.low) / 0x1_0000_0000;
      return;
    }
    let text = '';
    for (let at = from; at < Math.min(this.at, from + 40); at++)
      text += String.fromCharCode(this.window.bytes[at]);
    const exact = BigInt(text);
    if (exact > MAX_ADDRESS) throw this.bad('an address has more than 64 bits', from);
    this.low = Number(exact & 0xffff_ffffn);
    this.high = Number(exact >> 32n);
  }

  private addresses(): void {
    if (this.token() !== OPEN_BRACKET) throw this.bad('refs are no list');
    this.at++;
    if (this.token() === CLOSE_BRACKET) {
      this.at++;
      return;
    }
    for (;;) {
      this.token();
      this.address();
      this.addReference();
      const next = this.token();
      this.at++;
      if (next === CLOSE_BRACKET) return;
      if (next !== COMMA) throw this.bad('neither "," nor "]" follows an address', this.at - 1);
    }
  }

  private addReference(): void {
    const at = 2 * this.referenceCount++;
    if (at + 2 > this.references.length) {
      const grown = new Uint32Array(2 * this.references.length);
      grown.set(this.references);
      this.references = grown;
    }
    this.references[at] = this.low;
    this.references[at + 1] = this.high;
  }

  private value(): void {
    this.valueIsText = this.token() === QUOTE;
    if (this.valueIsText) {
      this.valueFrom = this.string();
      this.valueTo = this.at - 1;
      return;
    }
    const from = this.at;
    this.skipValue();
    const isNumber = this.window.bytes[from] === MINUS || this.window.bytes[from] - 0x30 <= 9;
    if (!isNumber) return;
    this.valueFrom = from;
    this.valueTo = this.at;
  }

  /** Passes any JSON value; brackets are only counted. */
  private skipValue(): void {
    let depth = 0;
    for (;;) {
      const byte = this.token();
      if (byte === -1) throw this.bad('a value does not end in its line');
      if (byte === QUOTE) this.string();
      else if (byte === OPEN_BRACE || byte === OPEN_BRACKET) {
        depth++;
        this.at++;
      } else if (byte === CLOSE_BRACE || byte === CLOSE_BRACKET || byte === COMMA || byte === COLON) {
        if (depth === 0) throw this.bad('a value is missing');
        if (byte === CLOSE_BRACE || byte === CLOSE_BRACKET) depth--;
        this.at++;
      } else this.word();
      if (depth === 0) return;
    }
  }

  /** Digits, signs and letters. */
  private word(): void {
    const { bytes } = this.window;
    const from = this.at;
    while (this.at < this.end && /[-+.\w]/u.test(String.fromCharCode(bytes[this.at]))) this.at++;
    if (this.at === from) throw this.bad('a value is missing');
  }

  private bad(what: string, at = this.at): Error {
    return this.isLast && this.at >= this.end ? this.window.truncated() : this.window.corrupt(what, at);
  }
}
