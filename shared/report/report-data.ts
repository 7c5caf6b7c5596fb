import type { ObjectSum } from '../protocol/growth-rows.ts';
import type {
  DiffRow,
  GroupRow,
  ObjectGraph,
  ObjectId,
  PathStep,
  RootPath,
  SnapshotInfo,
  TreemapCell,
  TypesPage,
} from '../protocol/rows.ts';

/** One of the snapshots that a report is about. */
export interface ReportSnapshot {
  /** The file's name without folders. */
  readonly name: string;
  readonly info: SnapshotInfo;
}

/** A finding as the report shows it. */
export interface ReportFinding {
  readonly kind: string;
  readonly title: string;
  readonly bytes: number;
  readonly count: number;
  readonly type: string;
  readonly holderType: string;
  /** The path as code. */
  readonly place: string;
  readonly explanation: string;
  readonly root: RootPath['root'];
  readonly path: readonly PathStep[];
  /** What its picture is drawn around; null for none. */
  readonly start: ObjectId | null;
  /** What holds the start; null beyond the first findings. */
  readonly graph: ObjectGraph | null;
}

export interface ReportFindings {
  readonly total: number;
  /** What needs fewer bytes than this is told nowhere. */
  readonly leastBytes: number;
  readonly rows: readonly ReportFinding[];
}

export interface ReportAdvice {
  readonly kind: string;
  readonly type: string | null;
  readonly count: number;
  readonly savedBytes: number;
  readonly how: string;
  readonly computed: string;
}

/** One part of the process's memory. */
export interface ReportBalancePart {
  readonly kind: string;
  readonly title: string;
  readonly bytes: number;
}

export interface ReportBalance {
  readonly rssBytes: number;
  readonly parts: readonly ReportBalancePart[];
  readonly notes: readonly string[];
}

/** A type's numbers over all snapshots, in their order. */
export interface ReportSeries {
  readonly type: string;
  readonly counts: readonly number[];
  readonly shallowBytes: readonly number[];
}

/** New objects that hang on an older one. */
export interface ReportHeld {
  readonly type: string;
  readonly count: number;
  /** New objects there and behind, and their own bytes. */
  readonly objects: number;
  readonly bytes: number;
  readonly holderType: string;
  readonly lengthBefore: number | null;
  readonly lengthAfter: number | null;
  /** The path to them. */
  readonly words: string;
  /** The same as labels, for who may not see what keys are in it. */
  readonly labels: readonly string[];
}

/** Which objects are new and which went, where the snapshots are of one process. */
export interface ReportIdentity {
  /** Why objects cannot be told to be the same; null when they can. */
  readonly reason: string | null;
  readonly newObjects: ObjectSum;
  readonly survived: ObjectSum;
  readonly freed: ObjectSum;
  readonly heldTotal: number;
  readonly held: readonly ReportHeld[];
}

/** Between the first and the last snapshot. */
export interface ReportGrowth {
  readonly identity: ReportIdentity;
  /** Containers that never stopped growing. */
  readonly growing: ReportFindings;
  /** Types that changed altogether. */
  readonly total: number;
  readonly rows: readonly DiffRow[];
  /** Of those that grew most. */
  readonly series: readonly ReportSeries[];
}

export interface ReportGroups {
  readonly title: string;
  readonly total: number;
  readonly totalBytes: number;
  readonly rows: readonly GroupRow[];
}

/** All that a report says. Its tables are about the last of the snapshots. */
export interface ReportData {
  readonly title: string;
  readonly snapshots: readonly ReportSnapshot[];
  readonly isRedacted: boolean;
  /** ISO 8601, UTC. */
  readonly madeAt: string;
  /** null where the engine has none to tell. */
  readonly findings: ReportFindings | null;
  readonly advice: readonly ReportAdvice[] | null;
  readonly balance: ReportBalance | null;
  readonly types: TypesPage;
  readonly groups: readonly ReportGroups[];
  readonly treemap: TreemapCell;
  /** null for a single snapshot. */
  readonly growth: ReportGrowth | null;
}

/** The snapshot that the tables are about. */
export function lastSnapshot({ snapshots }: ReportData): ReportSnapshot {
  return snapshots[snapshots.length - 1];
}
