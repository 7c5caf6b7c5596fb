import path from 'node:path';
import { BrowserWindow, app } from 'electron';
import { connectText } from '../../shared/engine/text-connection.ts';
import type { SnapshotId } from '../../shared/protocol/engine-api.ts';
import type { FileOffer, WindowShown } from '../../shared/protocol/host-api.ts';
import type { WindowCommand } from '../../shared/protocol/window-commands.ts';
import type { FileGrants } from '../../node/host/file-grants.ts';
import type { HostCaptures } from '../../node/host/host-captures.ts';
import { serveHostSession } from '../../node/host/host-session.ts';
import type { HostSession, HostShell } from '../../node/host/host-session.ts';
import type { EngineHost } from '../../node/worker/engine-host.ts';
import { START_PAGE } from './app-origin.ts';
import { createDialogs } from './dialogs.ts';
import { createPageChannel } from './ipc-bridge.ts';
import type { PageChannel } from './ipc-bridge.ts';
import { BUSY_BAR, OpeningBar } from './opening-bar.ts';
import { watchPage } from './page-health.ts';
import type { Recents } from './recents.ts';
import { MIN_SIZE } from './window-placement.ts';
import type { Placement } from './window-placement.ts';

export interface WindowParts {
  readonly engine: EngineHost;
  readonly files: FileGrants;
  readonly captures: HostCaptures;
  readonly recents: Recents;
  readonly sample: FileOffer | null;
  /** Path of the built preload script. */
  readonly preload: string;
  readonly log: (line: string) => void;
}

export interface WindowListener {
  /** What the window shows or has the focus has changed. */
  onShown(): void;
  /** Which files it has open has changed, by the user's doing. */
  onFiles(): void;
  onMoved(placement: Placement): void;
  onFocus(): void;
  onClosed(): void;
}

interface Page {
  readonly channel: PageChannel;
  readonly session: HostSession;
}

const NOTHING_SHOWN: WindowShown = { snapshot: null, commands: [] };

function createWindow(preload: string, { bounds, isMaximized }: Placement): BrowserWindow {
  const window = new BrowserWindow({
    ...bounds,
    minWidth: MIN_SIZE.width,
    minHeight: MIN_SIZE.height,
    show: false,
    title: 'Backref',
    webPreferences: {
      preload,
      contextIsolation: true,
      sandbox: true,
      nodeIntegration: false,
      webviewTag: false,
      spellcheck: false,
      devTools: !app.isPackaged,
    },
  });
  window.once('ready-to-show', () => {
    if (isMaximized) window.maximize();
    window.show();
  });
  return window;
}

/** One window: its page's session while the page lives, what is open in it, and what its frame shows of that. */
export class AppWindow {
  readonly window: BrowserWindow;
  readonly #parts: WindowParts;
  readonly #listener: WindowListener;
  readonly #bar: OpeningBar;
  /** Files for a page that has not asked yet. */
  #offered: FileOffer[];
  /** The page that has spoken; null before it does, and after it was left or reloaded. */
  #page: Page | null = null;
  /** Paths of the snapshots that are open in it. */
  readonly #open = new Map<SnapshotId, string>();
  /** What was open when the page was lost; null: it never was. */
  #lostSession: readonly string[] | null = null;
  #shown = NOTHING_SHOWN;

  constructor(
    parts: WindowParts,
    placement: Placement,
    offered: readonly FileOffer[],
    listener: WindowListener,
  ) {
    this.#parts = parts;
    this.#listener = listener;
    this.#offered = [...offered];
    this.window = createWindow(parts.preload, placement);
    this.#bar = new OpeningBar((value) => this.#showBar(value));
    this.#watchFrame();
    this.#watchContents();
    void this.window.loadURL(START_PAGE);
  }

  #watchFrame(): void {
    const { window } = this;
    const moved = (): void =>
      this.#listener.onMoved({ bounds: window.getNormalBounds(), isMaximized: window.isMaximized() });
    window.on('resize', moved);
    window.on('move', moved);
    window.on('maximize', moved);
    window.on('unmaximize', moved);
    window.on('focus', () => this.#listener.onFocus());
    window.on('closed', () => {
      this.#endPage();
      this.#listener.onClosed();
    });
  }

