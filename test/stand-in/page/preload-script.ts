import type { Bridge } from './bridge-script.ts';

/** What a page's preload world says to the main process. */
export type FromPage =
  | { readonly kind: 'send'; readonly channel: string; readonly values: readonly unknown[] }
  | {
      readonly kind: 'invoke';
      readonly id: number;
      readonly channel: string;
      readonly values: readonly unknown[];
    };

/** What the main process says to it. */
export type ToPage =
  | { readonly kind: 'message'; readonly channel: string; readonly values: readonly unknown[] }
  | { readonly kind: 'answer'; readonly id: number; readonly value?: unknown; readonly error?: string };

/** What a preload script finds around it. */
export interface PreloadScope {
  readonly require: (name: string) => unknown;
  readonly process: unknown;
}

/**
 * The world of a sandboxed preload script: require('electron') and process. Run as text in the page's isolated world,
 * so it may use nothing from outside but its arguments and the binding `__standIn`.
 */
export function makePreloadScope(bridge: Bridge, process: unknown): PreloadScope {
  type Listener = (event: unknown, ...values: unknown[]) => void;
  const world = globalThis as unknown as {
    __standIn: (text: string) => void;
    __standInDeliver: (message: ToPage) => void;
  };
  const listeners = new Map<string, Listener[]>();
  const invoked = new Map<number, { resolve: (value: unknown) => void; reject: (error: Error) => void }>();
  let last = 0;
  const post = (message: FromPage): void => world.__standIn(JSON.stringify(message));
  // JSON values only: this project's rule, which makes both hosts alike.
  const copy = (values: unknown[]): unknown[] =>
    JSON.parse(JSON.stringify(structuredClone(values))) as unknown[];

  const ipcRenderer = {
    send: (channel: string, ...values: unknown[]) => post({ kind: 'send', channel, values: copy(values) }),
    invoke: (channel: string, ...values: unknown[]) =>
      new Promise((resolve, reject) => {
        invoked.set(++last, { resolve, reject });
        post({ kind: 'invoke', id: last, channel, values: copy(values) });
      }),
    on: (channel: string, listener: Listener) => {
      listeners.set(channel, [...(listeners.get(channel) ?? []), listener]);
      return emulated.ipcRenderer;
    },
    off: (channel: string, listener: Listener) => {
      const left = (listeners.get(channel) ?? []).filter((known) => known !== listener);
      listeners.set(channel, left);
      return emulated.ipcRenderer;
    },
  };
  const webUtils = {
    // Stops at `debugger`: whoever holds the debugger writes the file's path into `path`, and lets it run on.
    getPathForFile: function __getPathForFile(file: unknown): string {
      if (!(file instanceof File)) throw new TypeError('getPathForFile expected a File');
      // eslint-disable-next-line prefer-const -- Written by the debugger.
      let path = '';
      debugger;
      return path;
    },
  };
  const contextBridge = { exposeInMainWorld: (key: string, api: unknown) => bridge.expose(key, api) };

  const refusing = <T extends object>(name: string, members: T): T =>
    new Proxy(members, {
      get: (target, key) => {
        if (typeof key === 'symbol' || key in target || key === 'then')
          return Reflect.get(target, key) as unknown;
        throw new Error(`stand-in: ${name}.${key} is not emulated`);
      },
    });
  const emulated = {
    ipcRenderer: refusing('ipcRenderer', ipcRenderer),
    webUtils: refusing('webUtils', webUtils),
    contextBridge: refusing('contextBridge', contextBridge),
  };
  world.__standInDeliver = (message) => {
    if (message.kind === 'message') {
      const event = { sender: emulated.ipcRenderer, ports: [] };
      for (const listener of listeners.get(message.channel) ?? []) listener(event, ...message.values);
      return;
    }
    const waiting = invoked.get(message.id);
    invoked.delete(message.id);
    if (message.error === undefined) waiting?.resolve(message.value);
    else waiting?.reject(new Error(message.error));
  };
  return {
    process,
    require: (name) => {
      if (name === 'electron' || name === 'electron/renderer') return refusing('electron', emulated);
      throw new Error(`module not found: ${name}`);
    },
  };
}
