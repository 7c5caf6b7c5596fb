import type { EngineMethod, EngineParams, EngineResult, SnapshotId } from '../protocol/engine-api.ts';
import { MAX_PAGE } from '../protocol/engine-api.ts';
import type { GroupKey } from '../protocol/object-set.ts';
import type { DiffRow, SnapshotInfo } from '../protocol/rows.ts';
import type { Finding } from '../protocol/findings-rows.ts';
import type {
  ReportAdvice,
  ReportData,
  ReportFinding,
  ReportFindings,
  ReportGroups,
  ReportGrowth,
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
const FINDINGS_SHOWN = 20;
/** Findings with a picture of their own. */
const PICTURES = 4;
/** What a picture shows of a heap: little enough to be read on paper. */
const PICTURE = { direction: 'referrers', depth: 5, width: 4, onlyType: null, skip: 0 } as const;
const TREEMAP = { id: null, cells: 16, levels: 7 } as const;
const BY_SHALLOW = { by: 'shallow', descending: true } as const;

/**
 * All that a report says about snapshots, in the order of the story; the tables are about the last. Costs a handful of
 * queries on each; the answers are small. Throws what the engine throws.
 */
export async function collectReport(
  heaps: readonly [ReportHeap, ...ReportHeap[]],
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
  const growth = heaps.length > 1 ? await growthOf(heaps) : null;
  return {
    ...{ title, madeAt, findings, advice, types, treemap, groups, growth },
    snapshots: heaps.map(({ name, info }) => ({ name, info })),
    isRedacted: false,
    balance: null,
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

async function growthOf(heaps: readonly [ReportHeap, ...ReportHeap[]]): Promise<ReportGrowth> {
  const last = heaps[heaps.length - 1];
  const before = heaps[0].snapshot;
  const { total, rows } = await last.call('diff', { offset: 0, limit: GROWTH_SHOWN, before });
  const grown = rows.filter(({ shallowDelta }) => shallowDelta > 0).slice(0, SERIES_SHOWN);
  return { total, rows, series: await seriesOf(heaps, grown) };
}

async function seriesOf(heaps: readonly ReportHeap[], grown: readonly DiffRow[]): Promise<ReportSeries[]> {
  const series = grown.map(({ type }) => ({ type, counts: [] as number[], shallowBytes: [] as number[] }));
  for (const heap of heaps) {
    const rows = await typeRows(heap, new Set(grown.map(({ type }) => type)));
    for (const each of series) {
      each.counts.push(rows.get(each.type)?.count ?? 0);
      each.shallowBytes.push(rows.get(each.type)?.shallowBytes ?? 0);
    }
  }
  return series;
}

/** Rows of the wanted types. O(types). */
async function typeRows(
  heap: ReportHeap,
  wanted: ReadonlySet<string>,
): Promise<Map<string, { count: number; shallowBytes: number }>> {
  const found = new Map<string, { count: number; shallowBytes: number }>();
  for (let offset = 0, total = 1; offset < total && found.size < wanted.size; offset += MAX_PAGE) {
    const page = await heap.call('types', { offset, limit: MAX_PAGE, sort: BY_SHALLOW, filter: '' });
    total = page.total;
    for (const row of page.rows) if (wanted.has(row.type)) found.set(row.type, row);
  }
  return found;
}
