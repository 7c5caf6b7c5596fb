import { readFileSync } from 'node:fs';
import { randomBytes } from 'node:crypto';
import type { FromPage, ToPage } from '../page/preload-script.ts';
import { makeBridge } from '../page/bridge-script.ts';
import { makePreloadScope } from '../page/preload-script.ts';
import { fromChromium, toChromium } from './addresses.ts';
import type { DevToolsSession } from './devtools.ts';
import { answerRequests } from './page-requests.ts';
import type { NavigationJudge } from './page-requests.ts';
import { runtime } from './runtime.ts';

/** The isolated world's name, as Electron calls it. */
const WORLD = 'Electron Isolated Context';

export interface NavigationStart {
  readonly url: string;
  readonly isSameDocument: boolean;
  readonly isMainFrame: boolean;
}

/** Who hears of what happens in a page. */
export interface PageOwner extends NavigationJudge {
  onNavigationStart(details: NavigationStart): void;
  onNavigated(url: string): void;
  /** Chromium shows a page of its own, for one that cannot be had. */
  onErrorPage(url: string): void;
  onNavigatedInPage(url: string): void;
  onDomReady(): void;
  onLoaded(): void;
  onMessage(message: FromPage, frameId: string, reply: (answer: ToPage) => void): void;
  onWindowOpen(url: string): void;
  onPreloadError(error: Error): void;
  onCrashed(): void;
}

export interface PageOptions {
  readonly preload: string | undefined;
  readonly width: number;
  readonly height: number;
}

/** One page of Chromium, made and driven for a WebContents. */
export class Page {
  readonly #owner: PageOwner;
  readonly #preload: string | undefined;
  readonly #frameOfContext = new Map<number, string>();
  /** Addresses that the application itself loads: no `will-navigate` for them. */
  readonly #expected = new Set<string>();
  #session: DevToolsSession | null = null;
  /** Where the preload script of the main frame runs; null while there is none. */
  #preloadContext: number | null = null;
  targetId = '';
  mainFrameId = '';
  readonly whenMade: Promise<void>;

  constructor(owner: PageOwner, options: PageOptions) {
    this.#owner = owner;
    this.#preload = options.preload;
    this.whenMade = this.#make(options);
    this.whenMade.catch((error: unknown) => process.stderr.write(`stand-in: no page: ${String(error)}\n`));
  }

