import { dialog } from 'electron';
import type { BrowserWindow } from 'electron';

const REASONS: Readonly<Partial<Record<string, string>>> = {
  oom: 'It ran out of memory.',
  killed: 'Something ended its process.',
  crashed: 'Its process crashed.',
  'launch-failed': 'Its process could not be started.',
};

export interface PageHealth {
  /** The page is gone: what belonged to it can be let go. */
  readonly onGone: () => void;
  readonly log: (line: string) => void;
}

async function offerReload(window: BrowserWindow, reason: string): Promise<void> {
  const { response } = await dialog.showMessageBox(window, {
    type: 'error',
    title: 'Backref',
    message: 'This window’s page has stopped.',
    detail: `${REASONS[reason] ?? 'Its process ended.'} Its snapshots were closed; the files are as they were.`,
    buttons: ['Reload', 'Close Window'],
    defaultId: 0,
    cancelId: 1,
    noLink: true,
  });
  if (window.isDestroyed()) return;
  if (response === 0) window.webContents.reload();
  else window.destroy();
}

/** Whether the user has had enough; ended by the signal when the window answers again. */
async function wantsReload(window: BrowserWindow, signal: AbortSignal): Promise<boolean> {
  const { response } = await dialog.showMessageBox(window, {
    type: 'warning',
    title: 'Backref',
    message: 'This window does not answer.',
    detail: 'You can wait, or load it anew; its snapshots would have to be opened again.',
    buttons: ['Wait', 'Reload'],
    defaultId: 0,
    cancelId: 0,
    noLink: true,
    signal,
  });
  return response === 1 && !signal.aborted && !window.isDestroyed();
}

/** Watches over the window's page: tells of its end, offers to load it anew. */
export function watchPage(window: BrowserWindow, { onGone, log }: PageHealth): void {
  const { webContents } = window;
  const fail = (error: unknown): void => log(error instanceof Error ? error.message : String(error));
  let waiting: AbortController | null = null;
  let isReloadWanted = false;
  const stopWaiting = (): void => {
    waiting?.abort();
    waiting = null;
  };
  webContents.on('render-process-gone', (_event, { reason, exitCode }) => {
    stopWaiting();
    onGone();
    if (reason === 'clean-exit') return;
    log(`a page ended: ${reason}, ${String(exitCode)}`);
    if (isReloadWanted) {
      isReloadWanted = false;
      webContents.reload();
      return;
    }
    offerReload(window, reason).catch(fail);
  });
  window.on('unresponsive', () => {
    if (waiting !== null) return;
    waiting = new AbortController();
    const ask = async (signal: AbortSignal): Promise<void> => {
      if (!(await wantsReload(window, signal))) return;
      isReloadWanted = true;
      // A page that hangs does not end by being asked.
      webContents.forcefullyCrashRenderer();
    };
    ask(waiting.signal).catch(fail);
  });
  window.on('responsive', stopWaiting);
  window.on('closed', stopWaiting);
}
