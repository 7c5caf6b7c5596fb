import { setTimeout as delay } from 'node:timers/promises';
import { HeapError } from '../../shared/base/errors.ts';
import type {
  EngineMethod,
  EngineParams,
  EngineResult,
  SnapshotId,
} from '../../shared/protocol/engine-api.ts';
import type { CallOptions, OpenedSnapshot } from '../../shared/protocol/host-api.ts';
import { partKey, partsNeeded } from '../../shared/protocol/snapshot-parts.ts';
import type { NeededPart } from '../../shared/protocol/snapshot-parts.ts';
import { rejectOnAbort } from '../../shared/engine/reject-on-abort.ts';
import type { EngineHost, SnapshotLoss } from './engine-host.ts';
import { SnapshotWorker } from './snapshot-worker.ts';

/** Time for a cancelled open to let go of its file by itself before its thread is ended. */
const CANCEL_GRACE_MS = 150;
/** Readers keep their data in typed arrays, outside this limit; strings of JSON snapshots are the largest part. */
const DEFAULT_MAX_HEAP_MEGABYTES = 4096;

export interface EngineRouterOptions {
  /** The built worker, dist/node/engine-worker.mjs: see packagePaths(). */
  readonly workerUrl: URL;
  readonly maxHeapMegabytes?: number;
}

interface OpenWorker {
  readonly worker: SnapshotWorker;
  /** Parts of other snapshots that the worker has been given, by snapshot and what partKey says. */
  readonly imported: Map<SnapshotId, Map<string, Promise<void>>>;
}

function notOpen(snapshot: SnapshotId): HeapError {
  return new HeapError('not-found', `Snapshot ${snapshot} is not open.`, { id: snapshot });
}

/**
 * An engine with one worker thread per snapshot: one that crashes or runs out of memory takes no other with it,
 * closing gives all memory back, and loading never delays another snapshot's answers.
 */
export function createEngineRouter(options: EngineRouterOptions): EngineHost {
  return new EngineRouter(options);
}

class EngineRouter implements EngineHost {
  readonly #options: EngineRouterOptions;
  readonly #open = new Map<SnapshotId, OpenWorker>();
  /** All threads that live, also those that still load or are about to end. */
  readonly #alive = new Set<SnapshotWorker>();
  /** Why snapshots that were not closed are gone, until they are closed. */
  readonly #lost = new Map<SnapshotId, HeapError>();
  readonly #lostListeners = new Set<(loss: SnapshotLoss) => void>();
  #nextId = 1;

  constructor(options: EngineRouterOptions) {
    this.#options = options;
  }

  async open(path: string, name: string, options: CallOptions = {}): Promise<OpenedSnapshot> {
    if (options.signal?.aborted === true) throw new HeapError('cancelled', 'Cancelled.');
    const snapshot = `s${String(this.#nextId++)}`;
    const worker = this.#start(snapshot, name);
    try {
      const info = await worker.open({ path, name }, options);
      this.#open.set(snapshot, { worker, imported: new Map() });
      return { snapshot, name, info };
    } catch (error) {
      const wasCancelled = error instanceof HeapError && error.code === 'cancelled';
      void this.#retire(worker, wasCancelled ? CANCEL_GRACE_MS : 0);
      throw error;
    }
  }

  #start(snapshot: SnapshotId, name: string): SnapshotWorker {
    const { workerUrl, maxHeapMegabytes = DEFAULT_MAX_HEAP_MEGABYTES } = this.#options;
    const worker = new SnapshotWorker(name, { workerUrl, maxHeapMegabytes }, (message) => {
      this.#alive.delete(worker);
      if (!this.#open.delete(snapshot)) return; // Still loading: the rejected open says it.
      this.#forget(snapshot);
      this.#lost.set(snapshot, new HeapError('internal', message));
      for (const listener of this.#lostListeners) listener({ snapshot, message });
    });
    this.#alive.add(worker);
    return worker;
  }

  async #retire(worker: SnapshotWorker, graceMs: number): Promise<void> {
    if (graceMs > 0) await delay(graceMs, undefined, { ref: false });
    await worker.terminate(new HeapError('not-found', `${worker.name} is not open.`));
    this.#alive.delete(worker);
  }

  async close(snapshot: SnapshotId): Promise<void> {
    this.#lost.delete(snapshot);
    const entry = this.#open.get(snapshot);
    if (entry === undefined) return;
    this.#open.delete(snapshot);
    this.#forget(snapshot);
    await entry.worker.terminate(notOpen(snapshot));
    this.#alive.delete(entry.worker);
  }

  async call<M extends EngineMethod>(
    snapshot: SnapshotId,
    method: M,
    params: EngineParams<M>,
    options: CallOptions = {},
  ): Promise<EngineResult<M>> {
    const entry = this.#find(snapshot);
    const needed = partsNeeded(method, params);
    if (needed.length > 0) await rejectOnAbort(this.#bringParts(needed, entry), options.signal);
    return (await entry.worker.call(method, params, options.signal)) as EngineResult<M>;
  }

  #find(snapshot: SnapshotId): OpenWorker {
    const entry = this.#open.get(snapshot);
    if (entry === undefined) throw this.#lost.get(snapshot) ?? notOpen(snapshot);
    return entry;
  }

  async #bringParts(needed: readonly NeededPart[], into: OpenWorker): Promise<void> {
    await Promise.all(needed.map((each) => this.#bringPart(each, into)));
  }

  /** Carries a part of a snapshot into the thread of another, once. A transfer that failed is tried again. */
  async #bringPart({ snapshot, part }: NeededPart, into: OpenWorker): Promise<void> {
    const source = this.#find(snapshot);
    const parts = into.imported.get(snapshot) ?? new Map<string, Promise<void>>();
    into.imported.set(snapshot, parts);
    const key = partKey(part);
    const known = parts.get(key);
    if (known !== undefined) return known;
    const transfer = (async () => {
      const content = await source.worker.exportPart(part);
      await into.worker.importPart({ snapshot, part, content });
    })();
    parts.set(key, transfer);
    transfer.catch(() => parts.delete(key));
    return transfer;
  }

  /** Lets the other threads forget what they were given of a snapshot that is gone: ids take 12 bytes an object. */
  #forget(snapshot: SnapshotId): void {
    for (const { worker, imported } of this.#open.values()) {
      if (imported.delete(snapshot)) worker.forget(snapshot).catch(() => undefined);
    }
  }

  onLost(listener: (loss: SnapshotLoss) => void): () => void {
    this.#lostListeners.add(listener);
    return () => this.#lostListeners.delete(listener);
  }

  async dispose(): Promise<void> {
    this.#open.clear();
    this.#lost.clear();
    const workers = [...this.#alive];
    this.#alive.clear();
    await Promise.all(
      workers.map((worker) => worker.terminate(new HeapError('not-found', `${worker.name} was closed.`))),
    );
  }
}
