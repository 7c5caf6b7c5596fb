import type { NamedTotals } from '../analysis/diff.ts';
import type { IdentityColumns } from '../analysis/identity-columns.ts';
import { analyseHeap } from '../analysis/heap-analysis.ts';
import type { HeapAnalysis } from '../analysis/heap-analysis.ts';
import type { WorkContext } from '../analysis/work-context.ts';
import { throwIfCancelled } from '../base/cancellation.ts';
import { HeapError } from '../base/errors.ts';
import { readSnapshot } from '../formats/read-snapshot.ts';
import type { ByteSource, Codecs } from '../formats/reader.ts';
import type { EngineMethod, EngineParams, EngineResult, SnapshotId } from '../protocol/engine-api.ts';
import type { SnapshotInfo } from '../protocol/rows.ts';
import { partKey } from '../protocol/snapshot-parts.ts';
import type { SnapshotPart } from '../protocol/snapshot-parts.ts';
import { groupTotals } from '../queries/group-totals.ts';
import { InstanceLists } from '../queries/instance-lists.ts';
import { setsOf } from '../queries/object-sets.ts';
import type { Query, QueryContext } from '../queries/query-context.ts';
import { QUERIES } from '../queries/query-map.ts';

export interface OpenOptions extends WorkContext {
  /** The name under which the snapshot is asked from now on; no open one has it. */
  readonly snapshot: SnapshotId;
}

interface OpenSnapshot {
  readonly heap: HeapAnalysis;
  readonly instanceLists: InstanceLists;
  readonly openedInMs: number;
}

/**
 * The engine: opens snapshots, keeps them with what follows from them, answers questions. Several can be open. All its
 * work runs on the thread that calls it; hosts put it into a worker. Everything it throws is a HeapError.
 */
export class EngineService {
  private readonly codecs: Codecs;
  private readonly snapshots = new Map<SnapshotId, OpenSnapshot>();
  private readonly opening = new Set<SnapshotId>();
  /** Parts of snapshots that are open on other threads, by what partKey says. */
  private readonly imported = new Map<SnapshotId, Map<string, unknown>>();

  constructor(codecs: Codecs) {
    this.codecs = codecs;
  }

  /**
   * Reads a file of any format and computes sizes; progress comes by named phases. Nothing stays behind when it fails.
   * Near-linear time in the file; memory is the graph's columns, 12 bytes a node and, meanwhile, about 45 more.
   * Throws HeapError: what the readers throw, `cancelled`, `busy` when the name is taken.
   */
  async open(source: ByteSource, { snapshot, report, cancel }: OpenOptions): Promise<SnapshotInfo> {
    if (this.snapshots.has(snapshot) || this.opening.has(snapshot)) {
      throw new HeapError('busy', `Snapshot ${snapshot} is open already.`, { id: snapshot });
    }
    this.opening.add(snapshot);
    try {
      const startedAt = Date.now();
      throwIfCancelled(cancel);
      const graph = await readSnapshot(source, { report, cancel, codecs: this.codecs });
      const heap = analyseHeap(graph, { report, cancel });
      const openedInMs = Date.now() - startedAt;
      const opened = { heap, instanceLists: new InstanceLists(heap), openedInMs };
      const info = this.ask(opened, 'info', {}, { report, cancel });
      this.snapshots.set(snapshot, opened);
      return info;
    } finally {
      this.opening.delete(snapshot);
    }
  }

  /** Forgets a snapshot and what was imported under its name; nothing happens when there is none. */
  close(snapshot: SnapshotId): void {
    this.snapshots.delete(snapshot);
    this.imported.delete(snapshot);
  }

  /**
   * Makes the indexes that the first look at an object would otherwise wait for (reverse edges, distances, nodes by
   * type, ids), so that a host can do it once nobody waits. O(N + E). Throws HeapError `not-found`, `cancelled`.
   */
  prepare(snapshot: SnapshotId, context: WorkContext): void {
    const { heap } = this.find(snapshot);
    heap.reverseEdges(context);
    heap.distancesFromRoots(context);
    heap.nodesByType(context);
    heap.graph.nodeOf(heap.graph.idOf(heap.graph.nodeCount - 1));
  }

  /** Answers a question; parameters are within their limits (engine-schemas). Throws HeapError. */
  call<M extends EngineMethod>(
    snapshot: SnapshotId,
    method: M,
    params: EngineParams<M>,
    context: WorkContext,
  ): EngineResult<M> {
    return this.ask(this.find(snapshot), method, params, context);
  }

  /**
   * A part of a snapshot, open here or imported, for importing elsewhere: structured clone carries it. Costs what
   * groupTotals and ObjectSets.identity cost. Throws HeapError `not-found`, `cancelled`.
   */
  part(snapshot: SnapshotId, part: SnapshotPart, context: WorkContext): unknown {
    const imported = this.imported.get(snapshot)?.get(partKey(part));
    if (imported !== undefined) return imported;
    const opened = this.find(snapshot);
    return part.kind === 'totals'
      ? groupTotals(opened.heap, part.by, this.contextOf(opened, context))
      : setsOf(opened.heap).identity(context).columns;
  }

  /** Takes a part of a snapshot that is open on another thread, so that questions can name that snapshot. O(1). */
  importPart(snapshot: SnapshotId, part: SnapshotPart, content: unknown): void {
    const parts = this.imported.get(snapshot) ?? new Map<string, unknown>();
    this.imported.set(snapshot, parts.set(partKey(part), content));
  }

  private ask<M extends EngineMethod>(
    opened: OpenSnapshot,
    method: M,
    params: EngineParams<M>,
    context: WorkContext,
  ): EngineResult<M> {
    throwIfCancelled(context.cancel);
    const query: Query<M> = QUERIES[method];
    return query(this.contextOf(opened, context), params);
  }

  private contextOf(opened: OpenSnapshot, { report, cancel }: WorkContext): QueryContext {
    return {
      ...opened,
      totalsOf: (other, by) => this.part(other, { kind: 'totals', by }, { report, cancel }) as NamedTotals,
      identityOf: (other) => this.part(other, { kind: 'identity' }, { report, cancel }) as IdentityColumns,
      ...{ report, cancel },
    };
  }

  private find(snapshot: SnapshotId): OpenSnapshot {
    const found = this.snapshots.get(snapshot);
    if (found === undefined) {
      throw new HeapError('not-found', `Snapshot ${snapshot} is not open.`, { id: snapshot });
    }
    return found;
  }
}
