import type { EngineMethod, EngineParams, EngineResult, SnapshotId } from '../protocol/engine-api.ts';
import { MAX_SERIES } from '../protocol/engine-api.ts';
import type { GroupKey } from '../protocol/object-set.ts';
import type { HeldByOldRow } from '../protocol/growth-rows.ts';
import type { SnapshotInfo } from '../protocol/rows.ts';
import type { Finding } from '../protocol/findings-rows.ts';
import type {
  ReportAdvice,
  ReportData,
  ReportBalance,
  ReportFinding,
  ReportFindings,
  ReportGroups,
  ReportGrowth,
  ReportHeld,
  ReportIdentity,
  ReportSeries,
} from './report-data.ts';

/** An open snapshot to report about. */
export interface ReportHeap {
  /** The file's name without folders. */
  readonly name: string;
  readonly snapshot: SnapshotId;
  readonly info: SnapshotInfo;
  call<M extends EngineMethod>(method: M, params: EngineParams<M>): Promise<EngineResult<M>>;
}

export interface CollectOptions {
  readonly title: string;
  readonly madeAt: string;
  /** Told before each step, in words for a progress line. */
  readonly onStep: (step: string) => void;
}

const TYPES_SHOWN = 25;
const GROUPS_SHOWN = 12;
const GROWTH_SHOWN = 25;
const SERIES_SHOWN = 6;
const HELD_SHOWN = 15;
const FINDINGS_SHOWN = 20;
/** Findings with a picture of their own. */
const PICTURES = 4;
/** What a picture shows of a heap: little enough to be read on paper. */
const PICTURE = { direction: 'referrers', depth: 5, width: 4, onlyType: null, skip: 0 } as const;
const TREEMAP = { id: null, cells: 16, levels: 7 } as const;
const BY_SHALLOW = { by: 'shallow', descending: true } as const;

/**
 * All that a report says about snapshots, at least one, in the order given; the tables are about the last. Costs a handful of
 * queries on each; the answers are small. Throws what the engine throws.
 */
export async function collectReport(
  heaps: readonly ReportHeap[],
  { title, madeAt, onStep }: CollectOptions,
): Promise<ReportData> {
  const last = heaps[heaps.length - 1];
  onStep('findings');
  const findings = await findingsOf(last);
  onStep('advice');
  const advice = await adviceOf(last);
  onStep('types');
  const types = await last.call('types', { offset: 0, limit: TYPES_SHOWN, sort: BY_SHALLOW, filter: '' });
  onStep('treemap');
  const treemap = await last.call('treemap', TREEMAP);
  onStep('groups');
  const groups = [await groupsOf(last, 'Kept by', 'keeper'), await groupsOf(last, 'By package', 'package')];
  onStep('growth');
  const growth = heaps.length > 1 ? await growthOf(heaps[0], heaps) : null;
  onStep('balance');
  const balance = await balanceOf(last);
  return {
    ...{ title, madeAt, findings, advice, balance, types, treemap, groups, growth },
    snapshots: heaps.map(({ name, info }) => ({ name, info })),
    isRedacted: false,
  };
}

async function findingsOf(heap: ReportHeap): Promise<ReportFindings> {
  const answer = await heap.call('findings', { limit: FINDINGS_SHOWN, minBytes: null });
  const rows: ReportFinding[] = [];
  for (const finding of answer.findings) rows.push(await findingOf(heap, finding, rows.length < PICTURES));
  return { total: answer.total, leastBytes: answer.threshold.bytes, rows };
}

async function findingOf(heap: ReportHeap, finding: Finding, hasPicture: boolean): Promise<ReportFinding> {
  const { kind, title, bytes, count, type, holder, place, explanation, root, path, example } = finding;
  // What is held shows its holders; where nothing is held the holder itself is what there is to see.
  const start = example?.id ?? holder.id;
  return {
    ...{ kind, title, bytes, count, type, place, explanation, root, path, start },
    holderType: holder.type,
    graph: hasPicture ? await heap.call('graph', { id: start, ...PICTURE }) : null,
  };
}

