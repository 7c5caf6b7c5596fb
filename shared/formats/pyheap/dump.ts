import type { CancelToken } from '../../base/cancellation.ts';
import { decodeUtf8 } from '../../base/text-codec.ts';
import { AddressIndex } from '../../graph/address-index.ts';
import { NO_NODE } from '../../graph/heap-graph.ts';
import { offsetsOf, resolveReferences } from '../python-objects/references.ts';
import type { NodeReferences } from '../python-objects/references.ts';
import type { Collected } from './collected.ts';
import { TEXT_ASCII } from './columns.ts';
import { IS_STR } from './type-index.ts';

/** A file's content with addresses resolved; node 0 is the root, 1 … frameCount are frames. */
export interface Dump {
  readonly collected: Collected;
  readonly nodeCount: number;
  readonly frameCount: number;
  readonly index: AddressIndex;
  /** Type number by node; without meaning for node 0 and frames. */
  readonly typeNumberOf: Uint32Array;
  readonly shallowBytesOf: Float64Array;
  /** Elements, entries or characters; NaN where not known. */
  readonly lengthOf: Float64Array;
  /** A str whose text is only its beginning: 1 bit a node. */
  readonly isTextCut: Uint8Array;
  /** References of the content, by node; the others follow them. */
  readonly contentCount: Uint32Array;
  readonly references: NodeReferences;
  /** By node, N + 1 offsets into otherLabel. */
  readonly otherStart: Uint32Array;
  /** String index or LABEL_NONE, by reference beside the content. */
  readonly otherLabel: Uint32Array;
  /** The class's node by type number, NO_NODE where it is not in the dump. */
  readonly classNodeOf: Uint32Array;
  /** 1 by type number whose objects are classes. */
  readonly isMetaclass: Uint8Array;
  readonly texts: Texts;
}

/** Texts as written: `str(object)`, cut. */
export class Texts {
  private readonly start: Uint32Array;
  private readonly bytes: Uint8Array;

  constructor(lengths: Uint32Array, bytes: Uint8Array) {
    this.start = offsetsOf(lengths);
    this.bytes = bytes;
  }

  /** The text of a node, at most MAX_TEXT_BYTES of it; '' for none. */
  of(node: number): string {
    const to = this.start[node + 1];
    // A character cut at the end of what was kept would show as U+FFFD.
    return decodeUtf8(this.bytes, this.start[node], to).replace(/\ufffd$/u, '');
  }
}

/** Resolves addresses. The collected columns are used up. O(N + E) expected. Throws `cancelled`. */
export function resolveDump(collected: Collected, frameCount: number, cancel: CancelToken): Dump {
  const { columns, types, header } = collected;
  const { nodeCount } = columns;
  const index = new AddressIndex(columns.addressWords.finish(), cancel);
  const contentCount = columns.contentCount.finish();
  const otherCount = columns.otherCount.finish();
  const typeNumberOf = columns.type.finish();
  const shallowBytesOf = columns.shallowBytes.finish();
  const lengthOf = columns.length.finish();
  const isTextCut = markCutTexts(
    { typeNumberOf, shallowBytesOf, lengthOf, state: columns.textState.finish() },
    types.flags,
  );
  const classNodeOf = Uint32Array.from(types.flags, (_, type) =>
    index.find(types.words[2 * type], types.words[2 * type + 1]),
  );
  const isMetaclass = new Uint8Array(types.count);
  if (header.typeType >= 0) isMetaclass[header.typeType] = 1;
  for (const node of classNodeOf)
    if (node !== NO_NODE && node > frameCount) isMetaclass[typeNumberOf[node]] = 1;
  return {
    collected,
    nodeCount,
    frameCount,
    index,
    typeNumberOf,
    shallowBytesOf,
    lengthOf,
    isTextCut,
    contentCount,
    references: resolveReferences(
      offsetsOf(contentCount, otherCount),
      columns.targetWords.finish(),
      index,
      cancel,
    ),
    otherStart: offsetsOf(otherCount),
    otherLabel: columns.otherLabel.finish(),
    classNodeOf,
    isMetaclass,
    texts: new Texts(columns.textLength.finish(), columns.textBytes.finish()),
  };
}

interface TextColumns {
  readonly typeNumberOf: Uint32Array;
  readonly shallowBytesOf: Float64Array;
  readonly lengthOf: Float64Array;
  readonly state: Uint8Array;
}

/**
 * The file does not say after how many characters it cut texts, nor how long a str is. A text shorter than the longest is
 * whole; an ASCII text of the greatest length is so if the str has no more bytes beside its characters than others have. The
 * length of a cut one is not known. O(N).
 */
function markCutTexts(
  { typeNumberOf, shallowBytesOf, lengthOf, state }: TextColumns,
  flags: readonly number[],
) {
  const isCut = new Uint8Array((state.length + 7) >> 3);
  let longest = 0;
  let headerBytes = Number.POSITIVE_INFINITY;
  const isStr = (node: number): boolean => state[node] !== 0 && (flags[typeNumberOf[node]] & IS_STR) !== 0;
  for (let node = 1; node < state.length; node++) {
    if (!isStr(node)) continue;
    longest = Math.max(longest, lengthOf[node]);
    if (state[node] === TEXT_ASCII)
      headerBytes = Math.min(headerBytes, shallowBytesOf[node] - lengthOf[node]);
  }
  for (let node = 1; node < state.length; node++) {
    if (!isStr(node) || lengthOf[node] < longest) continue;
    if (state[node] === TEXT_ASCII && shallowBytesOf[node] - headerBytes === lengthOf[node]) continue;
    isCut[node >> 3] |= 1 << (node & 7);
    lengthOf[node] = Number.NaN;
  }
  return isCut;
}
