import { ParameterStructures, RequestType, ResponseError } from 'vscode-jsonrpc/node';
import type { CancellationToken, MessageConnection } from 'vscode-jsonrpc/node';
import type { z } from 'zod';
import { HeapError, toHeapError } from '../../shared/base/errors.ts';
import { throttleProgress } from '../../shared/engine/throttled-progress.ts';
import { invalidParams, toWireError } from '../../shared/engine/wire-errors.ts';
import type { CaptureChoice } from '../../shared/protocol/capture-api.ts';
import type { SnapshotId } from '../../shared/protocol/engine-api.ts';
import { NO_RECENTS } from '../../shared/protocol/host-api.ts';
import type {
  CapturedFile,
  FileOffer,
  OpenedSnapshot,
  RecentFiles,
  SaveRequest,
  WindowShown,
} from '../../shared/protocol/host-api.ts';
import type { Progress, ReportProgress } from '../../shared/base/progress.ts';
import type { WindowCommand } from '../../shared/protocol/window-commands.ts';
import { WIRE_METHODS } from '../../shared/protocol/wire.ts';
import type { WireEvent, WireHello, WireProgress } from '../../shared/protocol/wire.ts';
import type { EngineHost } from '../worker/engine-host.ts';
import { checkCall } from './engine-params.ts';
import type { FileGrants, GrantedFile } from './file-grants.ts';
import type { WindowCaptures } from './host-captures.ts';
import {
  callSchema,
  captureSchema,
  closeSchema,
  discardCaptureSchema,
  emptySchema,
  forgetRecentsSchema,
  openSchema,
  reasonOf,
  saveSchema,
  showSchema,
} from './wire-schemas.ts';

/** What only a host with windows of its own can do; a browser does both by itself. */
export interface HostDialogs {
  /** Files the user chose; empty when they changed their mind. */
  pick(): Promise<readonly FileOffer[]>;
  /** Writes where the user says; false when they changed their mind. */
  save(request: SaveRequest): Promise<boolean>;
}

/** What a host with windows of its own remembers and shows around the page. No member throws. */
export interface HostShell {
  recents(): RecentFiles;
  forgetRecents(token: string | null): void;
  /** How far an opening of this window is; null: it has ended, in whatever way. */
  progressed(opening: string, file: GrantedFile, progress: Progress | null): void;
  opened(snapshot: SnapshotId, file: GrantedFile): void;
  /** The window has closed it; not called for a window that goes. */
  closed(snapshot: SnapshotId): void;
  shown(shown: WindowShown): void;
}

export interface HostSessionOptions {
  readonly connection: MessageConnection;
  readonly engine: EngineHost;
  readonly files: FileGrants;
  /** Files waiting for this window. */
  readonly offered: readonly FileOffer[];
  readonly sample: FileOffer | null;
  readonly dialogs: HostDialogs | null;
  /** Absent where no process may be captured through this host. */
  readonly captures?: WindowCaptures;
  /** Absent in the browser's host. */
  readonly shell?: HostShell;
  /** Hears of failures that are nobody's fault but ours, with their stack. */
  readonly log?: (line: string) => void;
}

/** One window's side of a host. */
export interface HostSession {
  /** Tells the window of files that have come for it. */
  offer(files: readonly FileOffer[]): void;
  /** Asks the window to do something, as if a key had been pressed in it. */
  command(command: WindowCommand): void;
  /** Tells the window that what is remembered has changed. */
  tellRecents(recents: RecentFiles): void;
  /** Aborts what is under way and closes the window's snapshots. Also done when the connection ends. */
  dispose(): Promise<void>;
}

/** Answers the window's requests on the connection and starts listening. */
export function serveHostSession(options: HostSessionOptions): HostSession {
  const session = new Session(options);
  session.listen();
  return session;
}

type Handler<Params> = (params: Params, signal: AbortSignal) => Promise<unknown>;

