import type { Dump } from './dump.ts';
import { IS_DICT } from './type-index.ts';

const MODULE_LEVEL = '<module>';
/** Modules being imported at once: each asks for a look at all dicts of its length. */
const MAX_MODULE_FRAMES = 256;

/**
 * The dict whose entries a frame's locals are, by frame node, for frames that run a module: their locals are the module's
 * globals, and the file lists each. Found by equal values in equal order. O(N) a module-level frame.
 */
export function findFrameDicts(dump: Dump): ReadonlyMap<number, number> {
  const { threads } = dump.collected.header;
  const found = new Map<number, number>();
  const frames = threads
    .flatMap((thread) => thread.frames)
    .filter((frame) => frame.function === MODULE_LEVEL)
    .slice(0, MAX_MODULE_FRAMES);
  if (frames.length === 0) return found;
  const byLength = new Map<number, number[]>();
  for (const { node } of frames) byLength.set(localCount(dump, node), []);
  for (let node = dump.frameCount + 1; node < dump.nodeCount; node++) {
    if ((dump.collected.types.flags[dump.typeNumberOf[node]] & IS_DICT) === 0) continue;
    byLength.get(dump.contentCount[node] >>> 1)?.push(node);
  }
  for (const { node } of frames) {
    if (localCount(dump, node) === 0) continue;
    const dict = byLength.get(localCount(dump, node))?.find((each) => hasValues(dump, each, node));
    if (dict !== undefined) found.set(node, dict);
  }
  return found;
}

function localCount({ references }: Dump, frame: number): number {
  return references.start[frame + 1] - references.start[frame];
}

function hasValues({ references }: Dump, dict: number, frame: number): boolean {
  const { start, target } = references;
  for (let at = start[frame], value = start[dict] + 1; at < start[frame + 1]; at++, value += 2) {
    if (target[at] !== target[value]) return false;
  }
  return true;
}
