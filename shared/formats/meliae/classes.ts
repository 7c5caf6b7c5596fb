import { CANCEL_CHECK_INTERVAL, throwIfCancelled } from '../../base/cancellation.ts';
import type { CancelToken } from '../../base/cancellation.ts';
import { NO_NODE } from '../../graph/heap-graph.ts';
import { targetsOf } from './dump.ts';
import type { Dump } from './dump.ts';

const OLD_INSTANCE = 'instance';
const OLD_CLASS = 'classobj';
/** Entries of a class's dict that are looked at, and classes of an `__mro__`: more than any real class has. */
const MAX_ENTRIES = 4096;
const MAX_BASES = 100;

/**
 * Classes of a dump that writes only bare names. An instance of a class that Python code made refers to it; such a class
 * refers to its dict first (old-style ones second), where `__module__` and the descriptors of slots stand.
 */
export class Classes {
  /** The class of each node, NO_NODE where it is not among its references. */
  readonly classOf: Uint32Array;
  /** 1 for classes. */
  readonly isClass: Uint8Array;
  private readonly dump: Dump;
  private readonly dictNumber: number;
  /** `__module__` by dict: many classes may claim one dict. */
  private readonly modules = new Map<number, string>();
  private readonly slots = new Map<number, readonly string[]>();
  private readonly withDict = new Map<number, boolean>();

  constructor(dump: Dump, cancel: CancelToken) {
    this.dump = dump;
    this.dictNumber = dump.typeNames.find('dict');
    this.isClass = new Uint8Array(dump.nodeCount);
    this.classOf = new Uint32Array(dump.nodeCount).fill(NO_NODE);
    for (let node = 1; node < dump.nodeCount; node++) this.isClass[node] = this.looksLikeClass(node) ? 1 : 0;
    for (let node = 1; node < dump.nodeCount; node++) {
      if (node % CANCEL_CHECK_INTERVAL === 0) throwIfCancelled(cancel);
      this.classOf[node] = this.findClass(node);
    }
  }

  /** Where the class stands among the references of an object, -1 for nowhere. O(references). */
  placeOfClass(node: number): number {
    return this.classOf[node] === NO_NODE ? -1 : targetsOf(this.dump, node).indexOf(this.classOf[node]);
  }

  /** The dict of a class, NO_NODE for none. O(1). */
  dictOf(classNode: number): number {
    const place = this.dump.typeNames.of(classNode) === OLD_CLASS ? 1 : 0;
    const dict = targetsOf(this.dump, classNode).at(place) ?? NO_NODE;
    return this.isDict(dict) ? dict : NO_NODE;
  }

  /** The module in which a class was made, '' where it is the interpreter's. Computed once a dict. */
  moduleOf(classNode: number): string {
    const dict = this.dictOf(classNode);
    const known = this.modules.get(dict);
    if (known !== undefined) return known;
    const value = this.entry(classNode, '__module__');
    const module = value === NO_NODE ? '' : this.dump.texts.of(value);
    this.modules.set(dict, module);
    return module;
  }

  /** Whether instances have an attribute dict. Computed once a class. */
  hasInstanceDict(classNode: number): boolean {
    const known = this.withDict.get(classNode);
    if (known !== undefined) return known;
    const has = this.linearised(classNode).some((each) => this.entry(each, '__dict__') !== NO_NODE);
    this.withDict.set(classNode, has);
    return has;
  }

  /** Slots in the order in which an instance refers to their values: by class, base classes last, then by name. */
  slotsOf(classNode: number): readonly string[] {
    const known = this.slots.get(classNode);
    if (known !== undefined) return known;
    const names = this.linearised(classNode).flatMap((each) => {
      if (this.moduleOf(each) === '') return [];
      const descriptors: string[] = [];
      this.eachEntry(each, (key, value) => {
        if (value !== NO_NODE && this.dump.typeNames.of(value) === 'member_descriptor') descriptors.push(key);
        return true;
      });
      return descriptors.sort();
    });
    this.slots.set(classNode, names);
    return names;
  }

  /** Whether the node is exactly a dict whose references alternate between keys and values. O(1). */
  isDict(node: number): boolean {
    const { typeNames, references, lengthOf } = this.dump;
    if (node === NO_NODE || typeNames.numberOf[node] !== this.dictNumber) return false;
    return references.start[node + 1] - references.start[node] === 2 * lengthOf[node];
  }

  /** meliae names modules, functions and classes. */
  private looksLikeClass(node: number): boolean {
    const type = this.dump.typeNames.of(node);
    return this.dump.texts.nameOf(node) !== '' && type !== 'module' && type !== 'function';
  }

  private findClass(node: number): number {
    const { dump } = this;
    const type = dump.typeNames.of(node);
    const targets = targetsOf(dump, node);
    if (type === OLD_INSTANCE)
      return isClassAt(this.isClass, targets.at(0) ?? NO_NODE) ? targets[0] : NO_NODE;
    for (const target of targets) {
      if (isClassAt(this.isClass, target) && target !== node && dump.texts.of(target) === type) return target;
    }
    return NO_NODE;
  }

  /** The class and its bases, from its tuple `__mro__`, whose items are visited from the last on. */
  private linearised(classNode: number): readonly number[] {
    const { dump } = this;
    for (const target of targetsOf(dump, classNode)) {
      if (target === NO_NODE || dump.typeNames.of(target) !== 'tuple') continue;
      const items = [...targetsOf(dump, target).slice(-MAX_BASES)].reverse();
      if (items[0] === classNode) return items.filter((each) => isClassAt(this.isClass, each));
    }
    return [classNode];
  }

  private entry(classNode: number, name: string): number {
    let found = NO_NODE;
    this.eachEntry(classNode, (key, value) => {
      if (key !== name) return true;
      found = value;
      return false;
    });
    return found;
  }

  private eachEntry(classNode: number, visit: (key: string, value: number) => boolean): void {
    const dict = this.dictOf(classNode);
    if (dict === NO_NODE) return;
    const entries = targetsOf(this.dump, dict).subarray(0, 2 * MAX_ENTRIES);
    for (let at = 0; at < entries.length; at += 2) {
      const key = entries[at] === NO_NODE ? '' : this.dump.texts.of(entries[at]);
      if (!visit(key, entries[at + 1])) return;
    }
  }
}

function isClassAt(isClass: Uint8Array, node: number): boolean {
  return node !== NO_NODE && isClass[node] !== 0;
}
