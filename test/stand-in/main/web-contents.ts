import type { FromPage, ToPage } from '../page/preload-script.ts';
import { preventable } from './app.ts';
import { EmulatedEmitter } from './emulated.ts';
import { asJson, invokeHandler, ipcMain } from './ipc-main.ts';
import { Page } from './page.ts';
import type { NavigationStart, PageOwner } from './page.ts';
import type { NavigationQuestion } from './page-requests.ts';
import { Session, applyPermissions } from './session.ts';
import { runtime } from './runtime.ts';

type Members =
  | 'close'
  | 'executeJavaScript'
  | 'forcefullyCrashRenderer'
  | 'getTitle'
  | 'getURL'
  | 'id'
  | 'isCrashed'
  | 'isDestroyed'
  | 'loadURL'
  | 'reload'
  | 'send'
  | 'setWindowOpenHandler';
type WindowOpenHandler = Parameters<Electron.WebContents['setWindowOpenHandler']>[0];

/** A frame of a page. Main tells its own page by identity with `mainFrame` and by address. */
class WebFrame extends EmulatedEmitter implements Pick<Electron.WebFrameMain, 'origin' | 'url'> {
  url = '';
  get origin(): string {
    return this.url === '' ? '' : `${new URL(this.url).protocol}//${new URL(this.url).host}`;
  }
}

const CLOSE_AGAIN_MS = 2000;
const all: WebContents[] = [];
let lastId = 0;
// Set by the class, which alone may write what it keeps to itself.
let onTargetGone: (targetId: string) => void;
let onTitle: (targetId: string, title: string) => void;

export class WebContents extends EmulatedEmitter implements Pick<Electron.WebContents, Members> {
  readonly id = ++lastId;
  readonly mainFrame = new WebFrame();
  readonly session = Session.defaultSession;
  readonly #page: Page;
  #openHandler: WindowOpenHandler = () => ({ action: 'allow' });
  #isDestroyed = false;
  #isCrashed = false;
  #title = '';

  constructor(preferences: Electron.WebPreferences, size: { width: number; height: number }) {
    super();
    if (!runtime.isReady) throw new Error('Cannot create BrowserWindow before app is ready');
    const { preload, contextIsolation, nodeIntegration, sandbox, webviewTag, webSecurity } = preferences;
    if (
      contextIsolation === false ||
      sandbox === false ||
      webSecurity === false ||
      nodeIntegration ||
      webviewTag
    ) {
      throw new Error('stand-in: only the sandboxed, isolated page without webviews is emulated');
    }
    all.push(this);
    this.#page = new Page(this.#ownerOfPage(), { preload, ...size });
  }

