import { screen } from 'electron';
import type { BrowserWindow, Rectangle, WebContents } from 'electron';
import type { FileOffer } from '../../shared/protocol/host-api.ts';
import type { WindowCommand } from '../../shared/protocol/window-commands.ts';
import type { AppStateFile } from './app-state.ts';
import { AppWindow } from './app-window.ts';
import type { WindowParts } from './app-window.ts';
import { placeWindow } from './window-placement.ts';

export interface AppWindowsParts extends WindowParts {
  readonly state: AppStateFile;
  /** Something that the menu depends on has changed: which window is in front, or what it can do. */
  readonly onChange: () => void;
}

function workAreas(): [Rectangle, ...Rectangle[]] {
  const primary = screen.getPrimaryDisplay();
  const others = screen.getAllDisplays().filter(({ id }) => id !== primary.id);
  return [primary.workArea, ...others.map(({ workArea }) => workArea)];
}

/** The app's windows. */
export class AppWindows {
  readonly #parts: AppWindowsParts;
  /** By the id of their contents; the one last in front is the last. */
  readonly #windows = new Map<number, AppWindow>();
  #isQuitting = false;

  constructor(parts: AppWindowsParts) {
    this.#parts = parts;
  }

  /** Opens a window that will be offered the files. */
  open(files: readonly FileOffer[]): BrowserWindow {
    const { state, recents, onChange } = this.#parts;
    const taken = [...this.#windows.values()].map(({ window }) => window.getBounds());
    const placement = placeWindow(state.value.window, workAreas(), taken);
    const appWindow = new AppWindow(this.#parts, placement, files, {
      onShown: onChange,
      onFiles: () => this.#keepSession(),
      onMoved: (moved) => state.update({ window: moved }),
      onFocus: () => {
        this.#windows.delete(id);
        this.#windows.set(id, appWindow);
        void recents.look();
        onChange();
      },
      onClosed: () => {
        const isLast = this.#windows.size === 1;
        this.#windows.delete(id);
        // The last window takes the session with it into the next run.
        if (!isLast) this.#keepSession();
        onChange();
      },
    });
    const { id } = appWindow.window.webContents;
    this.#windows.set(id, appWindow);
    onChange();
    return appWindow.window;
  }

  #keepSession(): void {
    if (this.#isQuitting) return;
    this.#parts.recents.keepSession([...this.#windows.values()].flatMap((each) => each.paths()));
  }

  /** From here on windows close because the program ends, not because the user is done with their files. */
  quit(): void {
    this.#isQuitting = true;
  }

  /** Takes a text that a window's page has sent. */
  receive(contents: WebContents, text: string): void {
    this.#windows.get(contents.id)?.receive(text);
  }

  /** The window that was last in front. */
  #front(): AppWindow | null {
    return [...this.#windows.values()].at(-1) ?? null;
  }

  /** The window that was last in front, null when there is none. */
  front(): BrowserWindow | null {
    return this.#front()?.window ?? null;
  }

  /** The window that was last in front, or a new one. */
  frontOrNew(): BrowserWindow {
    return this.front() ?? this.open([]);
  }

  /** What the window in front can be asked to do. */
  commands(): readonly WindowCommand[] {
    return this.#front()?.commands ?? [];
  }

  /** Asks the window in front. */
  command(command: WindowCommand): void {
    this.#front()?.command(command);
  }

  /** Tells all pages that what is remembered has changed. */
  tellRecents(): void {
    for (const each of this.#windows.values()) each.tellRecents();
  }

  /** Offers files to the window that was last in front, or to a new one, and brings it before the user. */
  offer(files: readonly FileOffer[]): void {
    const front = this.#front();
    if (front === null) {
      this.open(files);
      return;
    }
    if (files.length > 0) front.offer(files);
    front.focus();
  }
}
