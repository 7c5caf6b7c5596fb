import { mkdir, readdir, rm, stat } from 'node:fs/promises';
import path from 'node:path';
import { HeapError } from '../../shared/base/errors.ts';
import type { ReportProgress } from '../../shared/base/progress.ts';
import type { CaptureChoice, ProcessList, ProcessRow } from '../../shared/protocol/capture-api.ts';
import type { CapturedFile } from '../../shared/protocol/host-api.ts';
import { CaptureError } from '../capture/capture-error.ts';
import { captureProcess } from '../capture/capture-process.ts';
import { LINUX_ONLY } from '../capture/capture-way.ts';
import { PythonBuilds } from '../capture/python-build.ts';
import { readStartTime } from '../capture/proc-files.ts';
import { listPythonProcesses } from '../capture/process-list.ts';
import { freeName, programOf, snapshotName } from '../capture/snapshot-name.ts';
import { type Surroundings, thisMachine } from '../capture/surroundings.ts';
import type { FileGrants } from './file-grants.ts';
import { shortFolder } from './snapshots-folder.ts';

export interface HostCapturesParts {
  /** The agent's source: packagePaths().agent. */
  readonly agentFile: string;
  /** Where snapshots are kept; made when the first is taken. */
  readonly folder: string;
  /** The user's home, shown as `~`. */
  readonly home: string;
  readonly files: FileGrants;
  /** Tests give their own. */
  readonly around?: Surroundings;
  readonly capture?: typeof captureProcess;
}

export interface CaptureRun {
  readonly signal: AbortSignal;
  readonly onProgress: ReportProgress;
}

/** What one window may do with processes. */
export interface WindowCaptures {
  /** The Python processes of this machine. Only those of the last list can be captured. */
  list(): Promise<ProcessList>;
  /** Captures a process into a new file. Rejects with HeapError: `not-captured`, `busy`, `cancelled`. */
  capture(choice: CaptureChoice, run: CaptureRun): Promise<CapturedFile>;
  /** Deletes a file that this window has captured and not opened; other tokens change nothing. */
  discard(token: string): Promise<void>;
  /** The window has opened the file: from here on it is the user's. */
  opened(token: string): void;
}

/** Command lines can be megabytes; so many characters tell them apart. */
const MAX_COMMAND = 2000;
/** What a killed program left half written; no capture takes that long. */
const STALE_MS = 3_600_000;
const UNFINISHED = /^\..*\.backref\.[0-9a-f]{8}\.tmp$/;

/** Captures for the windows of a host: which processes, into which folder, and when all has ended. */
export class HostCaptures {
  readonly #parts: HostCapturesParts;
  readonly #running = new Set<Promise<unknown>>();
  readonly #builds = new PythonBuilds();

  constructor(parts: HostCapturesParts) {
    this.#parts = parts;
  }

  /** For a new window, which has seen no process yet. */
  forWindow(): WindowCaptures {
    return new Captures(this.#parts, this.#builds, (running) => {
      this.#running.add(running);
      void running.finally(() => this.#running.delete(running));
    });
  }

  /** Whether a capture is under way, or cleaning up after itself. */
  get isBusy(): boolean {
    return this.#running.size > 0;
  }

  /** Resolves when none is any more; does not end any. */
  async settled(): Promise<void> {
    await Promise.all(this.#running);
  }
}

interface Listed {
  readonly row: ProcessRow;
  readonly startTime: string | null;
}

class Captures implements WindowCaptures {
  readonly #parts: HostCapturesParts;
  readonly #around: Surroundings;
  readonly #builds: PythonBuilds;
  readonly #began: (running: Promise<unknown>) => void;
  #listed: ReadonlyMap<number, Listed> = new Map();
  /** Paths of files that are not opened yet, by token. */
  readonly #made = new Map<string, string>();
  #current: { readonly signal: AbortSignal; readonly ended: Promise<unknown> } | null = null;

