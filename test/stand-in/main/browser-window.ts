import { app, lastWindowClosed, preventable } from './app.ts';
import { EmulatedEmitter } from './emulated.ts';
import { runtime } from './runtime.ts';
import type { ClosableWindow } from './runtime.ts';
import { WebContents } from './web-contents.ts';
import { WindowPlace } from './window-place.ts';

type Members =
  | 'close'
  | 'destroy'
  | 'focus'
  | 'getBounds'
  | 'getNormalBounds'
  | 'getSize'
  | 'getTitle'
  | 'hide'
  | 'id'
  | 'isDestroyed'
  | 'isFocused'
  | 'isFullScreen'
  | 'isMaximized'
  | 'isMinimized'
  | 'isVisible'
  | 'loadURL'
  | 'maximize'
  | 'minimize'
  | 'restore'
  | 'setBounds'
  | 'setFullScreen'
  | 'setProgressBar'
  | 'setRepresentedFilename'
  | 'setTitle'
  | 'show'
  | 'unmaximize';

const all: BrowserWindow[] = [];
let lastId = 0;
let focused: BrowserWindow | null = null;

function setFocus(window: BrowserWindow): void {
  focused?.emit('blur');
  focused = window;
  window.emit('focus');
  app.emit('browser-window-focus', {}, window);
}

export class BrowserWindow extends EmulatedEmitter implements Pick<Electron.BrowserWindow, Members> {
  readonly id = ++lastId;
  readonly webContents: WebContents;
  readonly #place: WindowPlace;
  #isVisible: boolean;
  #title: string;
  #isDestroyed = false;

  constructor(options: Electron.BrowserWindowConstructorOptions = {}) {
    super();
    this.#isVisible = options.show !== false;
    this.#title = options.title ?? app.name;
    this.#place = new WindowPlace(options, (event) => void this.emit(event));
    this.webContents = new WebContents(options.webPreferences ?? {}, this.#place.bounds());
    this.#listen(this.webContents);
    all.push(this);
    app.emit('web-contents-created', {}, this.webContents);
    app.emit('browser-window-created', {}, this);
    if (this.#isVisible) this.focus();
  }

  #listen(contents: WebContents): void {
    const closable: ClosableWindow = {
      requestClose: () => {
        this.close();
        return this.#isClosing;
      },
      whenClosed: new Promise((resolve) => this.once('closed', () => resolve())),
    };
    runtime.windows.add(closable);
    contents.once('did-finish-load', () => this.emit('ready-to-show'));
    contents.on('page-title-updated', (event: ReturnType<typeof preventable>, title: string) => {
      this.emit('page-title-updated', event, title, true);
      if (!event.defaultPrevented) this.#title = title;
    });
    contents.once('destroyed', () => {
      this.#isDestroyed = true;
      all.splice(all.indexOf(this), 1);
      runtime.windows.delete(closable);
      if (focused === this) focused = null;
      this.emit('closed');
      if (all.length === 0) lastWindowClosed();
    });
  }

  #isClosing = false;

  close(): void {
    const event = preventable();
    this.emit('close', event);
    if (!event.defaultPrevented) this.destroy();
  }
  destroy(): void {
    this.#isClosing = true;
    this.webContents.close();
  }
  isDestroyed(): boolean {
    return this.#isDestroyed;
  }
  loadURL(url: string): Promise<void> {
    return this.webContents.loadURL(url);
  }

  show(): void {
    this.#isVisible = true;
    this.emit('show');
    this.focus();
  }
  hide(): void {
    this.#isVisible = false;
    this.emit('hide');
  }
  isVisible(): boolean {
    return this.#isVisible;
  }
  focus(): void {
    if (focused !== this) setFocus(this);
  }
  isFocused(): boolean {
    return focused === this;
  }

  getTitle(): string {
    return this.#title;
  }
  setTitle(title: string): void {
    this.#title = title;
  }
  // Shown by the system only: nothing to be seen here. Tests watch the calls.
  setProgressBar(): void {}
  setRepresentedFilename(): void {}

  getBounds(): Electron.Rectangle {
    return this.#place.bounds();
  }
  getNormalBounds(): Electron.Rectangle {
    return this.#place.normalBounds();
  }
  getSize(): number[] {
    const { width, height } = this.#place.bounds();
    return [width, height];
  }
  setBounds(bounds: Partial<Electron.Rectangle>): void {
    this.#place.setBounds(bounds);
  }
  maximize(): void {
    this.#place.enter('maximized');
  }
  unmaximize(): void {
    this.#place.leave('maximized');
  }
  isMaximized(): boolean {
    return this.#place.is('maximized');
  }
  minimize(): void {
    this.#place.enter('minimized');
  }
  restore(): void {
    this.#place.leave('minimized');
  }
  isMinimized(): boolean {
    return this.#place.is('minimized');
  }
  setFullScreen(on: boolean): void {
    if (on) this.#place.enter('fullscreen');
    else this.#place.leave('fullscreen');
  }
  isFullScreen(): boolean {
    return this.#place.is('fullscreen');
  }

  static getAllWindows(): BrowserWindow[] {
    return [...all];
  }
  static getFocusedWindow(): BrowserWindow | null {
    return focused;
  }
  static fromId(id: number): BrowserWindow | null {
    return all.find((window) => window.id === id) ?? null;
  }
  static fromWebContents(contents: WebContents): BrowserWindow | null {
    return all.find((window) => window.webContents === contents) ?? null;
  }
}