  #ownerOfPage(): PageOwner {
    return {
      onNavigationStart: (details) => this.#onNavigationStart(details),
      mayNavigate: (question) => this.#mayNavigate(question),
      onNavigated: (url) => {
        this.#isCrashed = false;
        this.mainFrame.url = url;
        this.emit('did-navigate', {}, url, 200, 'OK');
      },
      onErrorPage: (url) => {
        this.#isCrashed = false;
        this.mainFrame.url = url;
      },
      onNavigatedInPage: (url) => {
        this.mainFrame.url = url;
        this.emit('did-navigate-in-page', {}, url, true);
      },
      onDomReady: () => this.emit('dom-ready', {}),
      onLoaded: () => {
        if (this.mainFrame.url !== 'about:blank') this.emit('did-finish-load', {});
      },
      onMessage: (message, frameId, reply) => void this.#onMessage(message, frameId, reply),
      onWindowOpen: (url) => this.#onWindowOpen(url),
      onPreloadError: (error) => this.emit('preload-error', {}, '', error),
      onCrashed: () => {
        this.#isCrashed = true;
        this.emit('render-process-gone', {}, { reason: 'crashed', exitCode: 1 });
      },
    };
  }

  #onNavigationStart({ url, isSameDocument, isMainFrame }: NavigationStart): void {
    this.emit('did-start-navigation', { url, isSameDocument, isMainFrame, frame: this.mainFrame });
  }

  /** In the order of Electron: any listener of any of the events may refuse. */
  #mayNavigate({ url, isMainFrame, isRedirect }: NavigationQuestion): boolean {
    const details = Object.assign(preventable(), {
      url,
      isMainFrame,
      isSameDocument: false,
      frame: this.mainFrame,
    });
    if (isRedirect) this.emit('will-redirect', details, url, false, isMainFrame);
    else {
      this.emit('will-frame-navigate', details);
      if (isMainFrame && !details.defaultPrevented) this.emit('will-navigate', details, url);
    }
    return !details.defaultPrevented;
  }

  async #onMessage(message: FromPage, frameId: string, reply: (answer: ToPage) => void): Promise<void> {
    const senderFrame = frameId === this.#page.mainFrameId ? this.mainFrame : new WebFrame();
    const event = { sender: this, senderFrame, processId: 1, frameId: 1, type: 'frame', ports: [] };
    const { channel, values } = message;
    if (message.kind === 'send') {
      const answer = (to: string, ...back: unknown[]): void => this.send(to, ...back);
      ipcMain.emit(channel, { ...event, reply: answer }, ...values);
      return;
    }
    const { id } = message;
    try {
      reply({ kind: 'answer', id, value: await invokeHandler(event as never, channel, values) });
    } catch (error) {
      reply({ kind: 'answer', id, error: error instanceof Error ? error.message : String(error) });
    }
  }

  #onWindowOpen(url: string): void {
    const referrer = { url: '', policy: 'default' } as const;
    const details = { url, frameName: '', features: '', disposition: 'foreground-tab', referrer } as const;
    const { action } = this.#openHandler(details);
    if (action === 'deny') denyWindowsOf(this.#page.targetId);
    else process.stderr.write('stand-in: a window that a page opens is not emulated; it is left as it is\n');
  }

  setWindowOpenHandler(handler: WindowOpenHandler): void {
    this.#openHandler = handler;
  }
  send(channel: string, ...values: unknown[]): void {
    if (this.#isDestroyed) throw new TypeError('Object has been destroyed');
    this.#page.post({ kind: 'message', channel, values: asJson(values) as unknown[] });
  }
  async loadURL(url: string): Promise<void> {
    await applyPermissions(url);
    const loaded = new Promise<void>((resolve) => this.once('did-finish-load', () => resolve()));
    try {
      await this.#page.load(url);
    } catch (error) {
      const text = error instanceof Error ? error.message : String(error);
      this.emit('did-fail-load', {}, -2, text, url, true);
      throw new Error(`${text} (-2) loading '${url}'`);
    }
    await loaded;
  }
  /** Also brings back a crashed page, as in Electron. */
  reload(): void {
    const { url } = this.mainFrame;
    const loaded = this.#isCrashed ? this.#page.load(url) : this.#page.reload(url);
    loaded.catch((error: unknown) => process.stderr.write(`${String(error)}\n`));
  }
  getURL(): string {
    return this.mainFrame.url;
  }
  getTitle(): string {
    return this.#title;
  }
  isDestroyed(): boolean {
    return this.#isDestroyed;
  }
  isCrashed(): boolean {
    return this.#isCrashed;
  }
  forcefullyCrashRenderer(): void {
    this.#page.session.send('Page.crash').catch(() => undefined);
  }
  async executeJavaScript(code: string, userGesture = false): Promise<unknown> {
    await this.#page.whenMade;
    const { result, exceptionDetails } = await this.#page.session.send('Runtime.evaluate', {
      expression: code,
      userGesture,
      awaitPromise: true,
      returnByValue: true,
    });
    if (exceptionDetails !== undefined) throw new Error(exceptionDetails.exception?.description);
    return result.value as unknown;
  }
  close(): void {
    void this.#closeUntilGone();
  }
  /** Chromium is asked again where it has not heard: a program that waits for its last window would wait for ever. */
  async #closeUntilGone(): Promise<void> {
    while (!this.#isDestroyed) {
      await this.#page.close();
      await new Promise((resolve) => setTimeout(resolve, CLOSE_AGAIN_MS).unref());
    }
  }

  static getAllWebContents(): WebContents[] {
    return [...all];
  }
  static fromId(id: number): WebContents | undefined {
    return all.find((contents) => contents.id === id);
  }
  static fromDevToolsTargetId(targetId: string): WebContents | undefined {
    return all.find((contents) => contents.#page.targetId === targetId);
  }

  static {
    onTargetGone = (targetId) => {
      const contents = WebContents.fromDevToolsTargetId(targetId);
      if (contents === undefined) return;
      contents.#isDestroyed = true;
      all.splice(all.indexOf(contents), 1);
      contents.emit('destroyed');
    };
    onTitle = (targetId, title) => {
      const contents = WebContents.fromDevToolsTargetId(targetId);
      if (contents === undefined || contents.#title === title) return;
      contents.#title = title;
      contents.emit('page-title-updated', preventable(), title, true);
    };
  }
}

/** Targets of pages that were refused a window. */
const deniedOpeners = new Set<string>();
/** Windows that pages have opened, by the opener's target: DevTools may tell of one before the page's asking for it. */
const openedBy = new Map<string, string[]>();

function closeTarget(targetId: string): void {
  runtime.chromium.devtools
    .session('')
    .send('Target.closeTarget', { targetId })
    .catch(() => undefined);
}

/** Chromium opens a refused window nevertheless: it goes at once, or as it comes. */
function denyWindowsOf(opener: string): void {
  deniedOpeners.add(opener);
  for (const targetId of openedBy.get(opener) ?? []) closeTarget(targetId);
  openedBy.delete(opener);
}

/** From now on pages that go, change their title or open windows are noticed. */
export async function watchTargets(): Promise<void> {
  const browser = runtime.chromium.devtools.session('');
  browser.on('Target.targetDestroyed', ({ targetId }) => onTargetGone(targetId));
  browser.on('Target.targetInfoChanged', ({ targetInfo }) => onTitle(targetInfo.targetId, targetInfo.title));
  browser.on('Target.targetCreated', ({ targetInfo: { type, targetId, openerFrameId = '' } }) => {
    // A main frame's id is its target's.
    if (type !== 'page' || openerFrameId === '') return;
    if (deniedOpeners.has(openerFrameId)) closeTarget(targetId);
    else openedBy.set(openerFrameId, [...(openedBy.get(openerFrameId) ?? []), targetId]);
  });
  await browser.send('Target.setDiscoverTargets', { discover: true });
}