class Session implements HostSession {
  readonly #options: HostSessionOptions;
  /** A window may use only the snapshots that it opened. */
  readonly #snapshots = new Set<SnapshotId>();
  readonly #underWay = new Set<AbortController>();
  readonly #stopWatching: () => void;
  #isDisposed = false;

  constructor(options: HostSessionOptions) {
    this.#options = options;
    this.#stopWatching = options.engine.onLost(({ snapshot, message }) => {
      if (this.#snapshots.has(snapshot)) this.#send({ kind: 'snapshot-lost', snapshot, message });
    });
  }

  listen(): void {
    const { connection, captures, dialogs, offered, sample, shell } = this.#options;
    this.#answer(WIRE_METHODS.hello, emptySchema, (): Promise<WireHello> =>
      Promise.resolve({
        sample,
        offered,
        recents: shell?.recents() ?? NO_RECENTS,
        hasCaptures: captures !== undefined,
      }),
    );
    this.#answer(WIRE_METHODS.open, openSchema, ({ token, progressToken }, signal) =>
      this.#open(token, progressToken, signal),
    );
    this.#answer(WIRE_METHODS.close, closeSchema, ({ snapshot }) => this.#close(snapshot));
    this.#answer(WIRE_METHODS.call, callSchema, (call, signal) =>
      this.#call(call.snapshot, call.method, call.params, signal),
    );
    if (dialogs !== null) {
      this.#answer(WIRE_METHODS.pick, emptySchema, () => dialogs.pick());
      this.#answer(WIRE_METHODS.save, saveSchema, ({ name, mediaType, base64 }) =>
        dialogs.save({ name, mediaType, bytes: Buffer.from(base64, 'base64') }),
      );
    }
    if (captures !== undefined) this.#answerForCaptures(captures);
    if (shell !== undefined) this.#answerForShell(shell);
    connection.onDispose(() => void this.dispose());
    connection.onClose(() => connection.dispose());
    connection.listen();
  }

  #answerForCaptures(captures: WindowCaptures): void {
    this.#answer(WIRE_METHODS.processes, emptySchema, () => captures.list());
    this.#answer(WIRE_METHODS.capture, captureSchema, ({ progressToken, ...choice }, signal) =>
      this.#capture(captures, choice, progressToken, signal),
    );
    this.#answer(WIRE_METHODS.discardCapture, discardCaptureSchema, async ({ token }) => {
      await captures.discard(token);
      return null;
    });
  }

  #answerForShell(shell: HostShell): void {
    this.#answer(WIRE_METHODS.forgetRecents, forgetRecentsSchema, ({ token }) => {
      shell.forgetRecents(token);
      return Promise.resolve(null);
    });
    this.#answer(WIRE_METHODS.show, showSchema, (shown) => {
      // A window may show only what it has opened.
      const isOpen = shown.snapshot !== null && this.#snapshots.has(shown.snapshot);
      shell.shown({ ...shown, snapshot: isOpen ? shown.snapshot : null });
      return Promise.resolve(null);
    });
  }

  /** Registers a handler that sees only what the schema accepts, and whose every failure crosses as an error. */
  #answer<Params>(method: string, schema: z.ZodType<Params>, handler: Handler<Params>): void {
    const type = new RequestType<unknown, unknown, unknown>(method, ParameterStructures.byName);
    this.#options.connection.onRequest(type, async (raw, token: CancellationToken) => {
      const parsed = schema.safeParse(raw);
      if (!parsed.success) throw invalidParams(method, reasonOf(parsed.error));
      const controller = new AbortController();
      this.#underWay.add(controller);
      const subscription = token.onCancellationRequested(() => controller.abort());
      if (token.isCancellationRequested) controller.abort();
      try {
        return await handler(parsed.data, controller.signal);
      } catch (error) {
        throw this.#toWire(error);
      } finally {
        subscription.dispose();
        this.#underWay.delete(controller);
      }
    });
  }

  #toWire(error: unknown): ResponseError<unknown> {
    if (error instanceof ResponseError) return error;
    const { code, stack, cause } = toHeapError(error);
    if (code === 'internal') {
      this.#options.log?.(
        cause instanceof Error && cause.stack !== undefined ? cause.stack : (stack ?? String(error)),
      );
    }
    return toWireError(error);
  }

  /** Passes progress on to the window, and to `also`, until the signal aborts. */
  #reporter(
    progressToken: string,
    signal: AbortSignal,
    also: (progress: Progress) => void = () => undefined,
  ): ReportProgress {
    return throttleProgress((progress) => {
      if (signal.aborted) return;
      const message: WireProgress = { progressToken, ...progress };
      void this.#notify(WIRE_METHODS.progress, message);
      also(progress);
    });
  }

  async #capture(
    captures: WindowCaptures,
    choice: CaptureChoice,
    progressToken: string,
    signal: AbortSignal,
  ): Promise<CapturedFile> {
    const onProgress = this.#reporter(progressToken, signal);
    const file = await captures.capture(choice, { signal, onProgress });
    if (!this.#isDisposed && !signal.aborted) return file;
    // Nobody is there any more who could open it.
    await captures.discard(file.token);
    throw new HeapError('cancelled', 'Cancelled.');
  }

  async #open(token: string, progressToken: string, signal: AbortSignal): Promise<OpenedSnapshot> {
    const { captures, engine, files, shell } = this.#options;
    const file = files.resolve(token);
    const onProgress = this.#reporter(progressToken, signal, (progress) =>
      shell?.progressed(progressToken, file, progress),
    );
    let opened: OpenedSnapshot;
    shell?.progressed(progressToken, file, { phase: '', done: 0, total: 0 });
    try {
      opened = await engine.open(file.path, file.name, { signal, onProgress });
    } finally {
      shell?.progressed(progressToken, file, null);
    }
    if (this.#isDisposed || signal.aborted) {
      await engine.close(opened.snapshot);
      throw new HeapError('cancelled', 'Cancelled.');
    }
    this.#snapshots.add(opened.snapshot);
    captures?.opened(token);
    shell?.opened(opened.snapshot, file);
    return opened;
  }

  async #close(snapshot: SnapshotId): Promise<null> {
    if (!this.#snapshots.delete(snapshot)) return null;
    this.#options.shell?.closed(snapshot);
    await this.#options.engine.close(snapshot);
    return null;
  }

  async #call(snapshot: SnapshotId, name: string, rawParams: unknown, signal: AbortSignal): Promise<unknown> {
    const { method, params } = checkCall(name, rawParams);
    this.#requireOpen(snapshot);
    if ('before' in params) this.#requireOpen(params.before);
    return this.#options.engine.call(snapshot, method, params, { signal });
  }

  #requireOpen(snapshot: SnapshotId): void {
    if (this.#snapshots.has(snapshot)) return;
    throw new HeapError('not-found', `Snapshot ${snapshot} is not open.`, { id: snapshot });
  }

  #send(event: WireEvent): void {
    if (this.#isDisposed) return;
    void this.#notify(WIRE_METHODS.event, event);
  }

  /** A notification that cannot be sent has nobody left to hear it. */
  async #notify(method: string, params: object): Promise<void> {
    try {
      await this.#options.connection.sendNotification(method, params);
    } catch {
      // The connection has ended, which its own listeners deal with.
    }
  }

  offer(files: readonly FileOffer[]): void {
    if (files.length > 0) this.#send({ kind: 'offered', files });
  }

  command(command: WindowCommand): void {
    this.#send({ kind: 'command', command });
  }

  tellRecents(recents: RecentFiles): void {
    this.#send({ kind: 'recents', recents });
  }

  async dispose(): Promise<void> {
    if (this.#isDisposed) return;
    this.#isDisposed = true;
    this.#stopWatching();
    for (const controller of this.#underWay) controller.abort();
    this.#options.connection.dispose();
    const snapshots = [...this.#snapshots];
    this.#snapshots.clear();
    await Promise.all(snapshots.map((snapshot) => this.#options.engine.close(snapshot)));
  }
}
