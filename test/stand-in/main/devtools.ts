import { EventEmitter } from 'node:events';
import type { CDPSession } from '@playwright/test';
import { WebSocket } from 'ws';

/** A session with one target of the browser: typed as Playwright's, made by us, as we run without Playwright too. */
export interface DevToolsSession {
  readonly send: CDPSession['send'];
  readonly on: CDPSession['on'];
}

interface Waiting {
  readonly resolve: (value: never) => void;
  readonly reject: (error: Error) => void;
}

interface Message {
  readonly id?: number;
  readonly method?: string;
  readonly sessionId?: string;
  readonly params?: unknown;
  readonly result?: unknown;
  readonly error?: { readonly message: string };
}

/** A connection to Chromium by the DevTools protocol. After its end every call rejects. */
export class DevTools {
  readonly #socket: WebSocket;
  readonly #waiting = new Map<number, Waiting>();
  /** Listeners by session; the browser itself is ''. */
  readonly #events = new Map<string, EventEmitter>();
  #lastId = 0;

  private constructor(socket: WebSocket) {
    this.#socket = socket;
    socket.on('message', (data: Buffer) => this.#receive(JSON.parse(data.toString()) as Message));
    socket.on('error', () => undefined);
    socket.on('close', () => {
      for (const { reject } of this.#waiting.values()) reject(new Error('Chromium has ended'));
      this.#waiting.clear();
    });
  }

  static async connect(address: string): Promise<DevTools> {
    const socket = new WebSocket(address, { perMessageDeflate: false, maxPayload: 2 ** 30 });
    await new Promise((resolve, reject) => {
      socket.once('open', resolve);
      socket.once('error', reject);
    });
    return new DevTools(socket);
  }

  /** The browser itself with '', or the target that Target.attachToTarget gave this id. */
  session(sessionId: string): DevToolsSession {
    const events = this.#events.get(sessionId) ?? new EventEmitter();
    this.#events.set(sessionId, events);
    const send = (method: string, params?: object): Promise<unknown> => this.#send(method, params, sessionId);
    const on = (event: string, listener: (payload: unknown) => void): unknown => events.on(event, listener);
    return { send: send as CDPSession['send'], on: on as CDPSession['on'] };
  }

  #send(method: string, params: object | undefined, sessionId: string): Promise<unknown> {
    if (this.#socket.readyState !== WebSocket.OPEN) return Promise.reject(new Error('Chromium has ended'));
    const id = ++this.#lastId;
    const address = sessionId === '' ? {} : { sessionId };
    this.#socket.send(JSON.stringify({ id, method, params: params ?? {}, ...address }));
    return new Promise((resolve, reject) => this.#waiting.set(id, { resolve, reject }));
  }

  #receive({ id, method, sessionId = '', params, result, error }: Message): void {
    if (id === undefined) {
      this.#events.get(sessionId)?.emit(method ?? '', params);
      return;
    }
    const waiting = this.#waiting.get(id);
    this.#waiting.delete(id);
    if (error === undefined) waiting?.resolve(result as never);
    else waiting?.reject(new Error(error.message));
  }

  close(): void {
    this.#socket.close();
  }
}
