import type { MessageConnection } from 'vscode-jsonrpc';
import { HeapError } from '../base/errors.ts';
import type { ReportProgress } from '../base/progress.ts';
import type { CaptureChoice, ProcessList } from '../protocol/capture-api.ts';
import type { EngineMethod, EngineParams, EngineResult, SnapshotId } from '../protocol/engine-api.ts';
import type {
  CallOptions,
  CapturedFile,
  FileOffer,
  HostEvent,
  OpenedSnapshot,
  WindowShown,
} from '../protocol/host-api.ts';
import { WIRE_METHODS } from '../protocol/wire.ts';
import type {
  WireCall,
  WireCapture,
  WireDiscardCapture,
  WireForgetRecents,
  WireHello,
  WireOpen,
  WireProgress,
  WireSave,
} from '../protocol/wire.ts';
import { HostEvents } from './host-events.ts';
import { abortableRequest } from './abortable-request.ts';

/** Said when the line to the host ends: nothing that was asked will be answered. */
export const LOST_CONNECTION = 'The connection to Backref was lost.';

function lostConnection(): HeapError {
  return new HeapError('internal', LOST_CONNECTION);
}

/** The window's side of the wire: every method typed, every promise settles with a result or a HeapError. */
export interface EngineClient {
  hello(): Promise<WireHello>;
  pick(options?: CallOptions): Promise<readonly FileOffer[]>;
  save(request: WireSave): Promise<boolean>;
  forgetRecents(request: WireForgetRecents): Promise<void>;
  show(shown: WindowShown): Promise<void>;
  processes(options?: CallOptions): Promise<ProcessList>;
  capture(choice: CaptureChoice, options?: CallOptions): Promise<CapturedFile>;
  discardCapture(request: WireDiscardCapture): Promise<void>;
  open(token: string, options?: CallOptions): Promise<OpenedSnapshot>;
  close(snapshot: SnapshotId): Promise<void>;
  call<M extends EngineMethod>(
    snapshot: SnapshotId,
    method: M,
    params: EngineParams<M>,
    options?: CallOptions,
  ): Promise<EngineResult<M>>;
  /** Events of the host, and `disconnected` when the line ends. Returns unsubscribe. */
  onEvent(listener: (event: HostEvent) => void): () => void;
  dispose(): void;
}

/**
 * Starts listening on the connection and returns the typed client. Events that come before anybody listens are kept
 * for the first listener.
 */
export function createEngineClient(connection: MessageConnection): EngineClient {
  const events = new HostEvents();
  const progressListeners = new Map<string, ReportProgress>();
  let nextProgressToken = 1;

  connection.onNotification(WIRE_METHODS.event, (event: HostEvent) => events.send(event));
  connection.onNotification(WIRE_METHODS.progress, ({ progressToken, phase, done, total }: WireProgress) => {
    progressListeners.get(progressToken)?.({ phase, done, total });
  });
  connection.onDispose(() => events.send({ kind: 'disconnected', message: LOST_CONNECTION }));
  connection.listen();

  const request = <Result>(method: string, params: object, options: CallOptions = {}): Promise<Result> =>
    abortableRequest(connection, {
      method,
      params,
      signal: options.signal,
      lost: lostConnection,
    });

  /** A request whose progress is told; `onLate` gives back what an answer stands for that crossed with the abort. */
  const longRequest = async <Result>(
    method: string,
    paramsOf: (progressToken: string) => object,
    { signal, onProgress }: CallOptions,
    onLate: (result: Result) => Promise<unknown>,
  ): Promise<Result> => {
    const progressToken = String(nextProgressToken++);
    if (onProgress !== undefined) progressListeners.set(progressToken, onProgress);
    try {
      return await abortableRequest<Result>(connection, {
        method,
        params: paramsOf(progressToken),
        signal,
        lost: lostConnection,
        onLateResult: (result) => void onLate(result).catch(() => undefined),
      });
    } finally {
      progressListeners.delete(progressToken);
    }
  };

  const close = async (snapshot: SnapshotId): Promise<void> => {
    await request(WIRE_METHODS.close, { snapshot });
  };
  const discardCapture = async ({ token }: WireDiscardCapture): Promise<void> => {
    await request(WIRE_METHODS.discardCapture, { token });
  };

  const open = (token: string, options: CallOptions = {}): Promise<OpenedSnapshot> => {
    const paramsOf = (progressToken: string): WireOpen => ({ token, progressToken });
    // Nobody will close this snapshot if not we.
    return longRequest<OpenedSnapshot>(WIRE_METHODS.open, paramsOf, options, ({ snapshot }) =>
      close(snapshot),
    );
  };
  const capture = (choice: CaptureChoice, options: CallOptions = {}): Promise<CapturedFile> => {
    const paramsOf = (progressToken: string): WireCapture => ({ ...choice, progressToken });
    return longRequest<CapturedFile>(WIRE_METHODS.capture, paramsOf, options, discardCapture);
  };

  return {
    hello: () => request(WIRE_METHODS.hello, {}),
    pick: (options) => request(WIRE_METHODS.pick, {}, options),
    save: (params) => request(WIRE_METHODS.save, params),
    forgetRecents: (params) => request(WIRE_METHODS.forgetRecents, params),
    show: (shown) => request(WIRE_METHODS.show, shown),
    processes: (options) => request(WIRE_METHODS.processes, {}, options),
    capture,
    discardCapture,
    open,
    close,
    call: (snapshot, method, params, options) => {
      const call: WireCall = { snapshot, method, params };
      return request(WIRE_METHODS.call, call, options);
    },
    onEvent: (listener) => events.listen(listener),
    dispose: () => connection.dispose(),
  };
}
