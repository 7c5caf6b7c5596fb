import { appendFileSync } from 'node:fs';
import { basename } from 'node:path';
import { isMainThread } from 'node:worker_threads';
import type { CancelToken } from '../../shared/base/cancellation.ts';
import { throwIfCancelled } from '../../shared/base/cancellation.ts';
import { HeapError } from '../../shared/base/errors.ts';
import type { ReportProgress } from '../../shared/base/progress.ts';
import type { EngineMethod } from '../../shared/protocol/engine-api.ts';
import type { SnapshotInfo } from '../../shared/protocol/rows.ts';
import type { SnapshotEngine } from '../../node/worker/snapshot-engine.ts';

/** An info that says little, with what the engine was given in `producer`. */
export function scriptedInfo(producer: string): SnapshotInfo {
  return {
    format: 'scripted',
    formatVersion: '1',
    producer,
    objects: 1,
    references: 0,
    types: 1,
    shallowBytes: 16,
    unreachable: { objects: 0, shallowBytes: 0 },
    problems: [],
    process: null,
    rules: [],
    openedInMs: 0,
    language: 'python',
  };
}

const never = (): Promise<never> => new Promise(() => undefined);
const tick = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

function onlyOnThread(): void {
  if (isMainThread) throw new Error('this would take the tests with it');
}

/** What happens on opening a file of that name. */
const OPENINGS: Readonly<Record<string, (cancel: CancelToken, path: string) => Promise<void>>> = {
  'truncated.heap': () => {
    throw new HeapError('truncated', 'The file ends in the nodes.', { offset: 1234, section: 'nodes' });
  },
  'breaks.heap': () => {
    throw new TypeError('columns is undefined');
  },
  'too-big.heap': () => {
    throw new RangeError('Array buffer allocation failed');
  },
  'waits.heap': never,
  /** Looks at its token, between steps. */
  'polite.heap': async (cancel) => {
    for (;;) {
      throwIfCancelled(cancel);
      await tick();
    }
  },
  /** Never looks at its token and never gives its thread back; its file grows while it lives. */
  'deaf.heap': (_cancel, path) => {
    onlyOnThread();
    const clock = new Int32Array(new SharedArrayBuffer(4));
    for (;;) {
      appendFileSync(path, '.');
      Atomics.wait(clock, 0, 0, 5);
    }
  },
  'exits.heap': () => {
    onlyOnThread();
    process.exit(3);
  },
};

/** What happens on asking for an object of that id. */
const ANSWERS: Readonly<Record<string, (cancel: CancelToken) => Promise<unknown>>> = {
  missing: () => {
    throw new HeapError('not-found', 'There is no object missing.', { id: 'missing' });
  },
  hangs: never,
  /** Keeps its thread and looks at its token only: no message can tell it anything. */
  busy: (cancel) => {
    onlyOnThread();
    for (;;) throwIfCancelled(cancel);
  },
  unsendable: () => Promise.resolve({ bigint: 1n, method: () => undefined }),
  exits: () => {
    onlyOnThread();
    process.exit(3);
  },
  throws: () => {
    onlyOnThread();
    setImmediate(() => {
      throw new Error('nobody catches this');
    });
    return never();
  },
  hungry: () => {
    onlyOnThread();
    const kept: unknown[] = [];
    for (;;) kept.push(Array.from({ length: 10_000 }, (_, index) => ({ index })));
  },
};

/** An engine that does what the names it is given say. */
export function createScriptedEngine(): SnapshotEngine {
  let producer = '';
  const imported = new Map<string, unknown>();
  return {
    async open(path: string, name: string, cancel: CancelToken, report: ReportProgress) {
      report({ phase: 'Reading', done: 0, total: 2 });
      report({ phase: 'Computing', done: 2, total: 2 });
      await OPENINGS[basename(path)]?.(cancel, path);
      producer = name;
      return scriptedInfo(producer);
    },
    async call(method: EngineMethod, params: unknown, cancel: CancelToken) {
      const id = (params as { id?: string }).id;
      if (method === 'object' && id !== undefined) {
        const answer = ANSWERS[id];
        return answer === undefined ? { id } : await answer(cancel);
      }
      if (method === 'diff')
        return { before: imported.get((params as { before: string }).before), after: producer };
      return scriptedInfo(producer);
    },
    exportPart: () => Promise.resolve({ of: producer, counts: new Float64Array([1, 2]) }),
    importPart: (snapshot, _part, content) => {
      imported.set(snapshot, content);
      return Promise.resolve();
    },
    forget: (snapshot) => {
      imported.delete(snapshot);
      return Promise.resolve();
    },
  };
}
