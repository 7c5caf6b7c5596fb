import { NO_NODE } from '../graph/heap-graph.ts';
import type { PreorderTree } from './preorder-tree.ts';
import { checkIn } from './work-context.ts';
import type { WorkContext } from './work-context.ts';

/** Members looked at: of more, an even sample. */
const MAX_MEMBERS = 20_000;
/** Steps up from a member. */
const MAX_STEPS = 32;
/** Share of the members whose paths must come through the holder. */
const MOST = 0.8;

const PHASE = 'Looking for holders';

/**
 * The nearest object that the shortest chains to most of the members come through: of members in a list that list, also
 * where they are held elsewhere, too. NO_NODE when their chains meet nowhere but at the top, or only after 32 steps.
 * At most 20,000 members, 32 steps each; 4 N bytes while it runs.
 */
export function convergingHolder(shortest: PreorderTree, members: Uint32Array, context: WorkContext): number {
  const step = Math.max(1, Math.ceil(members.length / MAX_MEMBERS));
  const at = members.filter((_, index) => index % step === 0);
  const meeting = new Meeting(shortest.parentOf.length);
  for (let steps = 0; steps < MAX_STEPS; steps++) {
    checkIn(context, PHASE, steps, MAX_STEPS);
    let alive = 0;
    for (let index = 0; index < at.length; index++) {
      if (at[index] === 0) continue;
      at[index] = shortest.parentOf[at[index]];
      if (at[index] === 0 || at[index] === NO_NODE) at[index] = 0;
      else alive++;
    }
    if (alive < MOST * at.length) return NO_NODE;
    const { node, count } = meeting.commonest(at);
    if (count >= MOST * at.length) return node;
  }
  return NO_NODE;
}

/** Counts nodes, in a column that is clean again afterwards. */
class Meeting {
  private readonly countOf: Uint32Array;

  constructor(nodeCount: number) {
    this.countOf = new Uint32Array(nodeCount);
  }

  commonest(nodes: Uint32Array): { node: number; count: number } {
    let node = 0;
    let count = 0;
    for (const each of nodes) {
      if (each === 0) continue;
      const now = ++this.countOf[each];
      if (now > count) {
        node = each;
        count = now;
      }
    }
    for (const each of nodes) this.countOf[each] = 0;
    return { node, count };
  }
}