  #watchContents(): void {
    const { webContents } = this.window;
    // Only when there is a new page: a navigation that was refused has taken nothing away. The new page speaks later.
    webContents.on('did-navigate', () => {
      if (this.#page === null) return;
      // Reloaded: the new page is to have what this one had.
      const { files } = this.#parts;
      this.#offered = this.paths().map((file) => files.remember(file));
      this.#endPage();
    });
    watchPage(this.window, {
      log: this.#parts.log,
      onGone: () => {
        // It may have died of these files, so they are offered, not opened.
        this.#lostSession = this.paths();
        this.#offered = [];
        this.#endPage();
      },
    });
  }

  /** Takes a text that the page has sent; its first begins the session. */
  receive(text: string): void {
    this.#page ??= this.#beginPage();
    this.#page.channel.receive(text);
  }

  #beginPage(): Page {
    const { captures, engine, files, sample, log, recents } = this.#parts;
    const channel = createPageChannel(this.window.webContents);
    const session = serveHostSession({
      connection: connectText(channel),
      engine,
      files,
      offered: [...this.#offered],
      sample,
      dialogs: createDialogs(this.window, files),
      captures: captures.forWindow(),
      shell: this.#shell(),
      log,
    });
    void recents.look();
    return { channel, session };
  }

  #shell(): HostShell {
    const { recents } = this.#parts;
    return {
      recents: () => this.#recents(),
      forgetRecents: (token) => recents.forget(token),
      progressed: (opening, { size }, progress) => this.#bar.report(opening, size, progress),
      opened: (snapshot, file) => {
        this.#open.set(snapshot, file.path);
        recents.add(file.path);
        this.#listener.onFiles();
      },
      closed: (snapshot) => {
        this.#open.delete(snapshot);
        this.#listener.onFiles();
      },
      shown: (shown) => this.#show(shown),
    };
  }

  #recents(): ReturnType<Recents['list']> {
    const { recents } = this.#parts;
    return this.#lostSession === null ? recents.list() : recents.list(this.#lostSession);
  }

  #show(shown: WindowShown): void {
    this.#shown = shown;
    if (process.platform === 'darwin' && !this.window.isDestroyed()) {
      const file = shown.snapshot === null ? undefined : this.#open.get(shown.snapshot);
      this.window.setRepresentedFilename(file ?? '');
    }
    this.#listener.onShown();
  }

  #showBar(value: number): void {
    if (this.window.isDestroyed()) return;
    // Only Windows takes a mode; elsewhere more than 1 means the same.
    this.window.setProgressBar(value, { mode: value === BUSY_BAR ? 'indeterminate' : 'normal' });
  }

  /** Lets go of the page's snapshots and of all that the frame showed of it. */
  #endPage(): void {
    const page = this.#page;
    this.#page = null;
    this.#bar.clear();
    page?.channel.close();
    this.#open.clear();
    this.#show(NOTHING_SHOWN);
  }

  /** What the page can be asked to do now. */
  get commands(): readonly WindowCommand[] {
    return this.#shown.commands;
  }

  /** Paths of the files open in it. O(files). */
  paths(): readonly string[] {
    return [...this.#open.values()];
  }

  /** Asks the page; one that has not spoken yet can do nothing. */
  command(command: WindowCommand): void {
    this.#page?.session.command(command);
  }

  /** Tells the page that what is remembered has changed. */
  tellRecents(): void {
    this.#page?.session.tellRecents(this.#recents());
  }

  /** Offers files to the page, now or when it comes up. */
  offer(files: readonly FileOffer[]): void {
    if (this.#page === null) this.#offered.push(...files);
    else this.#page.session.offer(files);
  }

  /** Brings it before the user. */
  focus(): void {
    if (this.window.isMinimized()) this.window.restore();
    this.window.focus();
  }
}

/** Where the build puts the preload script: beside main. */
export function preloadPath(): string {
  return path.join(import.meta.dirname, 'preload.cjs');
}
