/** Flags of a Python type, numbered as in docs/formats/backref.md. */
export const TYPE_HAS_GC = 2;
export const TYPE_HAS_DICT = 4;
export const TYPE_KEEPS_INLINE = 8;
export const TYPE_FROM_CLASS_STATEMENT = 32;
export const TYPE_NAMES_SLOTS = 64;
export const TYPE_IS_EXCEPTION = 128;

/** How Python lays out the objects of each type, by type. */
export interface TypeLayouts {
  /** The flags above; 0 where not known. */
  readonly flags: Uint32Array;
  /** `__basicsize__`: bytes of the fixed part; 0 where not known, or where classes of one name differ. */
  readonly basicBytes: Uint32Array;
  /** `__itemsize__`: bytes of each item behind it. */
  readonly itemBytes: Uint32Array;
}