  async #make({ width, height }: PageOptions): Promise<void> {
    const { devtools } = runtime.chromium;
    const browser = devtools.session('');
    const made = await browser.send('Target.createTarget', {
      url: 'about:blank',
      newWindow: true,
      width,
      height,
    });
    this.targetId = made.targetId;
    const { targetId } = made;
    const { sessionId } = await browser.send('Target.attachToTarget', { targetId, flatten: true });
    const session = devtools.session(sessionId);
    this.#session = session;
    this.#listen(session);
    const [{ frameTree }] = await Promise.all([
      session.send('Page.getFrameTree'),
      session.send('Page.enable'),
      session.send('Inspector.enable'),
      session.send('DOM.enable'),
      session.send('Debugger.enable', { maxScriptsCacheSize: 0 }),
      session.send('Fetch.enable', { patterns: [{ urlPattern: '*' }] }),
      this.#addPreload(session),
      session.send('Runtime.enable'),
    ]);
    this.mainFrameId = frameTree.frame.id;
    await session.send('Runtime.runIfWaitingForDebugger');
  }

  #listen(session: DevToolsSession): void {
    session.on('Runtime.executionContextCreated', ({ context }) => {
      const { frameId } = context.auxData as { frameId: string };
      this.#frameOfContext.set(context.id, frameId);
      if (context.name === WORLD && frameId === this.mainFrameId) this.#preloadContext = context.id;
    });
    session.on('Runtime.executionContextDestroyed', ({ executionContextId }) => {
      if (executionContextId === this.#preloadContext) this.#preloadContext = null;
    });
    session.on('Runtime.bindingCalled', ({ payload, executionContextId }) => {
      const frameId = this.#frameOfContext.get(executionContextId) ?? '';
      const reply = (answer: ToPage): void => void this.#deliver(answer, executionContextId);
      this.#owner.onMessage(JSON.parse(payload) as FromPage, frameId, reply);
    });
    session.on('Runtime.exceptionThrown', ({ exceptionDetails: { executionContextId, exception, text } }) => {
      if (executionContextId !== this.#preloadContext) return;
      this.#owner.onPreloadError(new Error(exception?.description ?? text));
    });
    session.on('Page.frameStartedNavigating', ({ frameId, url, navigationType }) => {
      const isSameDocument = /samedocument/i.test(navigationType);
      const isMainFrame = frameId === this.mainFrameId;
      this.#owner.onNavigationStart({ url: fromChromium(url), isSameDocument, isMainFrame });
    });
    session.on('Page.frameNavigated', ({ frame }) => {
      if (frame.parentId !== undefined) return;
      if (frame.unreachableUrl === undefined) this.#owner.onNavigated(fromChromium(frame.url));
      else this.#owner.onErrorPage(frame.url);
    });
    session.on('Page.navigatedWithinDocument', ({ frameId, url }) => {
      if (frameId === this.mainFrameId) this.#owner.onNavigatedInPage(fromChromium(url));
    });
    session.on('Page.domContentEventFired', () => this.#owner.onDomReady());
    session.on('Page.loadEventFired', () => this.#owner.onLoaded());
    session.on('Page.windowOpen', ({ url }) => this.#owner.onWindowOpen(fromChromium(url)));
    session.on('Inspector.targetCrashed', () => this.#owner.onCrashed());
    session.on('Debugger.paused', ({ callFrames }) => void this.#answerPathQuestion(session, callFrames));
    answerRequests(session, this.#owner, {
      isMainFrame: (frameId) => frameId === this.mainFrameId,
      wasExpected: (url) => this.#expected.delete(url),
    });
  }

  /** The preload script runs in a world of its own, in the main frame of every document to come. */
  async #addPreload(session: DevToolsSession): Promise<void> {
    if (this.#preload === undefined) return;
    const secret = JSON.stringify(`stand-in-${randomBytes(8).toString('hex')}-`);
    const bridge = (me: string, other: string): string =>
      `(${makeBridge.toString()})(${secret}, '${me}', '${other}')`;
    const { platform, versions } = process;
    const shown = JSON.stringify({
      platform,
      versions,
      env: {},
      type: 'renderer',
      contextIsolated: true,
      sandboxed: true,
    });
    const inTopFrame = (code: string): string => `if (window === window.top) { ${code} }`;
    const script = `
      const scope = (${makePreloadScope.toString()})(${bridge('preload', 'page')}, ${shown});
      (function (require, process, module, exports) { ${readFileSync(this.#preload, 'utf8')}
      })(scope.require, scope.process, { exports: {} }, {});`;
    await Promise.all([
      session.send('Runtime.addBinding', { name: '__standIn', executionContextName: WORLD }),
      session.send('Page.addScriptToEvaluateOnNewDocument', {
        source: inTopFrame(bridge('page', 'preload')),
      }),
      session.send('Page.addScriptToEvaluateOnNewDocument', { worldName: WORLD, source: inTopFrame(script) }),
    ]);
  }

  /** getPathForFile is synchronous: its function stands still at `debugger` until the browser has said the path. */
  async #answerPathQuestion(
    session: DevToolsSession,
    [frame]: readonly { readonly functionName: string; readonly callFrameId: string }[],
  ): Promise<void> {
    const evaluate = async (expression: string) =>
      session.send('Debugger.evaluateOnCallFrame', { callFrameId: frame?.callFrameId ?? '', expression });
    try {
      if (frame?.functionName !== '__getPathForFile') return;
      const { objectId } = (await evaluate('file')).result;
      // Rejects for a File that was made by a script: it has no path.
      const found = await session
        .send('DOM.getFileInfo', { objectId: objectId ?? '' })
        .catch(() => ({ path: '' }));
      await evaluate(`path = ${JSON.stringify(found.path)}`);
    } catch (error) {
      process.stderr.write(`stand-in: getPathForFile: ${String(error)}\n`);
    } finally {
      await session.send('Debugger.resume').catch(() => undefined);
    }
  }

  async #deliver(message: ToPage, contextId: number): Promise<void> {
    const expression = `__standInDeliver(${JSON.stringify(message)})`;
    // A page that goes away meanwhile hears nothing, as in Electron.
    await this.session.send('Runtime.evaluate', { expression, contextId }).catch(() => undefined);
  }

  get session(): DevToolsSession {
    if (this.#session === null) throw new Error('stand-in: the page is not there yet');
    return this.#session;
  }

  /** Says something to the preload script of the main frame. */
  post(message: ToPage): void {
    if (this.#preloadContext !== null) void this.#deliver(message, this.#preloadContext);
  }

  /** Loads the address as the application does. Rejects with Chromium's error text. */
  async load(address: string): Promise<void> {
    await this.whenMade;
    const url = toChromium(address);
    this.#expected.add(url.replace(/#.*/, ''));
    const { errorText } = await this.session.send('Page.navigate', { url });
    if (errorText !== undefined && errorText !== '') throw new Error(errorText);
  }

  /** Loads the page anew, whatever stands after the # of its address. Not for a page that crashed: load() brings it back. */
  async reload(address: string): Promise<void> {
    this.#expected.add(toChromium(address).replace(/#.*/, ''));
    await this.session.send('Page.reload');
  }

  async close(): Promise<void> {
    await this.whenMade.catch(() => undefined);
    const { targetId } = this;
    await runtime.chromium.devtools
      .session('')
      .send('Target.closeTarget', { targetId })
      .catch(() => undefined);
  }
}
