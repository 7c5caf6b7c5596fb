import { growableFloat64, growableUint32, growableUint8 } from '../../graph/growable-column.ts';

/** UTF-8 bytes kept of an object's text: enough for any preview. */
export const MAX_TEXT_BYTES = 484;
/** Texts are found by u32 offsets: what comes after 4 GiB of them is left out. */
const MAX_ALL_TEXT_BYTES = 0xffff_ffff;

/** Of a node's text. */
export const TEXT_NONE = 0;
export const TEXT_ASCII = 1;
export const TEXT_WIDE = 2;

/**
 * What the file says, by node, growing as objects come; references are still addresses. Node 0 is the synthetic root,
 * then come the frames, then the objects.
 */
export class Columns {
  /** Low and high word of the address. */
  readonly addressWords = growableUint32();
  /** Number of the type in the TypeIndex. */
  readonly type = growableUint32();
  readonly shallowBytes = growableFloat64();
  /** Of containers: elements or entries; of a str: characters of its text, which may be cut; else NaN. */
  readonly length = growableFloat64();
  /** References in the content, keys and values both counted. They come first. */
  readonly contentCount = growableUint32();
  /** References beside the content. */
  readonly otherCount = growableUint32();
  readonly textLength = growableUint32();
  readonly textState = growableUint8();
  readonly textBytes = growableUint8();

  /** Low and high word of what is referred to, by reference. */
  readonly targetWords = growableUint32();
  /** String index of the name, LABEL_NONE for none; by reference beside the content. */
  readonly otherLabel = growableUint32();

  /** Objects that have a `__dict__` of which nothing more is known yet. */
  readonly dictSeekers = growableUint32();
  readonly seekerValueCount = growableUint32();
  /** Low and high word of their attributes' values. */
  readonly seekerValueWords = growableUint32();

  /** Nodes with an attribute `__module__`, ascending. */
  readonly moduleNodes = growableUint32();
  readonly moduleWords = growableUint32();
  textsLeftOut = 0;

  get nodeCount(): number {
    return this.shallowBytes.length;
  }

  /** A node that is no object: the root, a frame. Its references beside the content are to be added. */
  addSynthetic(address: number, references: number): void {
    this.addressWords.push(address);
    this.addressWords.push(0);
    this.type.push(0);
    this.shallowBytes.push(0);
    this.length.push(Number.NaN);
    this.contentCount.push(0);
    this.otherCount.push(references);
    this.noText();
  }

  /** The last node has no text. */
  noText(): void {
    this.textLength.push(0);
    this.textState.push(TEXT_NONE);
  }

  /** The text of the last node, in UTF-8; what is beyond MAX_TEXT_BYTES is not kept. */
  text(utf8: Uint8Array, isAscii: boolean): void {
    const kept = utf8.length > MAX_TEXT_BYTES ? utf8.subarray(0, MAX_TEXT_BYTES) : utf8;
    if (this.textBytes.length + kept.length > MAX_ALL_TEXT_BYTES) {
      this.textsLeftOut++;
      this.noText();
      return;
    }
    this.textLength.push(kept.length);
    this.textState.push(isAscii ? TEXT_ASCII : TEXT_WIDE);
    this.textBytes.append(kept);
  }
}
