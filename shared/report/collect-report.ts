import type { EngineMethod, EngineParams, EngineResult, SnapshotId } from '../protocol/engine-api.ts';
import { MAX_PAGE } from '../protocol/engine-api.ts';
import type { GroupKey } from '../protocol/object-set.ts';
import type { DiffRow, SnapshotInfo } from '../protocol/rows.ts';
import type { ReportData, ReportGroups, ReportGrowth, ReportSeries } from './report-data.ts';

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
  onStep('types');
  const types = await last.call('types', { offset: 0, limit: TYPES_SHOWN, sort: BY_SHALLOW, filter: '' });
  onStep('treemap');
  const treemap = await last.call('treemap', TREEMAP);
  onStep('groups');
  const groups = [await groupsOf(last, 'Kept by', 'keeper'), await groupsOf(last, 'By package', 'package')];
  onStep('growth');
  const growth = heaps.length > 1 ? await growthOf(heaps) : null;
  return {
    ...{ title, madeAt, types, treemap, groups, growth },
    snapshots: heaps.map(({ name, info }) => ({ name, info })),
    isRedacted: false,
    findings: null,
    advice: null,
    balance: null,
  };
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
