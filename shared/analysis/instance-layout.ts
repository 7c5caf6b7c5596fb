import { TYPE_HAS_DICT, TYPE_KEEPS_INLINE } from '../graph/type-layouts.ts';
import {
  DICT_BYTES,
  GC_HEAD,
  MANAGED_HEAD,
  OBJECT_HEAD,
  POINTER,
  dictLog2For,
  dictTableOf,
} from './python-memory.ts';
import type { PythonMemory } from './python-memory.ts';

/** A class written in Python, as its type and its instances show it. */
export interface ClassShape {
  /** As in TypeLayouts. */
  readonly flags: number;
  readonly basicBytes: number;
  readonly itemBytes: number;
  /** Attributes that stand in slots, and others. */
  readonly slots: number;
  readonly attributes: number;
  /** Something refers weakly to an instance. */
  readonly weakly: boolean;
}

/** What instances take in RAM, in bytes, and what they would take. */
export interface InstanceLayout {
  /** Of the instance without its dict, by its shallow size. */
  readonly objectBytes: (shallowBytes: number) => number;
  /** Of its attribute dict, by its shallow size. */
  readonly dictBytes: (shallowBytes: number) => number;
  /** Of the instance if the class had slots for all attributes; null where it has slots only. */
  readonly slottedBytes: number | null;
  readonly keepsWeakref: boolean;
  /** What an instance would save without so many slots and other attributes; `dictBytes` is 0 for none. */
  readonly savedWithout: (
    shallowBytes: number,
    dictBytes: number,
    slots: number,
    attributes: number,
  ) => number;
}

/**
 * The layout of a class's instances: up to 3.10 a dict beside each, in 3.11 and 3.12 a block of values, from 3.13 on
 * values behind the instance itself, or a dict where somebody asked for it. Null for classes that derive from one written
 * in C that has a body of its own: no rule here describes those. O(1).
 */
export function instanceLayout(memory: PythonMemory, shape: ClassShape): InstanceLayout | null {
  const { minor, allocated } = memory;
  const hasDict = (shape.flags & TYPE_HAS_DICT) !== 0;
  const pointers = hasDict ? pointersInBody(minor) : 0;
  const body = shape.basicBytes - pointers;
  const least = OBJECT_HEAD + POINTER * shape.slots;
  // A class with slots only may have one more, for weak references.
  if (shape.itemBytes > 0 || body < least || body > least + (hasDict ? 0 : POINTER)) return null;
  if (hasDict && minor >= 11 && (shape.flags & TYPE_KEEPS_INLINE) === 0) return null;
  const head = GC_HEAD + (hasDict && minor >= 11 ? MANAGED_HEAD : 0);
  const fixed = head + shape.basicBytes;
  const inOne = minor >= 13;
  const objectBytes = (bytes: number): number =>
    !hasDict || inOne || bytes <= fixed ? allocated(bytes) : allocated(fixed) + allocated(bytes - fixed);
  const weakBytes = shape.weakly ? (minor >= 12 ? MANAGED_HEAD : POINTER) : 0;
  return {
    objectBytes,
    dictBytes: (bytes) => allocated(DICT_BYTES) + allocated(bytes - DICT_BYTES),
    slottedBytes: hasDict ? allocated(GC_HEAD + body + POINTER * shape.attributes + weakBytes) : null,
    keepsWeakref: shape.weakly,
    savedWithout: (bytes, dictBytes, slots, attributes) => {
      const places = slots + (dictBytes === 0 ? attributes : 0);
      const inObject = objectBytes(bytes) - objectBytes(bytes - POINTER * places);
      if (dictBytes === 0) return inObject;
      return inObject + savedInDict(memory, dictBytes, shape.attributes, attributes);
    },
  };
}

/** Bytes in the instance's body for its dict and its weak references, of a class without slots. */
function pointersInBody(minor: number): number {
  if (minor >= 12) return 0;
  return minor === 11 ? POINTER : 2 * POINTER;
}

/** What an attribute dict would save with fewer entries. A table that a class shares has values only, 8 bytes each. */
function savedInDict(memory: PythonMemory, bytes: number, entries: number, fewer: number): number {
  const table = bytes - DICT_BYTES;
  const log2 = dictLog2For(entries - fewer);
  const combined = dictTableOf(memory, bytes);
  const least =
    combined === null
      ? POINTER * Math.floor((2 ** log2 * 2) / 3)
      : memory.dictTableBytes(Math.min(log2, combined.log2), combined.entryBytes);
  return Math.max(0, memory.allocated(table) - memory.allocated(Math.min(table, least)));
}
