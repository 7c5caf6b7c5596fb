import { HeapError, toHeapError } from '../../shared/base/errors.ts';
import type { Progress } from '../../shared/base/progress.ts';
import type { CapturePreview } from '../../shared/protocol/capture-api.ts';
import type { CallOptions, FileLike, FileOffer, HostApi } from '../../shared/protocol/host-api.ts';
import { useWindow } from '../store/window-store.ts';
import type { Opening, WindowStore } from '../store/window-store.ts';
import { resultCacheOf } from './result-cache.ts';

/** Progress is shown at most this often (ms): reports come by the thousand. */
const PROGRESS_INTERVAL = 60;

/** What becomes of files and snapshots in one window: the only place that opens, cancels and closes. */
export class Opener {
  readonly #host: HostApi;
  readonly #store: WindowStore;
  readonly #controls = new Map<number, AbortController>();
  #nextKey = 1;

  constructor(host: HostApi, store: WindowStore) {
    this.#host = host;
    this.#store = store;
  }

  /** Opens files the host already knows, all at once. Settles when each is open, failed or cancelled. */
  async openOffers(files: readonly FileOffer[]): Promise<void> {
    await this.#together(
      files.map((file) =>
        this.#run({ kind: 'file', name: file.name, size: file.size }, () => Promise.resolve(file)),
      ),
    );
  }

  /** Hands dropped or chosen files to the host and opens them. Settles as openOffers. */
  async openFiles(files: readonly FileLike[]): Promise<void> {
    await this.#together(
      files.map((file) =>
        this.#run({ kind: 'file', name: file.name, size: file.size }, (options) =>
          this.#host.takeFile(file, options),
        ),
      ),
    );
  }

  /**
   * Captures a process that the host has last listed, and opens the snapshot. Settles when it is open, failed or
   * cancelled; of a cancelled one nothing is left.
   */
  async capture(pid: number, preview: CapturePreview): Promise<void> {
    const subject = { kind: 'capture', name: `Process ${String(pid)}`, size: null } as const;
    const { outcome, file } = await this.#run(subject, (options) =>
      this.#host.capture({ pid, preview }, options),
    );
    if (file === null) return;
    if (outcome === 'opened') this.#store.getState().say(`${file.name} is kept in ${file.folder}`);
    // The host may be gone by now, and takes back what was not opened by itself.
    if (outcome === 'cancelled') await this.#host.discardCapture(file).catch(() => undefined);
  }

  /** Lets the user choose by the host's own dialog. Settles as openOffers. */
  async pick(): Promise<void> {
    const { say } = this.#store.getState();
    try {
      await this.openOffers(await this.#host.pickFiles());
    } catch (error) {
      const { code, message } = toHeapError(error);
      if (code !== 'cancelled') say(message);
    }
  }

  /** Stops an opening; one that failed is put away. */
  cancel(key: number): void {
    const control = this.#controls.get(key);
    if (control === undefined) this.#store.getState().openingEnded(key);
    else control.abort();
  }

  /** Stops all openings and puts away all that failed. */
  cancelAll(): void {
    for (const { key } of this.#store.getState().openings) this.cancel(key);
  }

  /** Closes a snapshot, in the window at once. */
  async close(slug: string): Promise<void> {
    const snapshot = this.#store.getState().snapshots.find((each) => each.slug === slug);
    if (snapshot === undefined) return;
    this.#store.getState().closed(slug);
    resultCacheOf(this.#host).forget(snapshot.id);
    // A worker that is already gone cannot be closed, and nobody needs to know.
    await this.#host.close(snapshot.id).catch(() => undefined);
  }

  /** Opens a lost snapshot's file again, in place of it. */
  async reopen(slug: string): Promise<void> {
    const snapshot = this.#store.getState().snapshots.find((each) => each.slug === slug);
    if (snapshot === undefined) return;
    void this.close(slug);
    await this.openOffers([snapshot.file]);
  }

  /** Who gives several files at once wants them compared: says where, as it is not the first that is shown. */
  async #together(runs: readonly Promise<{ readonly outcome: Outcome }>[]): Promise<void> {
    const opened = (await Promise.all(runs)).filter(({ outcome }) => outcome === 'opened');
    if (opened.length < 2) return;
    this.#store.getState().say(`${String(opened.length)} snapshots are open: Growth compares them`);
  }

  /** `file` is what was taken, whatever became of it then. */
  async #run<File extends FileOffer>(
    { kind, name, size }: Pick<Opening, 'kind' | 'name' | 'size'>,
    take: (options: CallOptions) => Promise<File>,
  ): Promise<{ readonly outcome: Outcome; readonly file: File | null }> {
    const key = this.#nextKey++;
    const control = new AbortController();
    const state = this.#store.getState();
    this.#controls.set(key, control);
    state.openingStarted({ key, kind, name, size, startedAt: Date.now() });
    const options = {
      signal: control.signal,
      onProgress: paced((progress) => state.openingProgressed(key, progress)),
    };
    let file: File | null = null;
    try {
      file = await take(options);
      if (kind === 'capture') state.openingCaptured(key, file);
      if (isAborted(control)) throw new HeapError('cancelled', 'Cancelled.');
      const { snapshot, name: shown, info } = await this.#host.open(file, options);
      if (isAborted(control)) {
        // Too late to be stopped: it is open, and nobody wants it.
        await this.#host.close(snapshot).catch(() => undefined);
        throw new HeapError('cancelled', 'Cancelled.');
      }
      state.opened({ id: snapshot, name: shown, info, file, key });
      state.openingEnded(key);
      return { outcome: 'opened', file };
    } catch (error) {
      const what = kind === 'capture' ? `Capturing ${name.toLowerCase()}` : `Opening ${name}`;
      return { outcome: this.#failed(key, what, toHeapError(error)), file };
    } finally {
      this.#controls.delete(key);
    }
  }

  #failed(key: number, what: string, error: HeapError): Outcome {
    const state = this.#store.getState();
    if (error.code !== 'cancelled') {
      state.openingFailed(key, error);
      return 'failed';
    }
    state.openingEnded(key);
    state.say(`${what} was cancelled`);
    return 'cancelled';
  }
}

type Outcome = 'opened' | 'failed' | 'cancelled';

/** Asked anew each time: an await may lie between. */
function isAborted(control: AbortController): boolean {
  return control.signal.aborted;
}

/** Passes on a report now and then, and each new phase at once. */
function paced(report: (progress: Progress) => void): (progress: Progress) => void {
  let phase = '';
  let last = 0;
  return (progress) => {
    const now = Date.now();
    if (progress.phase === phase && now - last < PROGRESS_INTERVAL) return;
    phase = progress.phase;
    last = now;
    report(progress);
  };
}

const openers = new WeakMap<HostApi, Opener>();

/** The one opener of a window. O(1). */
export function openerOf(host: HostApi): Opener {
  let opener = openers.get(host);
  if (opener === undefined) {
    opener = new Opener(host, useWindow);
    openers.set(host, opener);
  }
  return opener;
}
