import { Worker } from 'node:worker_threads';
import type { MessageConnection } from 'vscode-jsonrpc/node';
import type { AbortSignalLike } from '../../shared/base/cancellation.ts';
import { HeapError } from '../../shared/base/errors.ts';
import type { EngineMethod } from '../../shared/protocol/engine-api.ts';
import type { CallOptions } from '../../shared/protocol/host-api.ts';
import type { SnapshotInfo } from '../../shared/protocol/rows.ts';
import type { SnapshotPart } from '../../shared/protocol/snapshot-parts.ts';
import { abortableRequest } from '../../shared/engine/abortable-request.ts';
import { connectPort } from './port-connection.ts';
import {
  CALL,
  EXPORT_PART,
  FORGET,
  IMPORT_PART,
  OPEN,
  OPEN_PROGRESS,
  OPEN_PROGRESS_TOKEN,
  type WorkerCall,
  type WorkerImport,
  type WorkerOpen,
} from './worker-protocol.ts';

export interface SnapshotWorkerOptions {
  readonly workerUrl: URL;
  /** JS heap of the thread; typed arrays lie outside of it. */
  readonly maxHeapMegabytes: number;
}

/** How a worker ended without having been told to, as a sentence. */
function describeDeath(
  name: string,
  error: (Error & { code?: string }) | null,
  exitCode: number | null,
): string {
  if (error?.code === 'ERR_WORKER_OUT_OF_MEMORY') return `The thread that held ${name} ran out of memory.`;
  if (error !== null) return `The thread that held ${name} failed: ${error.message}`;
  return `The thread that held ${name} ended unexpectedly (exit code ${String(exitCode)}).`;
}

/** One thread with one snapshot. All its pending calls settle when it dies, with one error that says why. */
export class SnapshotWorker {
  readonly name: string;
  readonly #worker: Worker;
  readonly #connection: MessageConnection;
  readonly #onDeath: (message: string) => void;
  #error: Error | null = null;
  #end: HeapError | null = null;

  /** Starts the thread. `onDeath` is called once when it ends by itself, not after terminate(). */
  constructor(name: string, options: SnapshotWorkerOptions, onDeath: (message: string) => void) {
    this.name = name;
    this.#onDeath = onDeath;
    this.#worker = new Worker(options.workerUrl, {
      name: 'snapshot',
      execArgv: [],
      stdout: true, // Nothing a worker prints may get among the output of a command.
      resourceLimits: { maxOldGenerationSizeMb: options.maxHeapMegabytes },
    });
    this.#worker.stdout.resume();
    this.#connection = connectPort(this.#worker);
    this.#worker.on('error', (error) => (this.#error = error));
    this.#worker.on('messageerror', (error) => {
      this.#error = error;
      void this.#worker.terminate();
    });
    this.#worker.on('exit', (code) => this.#died(code));
    this.#connection.listen();
  }

  #died(exitCode: number): void {
    if (this.#end !== null) return;
    const message = describeDeath(this.name, this.#error, exitCode);
    this.#end = new HeapError('internal', message, {}, this.#error ?? undefined);
    this.#connection.dispose();
    this.#onDeath(message);
  }

  #request<Result>(method: string, params: object, signal?: AbortSignalLike): Promise<Result> {
    const lost = (): HeapError =>
      this.#end ?? new HeapError('internal', `The thread that held ${this.name} is gone.`);
    return abortableRequest(this.#connection, { method, params, signal, lost });
  }

  /** Reads the file. On abort rejects at once; the thread may still run, so terminate() it then. */
  async open(params: WorkerOpen, options: CallOptions): Promise<SnapshotInfo> {
    const { signal, onProgress } = options;
    const subscription = this.#connection.onProgress(OPEN_PROGRESS, OPEN_PROGRESS_TOKEN, (progress) => {
      if (signal?.aborted !== true) onProgress?.(progress);
    });
    try {
      return await this.#request<SnapshotInfo>(OPEN.method, params, signal);
    } finally {
      subscription.dispose();
    }
  }

  call(method: EngineMethod, params: unknown, signal?: AbortSignalLike): Promise<unknown> {
    const request: WorkerCall = { method, params };
    return this.#request(CALL.method, request, signal);
  }

  exportPart(part: SnapshotPart): Promise<unknown> {
    return this.#request(EXPORT_PART.method, part);
  }

  async importPart(params: WorkerImport): Promise<void> {
    await this.#request(IMPORT_PART.method, params);
  }

  /** Forgets what was imported of a snapshot. */
  async forget(snapshot: string): Promise<void> {
    await this.#request(FORGET.method, { snapshot });
  }

  /** Ends the thread and frees its memory; pending calls reject with `reason`. Resolves when it is gone. */
  async terminate(reason: HeapError): Promise<void> {
    if (this.#end === null) {
      this.#end = reason;
      this.#connection.dispose();
    }
    await this.#worker.terminate();
  }
}
