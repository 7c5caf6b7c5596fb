import path from 'node:path';
import { BrowserWindow, app } from 'electron';
import type { WebContents } from 'electron';
import { connectText } from '../../shared/engine/text-connection.ts';
import type { FileOffer } from '../../shared/protocol/host-api.ts';
import type { FileGrants } from '../../node/host/file-grants.ts';
import { serveHostSession } from '../../node/host/host-session.ts';
import type { HostSession } from '../../node/host/host-session.ts';
import type { EngineHost } from '../../node/worker/engine-host.ts';
import { START_PAGE } from './app-origin.ts';
import { createDialogs } from './dialogs.ts';
import { createPageChannel } from './ipc-bridge.ts';
import type { PageChannel } from './ipc-bridge.ts';

export interface WindowParts {
  readonly engine: EngineHost;
  readonly files: FileGrants;
  readonly sample: FileOffer | null;
  /** Path of the built preload script. */
  readonly preload: string;
  readonly log: (line: string) => void;
}

interface Page {
  readonly channel: PageChannel;
  readonly session: HostSession;
}

interface AppWindow {
  readonly window: BrowserWindow;
  /** Files for a page that has not asked yet. */
  readonly offered: FileOffer[];
  /** The page that has spoken; null before it does, and after it was left or reloaded. */
  page: Page | null;
}

/** The app's windows, each with its session while its page lives. */
export class AppWindows {
  readonly #parts: WindowParts;
  readonly #windows = new Map<number, AppWindow>();

  constructor(parts: WindowParts) {
    this.#parts = parts;
  }

  /** Opens a window that will be offered the files. */
  open(files: readonly FileOffer[]): BrowserWindow {
    const window = new BrowserWindow({
      width: 1440,
      height: 900,
      minWidth: 720,
      minHeight: 480,
      show: false,
      title: 'Backref',
      webPreferences: {
        preload: this.#parts.preload,
        contextIsolation: true,
        sandbox: true,
        nodeIntegration: false,
        webviewTag: false,
        spellcheck: false,
        devTools: !app.isPackaged,
      },
    });
    const entry: AppWindow = { window, offered: [...files], page: null };
    const { webContents } = window;
    const id = webContents.id;
    this.#windows.set(id, entry);
    webContents.on('did-start-navigation', (details) => {
      if (details.isMainFrame && !details.isSameDocument) endPage(entry);
    });
    webContents.on('render-process-gone', () => endPage(entry));
    window.on('closed', () => {
      endPage(entry);
      this.#windows.delete(id);
    });
    window.once('ready-to-show', () => window.show());
    void window.loadURL(START_PAGE);
    return window;
  }

  /** Takes a text that a window's page has sent; its first begins the session. */
  receive(contents: WebContents, text: string): void {
    const entry = this.#windows.get(contents.id);
    if (entry === undefined) return;
    entry.page ??= this.#beginPage(entry);
    entry.page.channel.receive(text);
  }

  #beginPage({ window, offered }: AppWindow): Page {
    const { engine, files, sample, log } = this.#parts;
    const channel = createPageChannel(window.webContents);
    const session = serveHostSession({
      connection: connectText(channel),
      engine,
      files,
      offered: [...offered],
      sample,
      dialogs: createDialogs(window, files),
      log,
    });
    return { channel, session };
  }

  /** The window that the user looks at, or a new one when none has the focus. */
  focusedOrNew(): Electron.BrowserWindow {
    const focused = BrowserWindow.getFocusedWindow();
    if (focused !== null) return focused;
    return this.open([]);
  }

  /** Offers files to the window that the user looks at, or to a new one when there is none. */
  offer(files: readonly FileOffer[]): void {
    const focused = BrowserWindow.getFocusedWindow() ?? BrowserWindow.getAllWindows().at(0);
    const entry = focused === undefined ? undefined : this.#windows.get(focused.webContents.id);
    if (entry === undefined) {
      this.open(files);
      return;
    }
    if (entry.page === null) entry.offered.push(...files);
    else entry.page.session.offer(files);
    if (entry.window.isMinimized()) entry.window.restore();
    entry.window.focus();
  }
}

function endPage(entry: AppWindow): void {
  const { page } = entry;
  entry.page = null;
  page?.channel.close();
}

/** Where the build puts the preload script: beside main. */
export function preloadPath(): string {
  return path.join(import.meta.dirname, 'preload.cjs');
}