async function adviceOf(heap: ReportHeap): Promise<readonly ReportAdvice[]> {
  const { advice } = await heap.call('advice', {});
  return advice.map(({ kind, type, count, savedBytes, how, computed }) => {
    return { kind, type, count, savedBytes, how, computed };
  });
}

async function groupsOf(heap: ReportHeap, title: string, by: GroupKey): Promise<ReportGroups> {
  const window = { offset: 0, limit: GROUPS_SHOWN };
  const page = await heap.call('group', { ...window, set: { kind: 'all' }, by, sort: BY_SHALLOW });
  return { title, total: page.total, totalBytes: page.totals.shallowBytes, rows: page.rows };
}

async function growthOf(first: ReportHeap, heaps: readonly ReportHeap[]): Promise<ReportGrowth> {
  const last = heaps[heaps.length - 1];
  const window = { offset: 0, limit: GROWTH_SHOWN };
  const { total, rows } = await last.call('diff', { ...window, before: first.snapshot });
  return {
    ...{ total, rows, series: await seriesOf(last, heaps), identity: await identityOf(first, last) },
    growing: await growingOf(last, heaps),
  };
}

async function growingOf(last: ReportHeap, heaps: readonly ReportHeap[]): Promise<ReportFindings> {
  const earlier = heaps.slice(-MAX_SERIES, -1).map(({ snapshot }) => snapshot);
  const answer = await last.call('growing', { earlier, limit: FINDINGS_SHOWN, minBytes: null });
  const rows: ReportFinding[] = [];
  for (const finding of answer.findings) rows.push(await findingOf(last, finding, false));
  return { total: answer.total, leastBytes: answer.minBytes, rows };
}

/** The types whose bytes grew most, over all snapshots. */
async function seriesOf(last: ReportHeap, heaps: readonly ReportHeap[]): Promise<ReportSeries[]> {
  const { rows } = await last.call('series', {
    ...{ offset: 0, limit: SERIES_SHOWN, by: 'type', sort: BY_SHALLOW, filter: '', steady: false },
    // A series has a greatest length: of more snapshots the latest.
    snapshots: heaps.slice(-MAX_SERIES).map(({ snapshot }) => snapshot),
  });
  return rows.map(({ key, count, shallowBytes }) => ({ type: key, counts: count, shallowBytes }));
}

async function identityOf(first: ReportHeap, last: ReportHeap): Promise<ReportIdentity> {
  const after = await last.call('identity', { other: first.snapshot });
  const sums = { newObjects: after.here, survived: after.both };
  if (after.reason !== null)
    return { reason: after.reason, ...sums, freed: after.here, heldTotal: 0, held: [] };
  const before = await first.call('identity', { other: last.snapshot });
  const page = await last.call('held-by-old', {
    ...{ offset: 0, limit: HELD_SHOWN, before: first.snapshot, grown: false },
  });
  return { reason: null, ...sums, freed: before.here, heldTotal: page.total, held: page.rows.map(heldOf) };
}

function heldOf({ holder, label, path, ...row }: HeldByOldRow): ReportHeld {
  const { type, count, objects, bytes, lengthBefore, lengthAfter, words } = row;
  return {
    ...{ type, count, objects, bytes, lengthBefore, lengthAfter, words },
    holderType: holder?.type ?? '',
    labels: [...path.map((step) => step.label), label],
  };
}

async function balanceOf(heap: ReportHeap): Promise<ReportBalance | null> {
  const { rssBytes, parts, advice, notes } = await heap.call('balance', {});
  if (rssBytes === null) return null;
  return {
    rssBytes,
    parts: parts.map(({ kind, title, bytes }) => ({ kind, title, bytes })),
    notes: [...advice, ...notes],
  };
}
