import { CANCEL_CHECK_INTERVAL, throwIfCancelled } from '../../base/cancellation.ts';
import type { CancelToken } from '../../base/cancellation.ts';
import { LABEL_NONE } from '../../graph/edge-kinds.ts';
import { NO_NODE } from '../../graph/heap-graph.ts';
import type { Dump } from './dump.ts';
import { IS_DICT } from './type-index.ts';

/** Entries of a dict that are held against an object's attributes. */
const ENTRIES_COMPARED = 64;

/**
 * Whose `__dict__` each dict is, by node: the file does not say. Classes and modules refer to one dict beside what has a
 * name. Of other objects it is a dict without a name whose values are their attributes' values (or that is empty, if it
 * is the only one). A dict of several owners is no one's. O(N + E) at worst.
 */
export function findAttributeDicts(
  dump: Dump,
  isModule: (node: number) => boolean,
  isCode: (node: number) => boolean,
  cancel: CancelToken,
): Uint32Array {
  const owners = new Owners(dump.nodeCount);
  for (let node = dump.frameCount + 1; node < dump.nodeCount; node++) {
    if (node % CANCEL_CHECK_INTERVAL === 0) throwIfCancelled(cancel);
    if (dump.isMetaclass[dump.typeNumberOf[node]] === 0 && !isModule(node)) continue;
    const dicts = namelessDicts(dump, node);
    if (dicts.length === 1) owners.set(dicts[0], node);
  }
  matchSeekers(dump, owners, isCode, cancel);
  return owners.ownerOf;
}

class Owners {
  readonly ownerOf: Uint32Array;
  private readonly shared = new Set<number>();

  constructor(nodeCount: number) {
    this.ownerOf = new Uint32Array(nodeCount).fill(NO_NODE);
  }

  set(dict: number, owner: number): void {
    if (this.ownerOf[dict] !== NO_NODE && this.ownerOf[dict] !== owner) this.shared.add(dict);
    this.ownerOf[dict] = this.shared.has(dict) ? NO_NODE : owner;
  }
}

function namelessDicts(
  { references, contentCount, otherStart, otherLabel, ...dump }: Dump,
  node: number,
): number[] {
  const first = references.start[node] + contentCount[node];
  const dicts: number[] = [];
  for (let reference = first; reference < references.start[node + 1]; reference++) {
    const target = references.target[reference];
    if (target === NO_NODE || otherLabel[otherStart[node] + reference - first] !== LABEL_NONE) continue;
    if ((dump.collected.types.flags[dump.typeNumberOf[target]] & IS_DICT) !== 0) dicts.push(target);
  }
  return dicts;
}

function matchSeekers(
  dump: Dump,
  owners: Owners,
  isCode: (node: number) => boolean,
  cancel: CancelToken,
): void {
  const { columns } = dump.collected;
  const seekers = columns.dictSeekers.finish();
  const counts = columns.seekerValueCount.finish();
  const words = columns.seekerValueWords.finish();
  // The last seeker whose attribute the node is, plus one.
  const attributeOf = new Uint32Array(dump.nodeCount);
  let value = 0;
  seekers.forEach((node, seeker) => {
    if (seeker % 4096 === 0) throwIfCancelled(cancel);
    for (const end = value + counts[seeker]; value < end; value++) {
      const found = dump.index.find(words[2 * value], words[2 * value + 1]);
      if (found !== NO_NODE) attributeOf[found] = seeker + 1;
    }
    const dicts = namelessDicts(dump, node).filter((dict) => owners.ownerOf[dict] !== node);
    const match = dicts.find((dict) => isDictOf(dump, dict, (target) => attributeOf[target] === seeker + 1));
    if (match !== undefined) owners.set(match, node);
    else if (dicts.length === 1 && dump.contentCount[dicts[0]] === 0 && !isCode(node))
      owners.set(dicts[0], node);
  });
}

/** Whether at least half of the values, of which there are some, are attributes. */
function isDictOf(
  { references, contentCount }: Dump,
  dict: number,
  isAttribute: (target: number) => boolean,
): boolean {
  const first = references.start[dict];
  const entries = Math.min(ENTRIES_COMPARED, contentCount[dict] >>> 1);
  let matches = 0;
  for (let entry = 0; entry < entries; entry++) {
    const target = references.target[first + 2 * entry + 1];
    if (target !== NO_NODE && isAttribute(target)) matches++;
  }
  return entries > 0 && 2 * matches >= entries;
}
