import { EmulatedEmitter } from './emulated.ts';

type Handler = Parameters<Electron.IpcMain['handle']>[1];

const handlers = new Map<string, Handler>();

class IpcMain extends EmulatedEmitter implements Pick<Electron.IpcMain, 'handle' | 'removeHandler'> {
  handle(channel: string, handler: Handler): void {
    if (handlers.has(channel)) throw new Error(`Attempted to register a second handler for '${channel}'`);
    handlers.set(channel, handler);
  }
  removeHandler(channel: string): void {
    handlers.delete(channel);
  }
}

export const ipcMain = new IpcMain();

/** A value as it arrives on the other side: JSON only, which is this project's rule. */
export function asJson(value: unknown): unknown {
  const text = JSON.stringify(structuredClone(value)) as string | undefined;
  return text === undefined ? undefined : (JSON.parse(text) as unknown);
}

/** What the application answers to ipcRenderer.invoke. Rejects with the message that arrives there. */
export async function invokeHandler(
  event: Electron.IpcMainInvokeEvent,
  channel: string,
  values: readonly unknown[],
): Promise<unknown> {
  try {
    const handler = handlers.get(channel);
    if (handler === undefined) throw new Error(`No handler registered for '${channel}'`);
    return asJson(await handler(event, ...values));
  } catch (error) {
    throw new Error(`Error invoking remote method '${channel}': ${String(error)}`);
  }
}
