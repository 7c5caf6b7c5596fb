import { stat } from 'node:fs/promises';
import path from 'node:path';
import type {
  EngineMethod,
  EngineParams,
  EngineResult,
  SnapshotId,
} from '../../shared/protocol/engine-api.ts';
import type { ObjectId, SnapshotInfo } from '../../shared/protocol/rows.ts';
import { visibleText } from '../../shared/base/visible-text.ts';
import type { EngineHost } from '../worker/engine-host.ts';
import { aboutFile, CommandError } from './command-errors.ts';
import { idExample, parseObjectId } from './object-id.ts';
import { passProgress } from './progress-text.ts';
import type { Terminal } from './terminal.ts';

/** A snapshot that a command has open. Every error it throws says which file it is about. */
export interface OpenHeap {
  /** As the user wrote it. */
  readonly file: string;
  readonly snapshot: SnapshotId;
  readonly info: SnapshotInfo;
  call<M extends EngineMethod>(method: M, params: EngineParams<M>): Promise<EngineResult<M>>;
}

/** Opens snapshots for one run of the command. */
export interface Heaps {
  /** The snapshot with its retained sizes. Throws CommandError about the file. */
  open(file: string): Promise<OpenHeap>;
  close(): Promise<void>;
}

/** Throws CommandError when there is no such file, or it is none that can be read from front to back. */
export async function checkFile(file: string): Promise<void> {
  let isFile: boolean;
  try {
    const status = await stat(file);
    if (status.isDirectory()) throw new CommandError(file, 'It is a folder, not a file.');
    isFile = status.isFile();
  } catch (error) {
    throw aboutFile(file, error);
  }
  if (!isFile) throw new CommandError(file, 'It is a device or a pipe, not a file.');
}

/** Snapshots opened by an engine, made when the first is asked for; progress passes by on the terminal. */
export function heapsOf(makeEngine: () => EngineHost, terminal: Terminal): Heaps {
  let engine: EngineHost | null = null;
  return {
    async open(file) {
      await checkFile(file);
      engine ??= makeEngine();
      const host = engine;
      const name = path.basename(file);
      try {
        const { snapshot, info } = await host.open(file, name, { onProgress: passProgress(terminal, name) });
        terminal.passing(null);
        return openHeap(file, snapshot, info, (method, params) => host.call(snapshot, method, params));
      } catch (error) {
        throw aboutFile(file, error);
      }
    },
    async close() {
      await engine?.dispose();
    },
  };
}

/** A heap whose errors name its file. */
export function openHeap(
  file: string,
  snapshot: SnapshotId,
  info: SnapshotInfo,
  call: OpenHeap['call'],
): OpenHeap {
  return {
    file,
    snapshot,
    info,
    async call(method, params) {
      try {
        return await call(method, params);
      } catch (error) {
        throw aboutFile(file, error);
      }
    },
  };
}

/** The id of an object as the engine knows it. Throws CommandError when the text is no id in such a snapshot. */
export function objectIdOf(heap: OpenHeap, text: string): ObjectId {
  const id = parseObjectId(text, heap.info.language);
  if (id !== null) return id;
  const example = idExample(heap.info.language);
  throw new CommandError(
    heap.file,
    `"${visibleText(text, 60)}" is no object id: this snapshot has ids like ${example}.`,
  );
}
