import { LABEL_NONE } from '../../graph/edge-kinds.ts';
import type { NameTable } from '../python-objects/name-table.ts';
import type { SlidingBytes } from '../python-objects/sliding-bytes.ts';
import type { AttributeNames } from './attribute-names.ts';
import { NAME_IS_DICT, NAME_IS_MODULE, NAME_IS_SPECIAL, nameFlags } from './attribute-names.ts';
import type { Columns } from './columns.ts';
import { ReferentSet } from './referent-set.ts';
import { IS_COMMON, IS_CONTAINER, IS_DICT, IS_STR } from './type-index.ts';
import type { TypeIndex } from './type-index.ts';

/** Address, type, size, and one count: no object takes fewer bytes, and more than that follow the last one. */
const LEAST_BYTES = 28;
/** Above this a container's length is held against its size, which has eight bytes an element at least. */
const LENGTH_BELIEVED = 1 << 16;

/**
 * Reads objects one by one. An object is only taken into the columns when all of it is in the window; until then nothing
 * is changed, and it is read again with more bytes.
 */
export class ObjectParser {
  /** How many bytes to have in the window before the object is tried again. */
  wanted = LEAST_BYTES;
  private readonly window: SlidingBytes;
  private readonly types: TypeIndex;
  private readonly attributes: AttributeNames;
  private readonly names: NameTable;
  private readonly columns: Columns;
  private readonly hasTexts: boolean;
  private readonly referents = new ReferentSet();
  private values = new Uint32Array(256);
  private valueCount = 0;
  private hasDict = false;
  /** Where the address of `__module__` stands, -1 for none. */
  private moduleAt = -1;
  /** Of the text. */
  private characters = 0;
  private isAscii = false;

  constructor(
    window: SlidingBytes,
    types: TypeIndex,
    attributes: AttributeNames,
    names: NameTable,
    columns: Columns,
    hasTexts: boolean,
  ) {
    this.window = window;
    this.types = types;
    this.attributes = attributes;
    this.names = names;
    this.columns = columns;
    this.hasTexts = hasTexts;
  }

  /** Takes in the next object; false when the window does not hold all of it: see `wanted`. Throws `corrupt`. */
  next(): boolean {
    const { view, pos, end } = this.window;
    if (end - pos < LEAST_BYTES) return this.lacks(LEAST_BYTES);
    const type = this.types.numberOf(view.getUint32(pos + 12), view.getUint32(pos + 8));
    const flags = this.types.flags[type];
    const isContainer = (flags & IS_CONTAINER) !== 0;
    const length = isContainer ? this.containerLength() : 0;
    const content = (flags & IS_DICT) !== 0 ? 2 * length : length;
    const contentAt = pos + (isContainer ? 24 : 20);
    const othersAt = contentAt + 8 * content + 4;
    if (othersAt > end) return this.lacks(othersAt - pos);
    const others = view.getUint32(othersAt - 4);
    let at = othersAt + 8 * others;
    if (at > end) return this.lacks(at - pos);
    const hasAttributes = (flags & IS_COMMON) === 0;
    if (hasAttributes) {
      this.referents.take(view, othersAt, others);
      at = this.scanAttributes(at);
      if (at < 0) return this.lacks(2 * (end - pos));
    }
    const hasText = this.hasTexts && !isContainer;
    const textAt = at + 2;
    if (hasText) {
      if (textAt > end) return this.lacks(textAt - pos);
      at = textAt + view.getUint16(at);
      if (at > end) return this.lacks(at - pos);
    }
    if (hasText) this.measureText(textAt, at);
    const isStr = hasText && (flags & IS_STR) !== 0;
    this.header(type, content, isContainer ? length : isStr ? this.characters : Number.NaN);
    this.targets(contentAt, content);
    if (hasAttributes) this.labelledOthers(type);
    else this.plainOthers(othersAt, others);
    if (hasText) this.columns.text(this.window.bytes.subarray(textAt, at), this.isAscii);
    else this.columns.noText();
    this.window.pos = at;
    return true;
  }

  private lacks(wanted: number): false {
    this.wanted = wanted;
    return false;
  }

  private containerLength(): number {
    const { view, pos } = this.window;
    const length = view.getUint32(pos + 20);
    const size = view.getUint32(pos + 16);
    if (length > LENGTH_BELIEVED && length * 8 > size) {
      throw this.window.corrupt(`a container of ${size} bytes is said to hold ${length} elements`);
    }
    return length;
  }