  constructor(parts: HostCapturesParts, builds: PythonBuilds, began: (running: Promise<unknown>) => void) {
    this.#parts = parts;
    this.#builds = builds;
    this.#around = parts.around ?? thisMachine();
    this.#began = began;
  }

  async list(): Promise<ProcessList> {
    const { proc, platform } = this.#around;
    const rows = (await listPythonProcesses(this.#around, this.#builds)).map(cutCommand);
    this.#listed = new Map(
      rows.map((row) => [row.pid, { row, startTime: readStartTime(row.pid, proc) }] as const),
    );
    return { processes: rows, obstacle: platform === 'linux' ? null : LINUX_ONLY };
  }

  async capture(choice: CaptureChoice, run: CaptureRun): Promise<CapturedFile> {
    const row = this.#requireListed(choice.pid);
    // One that was cancelled cleans up first; the user need not know.
    while (this.#current !== null) {
      if (!this.#current.signal.aborted)
        throw new HeapError('busy', 'A process is being captured already: wait for that, or cancel it.');
      await this.#current.ended;
    }
    const working = this.#run(row, choice, run);
    const ended = working.then(
      () => undefined,
      () => undefined,
    );
    const current = { signal: run.signal, ended };
    this.#current = current;
    this.#began(ended);
    try {
      return await working;
    } finally {
      if (this.#current === current) this.#current = null;
    }
  }

  #requireListed(pid: number): ProcessRow {
    const listed = this.#listed.get(pid);
    if (listed === undefined)
      throw new HeapError('not-captured', `Process ${pid} is not in the list of processes: refresh it.`);
    const now = readStartTime(pid, this.#around.proc);
    if (now !== null && now !== listed.startTime)
      throw new HeapError('not-captured', `Process ${pid} has ended, and its number is another’s now.`);
    return listed.row;
  }

  async #run(row: ProcessRow, { pid, preview }: CaptureChoice, run: CaptureRun): Promise<CapturedFile> {
    const { agentFile, folder, files, home, capture = captureProcess } = this.#parts;
    try {
      run.onProgress({ phase: 'Looking at the process', done: 0, total: 0 });
      await makeFolder(folder);
      const name = snapshotName(programOf(row.command), new Date(), null, pid);
      const file = path.join(folder, await freeName(folder, name));
      await capture({ pid, file, agentFile, preview, ...run }, this.#around);
      if (run.signal.aborted) {
        await rm(file, { force: true });
        throw new HeapError('cancelled', 'Cancelled.');
      }
      const offer = await files.grant(file);
      this.#made.set(offer.token, file);
      return { ...offer, folder: shortFolder(folder, home) };
    } catch (error) {
      throw asHeapError(error);
    }
  }

  async discard(token: string): Promise<void> {
    const file = this.#made.get(token);
    if (!this.#made.delete(token) || file === undefined) return;
    await rm(file, { force: true });
  }

  opened(token: string): void {
    this.#made.delete(token);
  }
}

function cutCommand(row: ProcessRow): ProcessRow {
  if (row.command.length <= MAX_COMMAND) return row;
  return { ...row, command: `${row.command.slice(0, MAX_COMMAND)}…` };
}

function asHeapError(error: unknown): unknown {
  if (!(error instanceof CaptureError)) return error;
  return new HeapError(
    error.code === 'cancelled' ? 'cancelled' : 'not-captured',
    error.message,
    {},
    error.cause,
  );
}

/** Makes the folder, for this user only, and clears away what a killed program left in it. */
async function makeFolder(folder: string): Promise<void> {
  try {
    await mkdir(folder, { recursive: true, mode: 0o700 });
    for (const name of await readdir(folder)) {
      if (!UNFINISHED.test(name)) continue;
      const file = path.join(folder, name);
      const found = await stat(file).catch(() => null);
      if (found !== null && Date.now() - found.mtimeMs > STALE_MS) await rm(file, { force: true });
    }
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : 'unknown reason';
    throw new CaptureError('failed', `The folder for snapshots, ${folder}, cannot be made (${code}).`, error);
  }
}
