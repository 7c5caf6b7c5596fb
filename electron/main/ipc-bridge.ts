import { ipcMain } from 'electron';
import type { IpcMainEvent, IpcMainInvokeEvent, WebContents } from 'electron';
import { toHeapError } from '../../shared/base/errors.ts';
import type { TextChannel } from '../../shared/engine/text-connection.ts';
import { IPC_CHANNELS } from '../../shared/protocol/ipc-channels.ts';
import type { GrantAnswer } from '../../shared/protocol/ipc-channels.ts';
import type { FileGrants } from '../../node/host/file-grants.ts';
import { isAppAddress } from './app-origin.ts';

/** Longest path of any system we run on, and then some. */
const MAX_PATH_LENGTH = 32_768;

/** Whether a message comes from the window's own page: the main frame, and an address of the app. */
export function isOwnPage(event: Pick<IpcMainEvent | IpcMainInvokeEvent, 'sender' | 'senderFrame'>): boolean {
  const frame = event.senderFrame;
  return frame !== null && frame === event.sender.mainFrame && isAppAddress(frame.url);
}

/** Main's end of a page's channel. */
export interface PageChannel extends TextChannel {
  receive(text: string): void;
}

/** A channel to the page in `contents`, ended by close(): by whoever sees the page go. */
export function createPageChannel(contents: WebContents): PageChannel {
  let listener: ((text: string) => void) | null = null;
  const closeListeners: (() => void)[] = [];
  let isClosed = false;
  return {
    send: (text) => {
      if (isClosed || contents.isDestroyed()) throw new Error('the page is gone');
      contents.send(IPC_CHANNELS.rpc, text);
    },
    onText: (onText) => {
      listener = onText;
      return () => (listener = null);
    },
    onClose: (onClose) => void closeListeners.push(onClose),
    close: () => {
      if (isClosed) return;
      isClosed = true;
      for (const onClose of closeListeners) onClose();
    },
    receive: (text) => listener?.(text),
  };
}

/** Hears all pages; passes on texts of our own, and lets them open files that the user dropped on them. */
export function listenToPages(
  files: FileGrants,
  onText: (contents: WebContents, text: string) => void,
): void {
  ipcMain.on(IPC_CHANNELS.rpc, (event, text: unknown) => {
    if (isOwnPage(event) && typeof text === 'string') onText(event.sender, text);
  });
  ipcMain.handle(IPC_CHANNELS.grant, async (event, path: unknown): Promise<GrantAnswer> => {
    const isPath = typeof path === 'string' && path.length > 0 && path.length <= MAX_PATH_LENGTH;
    if (!isOwnPage(event) || !isPath) return { problem: 'Not allowed.' };
    try {
      return { offer: await files.grant(path) };
    } catch (error) {
      return { problem: toHeapError(error).message };
    }
  });
}