  /**
   * Looks for names of the referents among the attributes at `at`. Most attributes are the class's and lead to nothing
   * that the object itself refers to. Where they end comes back, -1 when that is not in the window.
   */
  private scanAttributes(at: number): number {
    const { view, bytes, end } = this.window;
    const { flagsOf, labelOf } = this.attributes;
    this.valueCount = 0;
    this.hasDict = false;
    this.moduleAt = -1;
    if (at + 4 > end) return -1;
    let next = at + 4;
    for (let left = view.getUint32(at); left > 0; left--) {
      if (next + 10 > end) return -1;
      const code = view.getInt16(next);
      const nameAt = next + 2;
      if (code < -flagsOf.length)
        throw this.window.corrupt('an attribute has a name that is not there', next);
      next = code < 0 ? nameAt : nameAt + code;
      if (next + 8 > end) return -1;
      const flags = code < 0 ? flagsOf[-code - 1] : nameFlags(bytes, nameAt, next);
      const valueAt = next;
      next += 8;
      if (flags !== 0) {
        if ((flags & NAME_IS_DICT) !== 0) this.hasDict = true;
        else if ((flags & NAME_IS_MODULE) !== 0) this.moduleAt = valueAt;
        if ((flags & NAME_IS_SPECIAL) !== 0) continue;
      }
      const low = view.getUint32(valueAt + 4);
      const high = view.getUint32(valueAt);
      const referent = this.referents.find(low, high);
      if (referent >= 0) {
        this.referents.name(
          referent,
          code < 0 ? labelOf[-code - 1] : this.names.intern(bytes, nameAt, valueAt),
        );
      }
      this.addValue(low, high);
    }
    return next;
  }

  private addValue(low: number, high: number): void {
    if (2 * this.valueCount + 2 > this.values.length) {
      const grown = new Uint32Array(2 * this.values.length);
      grown.set(this.values);
      this.values = grown;
    }
    this.values[2 * this.valueCount] = low;
    this.values[2 * this.valueCount + 1] = high;
    this.valueCount++;
  }

  private header(type: number, content: number, length: number): void {
    const { view, pos } = this.window;
    const { columns } = this;
    columns.addressWords.push(view.getUint32(pos + 4));
    columns.addressWords.push(view.getUint32(pos));
    columns.type.push(type);
    columns.shallowBytes.push(view.getUint32(pos + 16));
    columns.contentCount.push(content);
    columns.length.push(length);
  }

  private targets(at: number, count: number): void {
    const { view } = this.window;
    const { targetWords } = this.columns;
    for (const end = at + 8 * count; at < end; at += 8) {
      targetWords.push(view.getUint32(at + 4));
      targetWords.push(view.getUint32(at));
    }
  }

  private plainOthers(at: number, count: number): void {
    this.columns.otherCount.push(count);
    this.targets(at, count);
    this.columns.otherLabel.fill(LABEL_NONE, count);
  }

  /** A referent of several names becomes a reference by each of them. */
  private labelledOthers(type: number): void {
    const { columns, referents } = this;
    const { low, high, label, count } = referents;
    const [typeLow, typeHigh] = [this.types.words[2 * type], this.types.words[2 * type + 1]];
    let nameless = 0;
    for (let at = 0; at < count; at++) {
      columns.targetWords.push(low[at]);
      columns.targetWords.push(high[at]);
      columns.otherLabel.push(label[at]);
      if (label[at] === LABEL_NONE && (low[at] !== typeLow || high[at] !== typeHigh)) nameless++;
    }
    for (const { referent, label: furtherLabel } of referents.further) {
      columns.targetWords.push(low[referent]);
      columns.targetWords.push(high[referent]);
      columns.otherLabel.push(furtherLabel);
    }
    columns.otherCount.push(count + referents.further.length);
    this.rememberSpecial(nameless > 0);
  }

  /** What is only understood when all objects are known: which dict holds the attributes, which module a class is of. */
  private rememberSpecial(mayReferToDict: boolean): void {
    const { columns } = this;
    const node = columns.nodeCount - 1;
    if (this.hasDict && mayReferToDict) {
      columns.dictSeekers.push(node);
      columns.seekerValueCount.push(this.valueCount);
      columns.seekerValueWords.append(this.values.subarray(0, 2 * this.valueCount));
    }
    if (this.moduleAt >= 0) {
      const { view } = this.window;
      columns.moduleNodes.push(node);
      columns.moduleWords.push(view.getUint32(this.moduleAt + 4));
      columns.moduleWords.push(view.getUint32(this.moduleAt));
    }
  }

  private measureText(from: number, to: number): void {
    const { bytes } = this.window;
    let continuations = 0;
    let all = 0;
    for (let at = from; at < to; at++) {
      all |= bytes[at];
      if ((bytes[at] & 0xc0) === 0x80) continuations++;
    }
    this.characters = to - from - continuations;
    this.isAscii = all < 0x80;
  }
}
