import { chainTo } from '../analysis/finding-chains.ts';
import { growingContainers } from '../analysis/growing-containers.ts';
import type { Growing, GrowingContainers } from '../analysis/growing-containers.ts';
import type { HeapAnalysis } from '../analysis/heap-analysis.ts';
import type { Recognised } from '../analysis/recognise.ts';
import { formatCount } from '../base/numbers-to-text.ts';
import { NO_NODE, hasBit } from '../graph/heap-graph.ts';
import type { GrowingAnswer, GrowingFinding } from '../protocol/findings-rows.ts';
import type { SnapshotId } from '../protocol/object-set.ts';
import { explanationOf } from './finding-explanations.ts';
import { exampleOf, whereabouts } from './finding-parts.ts';
import { growingTitle } from './finding-titles.ts';
import { typeNameOf } from './object-rows.ts';
import { sumOf } from './identity.ts';
import { setsOf } from './object-sets.ts';
import type { Query, QueryContext } from './query-context.ts';
import { RecentlyUsed } from './recently-used.ts';

const SHARE_OF_NEW = 0.01;
const LEAST_BYTES = 10_000;
const MAX_KEPT = 2;
/** Steps of a finding's path that are told. */
const MAX_STEPS = 40;

interface Compared {
  readonly found: Growing['found'];
  readonly reason: string | null;
  readonly note: string | null;
  readonly compared: readonly number[];
  readonly fresh: GrowingAnswer['fresh'];
  readonly newBytes: number;
  readonly minBytes: number;
}

const keptOfHeap = new WeakMap<HeapAnalysis, RecentlyUsed<Compared>>();

/**
 * Containers that never stopped growing. Costs what recognising objects costs a snapshot, and growingContainers, the
 * first time; then O(limit). Throws HeapError `not-found` for a snapshot that is not open, `cancelled`.
 */
export const growing: Query<'growing'> = (context, { earlier, limit, minBytes }) => {
  const { heap } = context;
  let kept = keptOfHeap.get(heap);
  if (kept === undefined) {
    kept = new RecentlyUsed(MAX_KEPT);
    keptOfHeap.set(heap, kept);
  }
  const key = JSON.stringify([earlier, minBytes]);
  const { found, ...told } = kept.get(key, () => compare(context, earlier, minBytes));
  return {
    ...told,
    total: found.length,
    findings: found.slice(0, limit).map((each) => findingOf(heap, each, context)),
  };
};

/** Snapshots of other processes are left out: there is nothing to compare with. */
function compare(context: QueryContext, earlier: readonly SnapshotId[], minBytes: number | null): Compared {
  const { heap } = context;
  const sets = setsOf(heap);
  const all = earlier.map((snapshot) => sets.recognisedIn(snapshot, context));
  const compared = all.flatMap(({ reason }, index) => (reason === null ? [index] : []));
  const first = compared.at(0);
  if (first === undefined) {
    const none = { found: [], compared, fresh: { count: 0, shallowBytes: 0 }, note: null };
    return { ...none, newBytes: 0, reason: all[0].reason, minBytes: minBytes ?? LEAST_BYTES };
  }
  const fresh = sets.find({ kind: 'new-since', before: earlier[first] }, context);
  const sum = sumOf(heap.graph, fresh, () => true);
  const least = minBytes ?? Math.max(LEAST_BYTES, Math.ceil(SHARE_OF_NEW * sum.shallowBytes));
  const recognised = compared.map((index) => all[index]);
  const grown = growingContainers(heap, sets.identity(context), recognised, fresh, least, context);
  const found = grown.found.filter(({ holder }) => hasBit(heap.reachable, holder));
  return {
    ...{ found, compared, fresh: sum, minBytes: least, reason: null },
    newBytes: sum.shallowBytes + grown.tableBytes,
    note: noteOf(recognised, earlier.length, grown.isCut),
  };
}

function noteOf(recognised: readonly Recognised[], given: number, isCut: boolean): string | null {
  const notes = recognised.flatMap(({ note }) => note ?? []).slice(0, 1);
  const others = given - recognised.length;
  if (others > 0) {
    const are =
      others === 1 ? 'snapshot is of another process and was' : 'snapshots are of other processes and were';
    notes.push(`${formatCount(others)} ${are} left out.`);
  }
  if (isCut) notes.push('Very many containers grew: not all of them were looked at.');
  return notes.length === 0 ? null : notes.join(' ');
}

function findingOf(heap: HeapAnalysis, found: GrowingContainers, context: QueryContext): GrowingFinding {
  const { graph } = heap;
  const { holder, example, lengths, bytes, containers, isShared } = found;
  const row = {
    ...({ kind: 'growing', bytes, containers, lengths, isShared } as const),
    count: lengths[lengths.length - 1] - lengths[0],
    type: example === NO_NODE ? '' : typeNameOf(heap, example),
    holder: { id: graph.idOf(holder), type: typeNameOf(heap, holder) },
    ...whereabouts(heap, chainTo(heap, holder, context), MAX_STEPS),
    ...{ cycles: 0, hasFinalizer: false },
  };
  return {
    ...row,
    title: growingTitle(row, typeNameOf(heap, found.container)),
    explanation: explanation(row, found),
    example: exampleOf(heap, example),
  };
}

/** Two snapshots cannot tell a program that warms up from one that leaks. */
function explanation(
  row: Pick<GrowingFinding, 'kind' | 'cycles' | 'hasFinalizer' | 'isShared' | 'type' | 'lengths'>,
  { isMixed }: GrowingContainers,
): string {
  const sentences = [explanationOf(row, null)];
  if (row.type !== '' && !isMixed) sentences.push(`What is new in it is mostly ${row.type}.`);
  if (row.lengths.length === 2) sentences.push('A third snapshot would tell whether it goes on.');
  return sentences.join(' ');
}
