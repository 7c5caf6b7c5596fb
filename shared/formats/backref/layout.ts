/** Numbers of docs/formats/backref.md, version 1.0. */

export const MAGIC = Uint8Array.of(0x89, 0x42, 0x41, 0x43, 0x4b, 0x52, 0x46, 0x0a);
export const FILE_HEADER_BYTES = 16;
export const BLOCK_HEADER_BYTES = 24;
export const MAJOR_VERSION = 1;
export const MAX_RAW_BYTES = 16 << 20;
/** Compression of data that does not compress adds a little: zlib's bound is 0.03 %, zstd's 0.4 %. */
export const MAX_STORED_BYTES = MAX_RAW_BYTES + (MAX_RAW_BYTES >> 6);

export const CODEC_STORED = 0;
export const CODEC_ZLIB = 1;
export const CODEC_ZSTD = 2;
export const BLOCK_OPTIONAL = 1;

export const NO_STRING = 0xffff_ffff;
export const IMMORTAL = 0xffff_ffff;

export const TYPE_IS_HEAP_TYPE = 1;
export const TYPE_FROM_CLASS_STATEMENT = 32;

export const OBJS_CONTINUATION = 1;
export const COLUMN_REFCOUNT = 1;
export const COLUMN_LENGTH = 2;
export const COLUMN_HASH = 4;
export const COLUMN_PREVIEW = 8;
export const KNOWN_COLUMNS = COLUMN_REFCOUNT | COLUMN_LENGTH | COLUMN_HASH | COLUMN_PREVIEW;

export const LAYOUT_SEQUENCE = 1;
export const LAYOUT_SET = 2;
export const LAYOUT_MAPPING = 3;
export const LAYOUT_NAMED = 4;
export const LAYOUT_FIELD = 5;

/** Kinds of references are numbered as EDGE_KIND_NAMES, which a test holds. */
export const REFERENCE_KINDS = 13;
export const KIND_ATTRIBUTE = 0;
export const KIND_SLOT = 1;
export const KIND_KEY = 2;
export const KIND_VALUE = 3;
export const KIND_TYPE = 8;
export const KIND_WEAK = 11;
export const KIND_OTHER = 12;

/** Kinds of roots are numbered as ROOT_KIND_NAMES; 4 and 7 are not written. */
export const ROOT_MODULE = 0;
export const ROOT_C_HELD = 4;
export const ROOT_UNKNOWN = 8;
export const WRITTEN_ROOT_KINDS: readonly number[] = [0, 1, 2, 3, 5, 6, 8];

const TWO_32 = 0x1_0000_0000;

/** A u64 from its words as a number; exact below 2^53. O(1). */
export function wideNumber(low: number, high: number): number {
  return high * TWO_32 + low;
}
