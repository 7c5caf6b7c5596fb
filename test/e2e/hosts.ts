import { mkdirSync, mkdtempSync, readFileSync } from 'node:fs';
import { spawn } from 'node:child_process';
import path from 'node:path';
import { expect } from '@playwright/test';
import type { Browser, ElectronApplication, Page } from '@playwright/test';
import { answerDialog, closeDesktop, launchDesktop, offerFiles, openWindow } from './desktop-app.ts';
import { ROOT } from './window-files.ts';

/** A file that the window has saved: the name it proposed, and what is in it. */
export interface SavedFile {
  readonly name: string;
  readonly bytes: Buffer;
}

/** What surrounds a window under test: a browser with `backref serve`, or the desktop app. The same specs run in both. */
export interface WindowHost {
  readonly kind: 'browser' | 'desktop';
  /** Where its captures are kept, on Linux. */
  readonly snapshots: string;
  /** A fresh window that remembers nothing and is offered these files. */
  open(files: readonly string[]): Promise<Page>;
  /** Chooses files in the dialog that `press` brings up. */
  choose(page: Page, files: readonly string[], press: () => Promise<void>): Promise<void>;
  /** What the window saves after `press`. */
  saved(page: Page, press: () => Promise<void>): Promise<SavedFile>;
  /** Closes a window that open() has opened. */
  close(page: Page): Promise<void>;
  stop(): Promise<void>;
}

/** A running `backref serve`: its printed address, and how to end it. */
export interface Served {
  readonly address: string;
  readonly stop: () => Promise<void>;
}

/** Starts the built command serving these files; `cache` is its index cache. */
export async function serve(cache: string, files: readonly string[]): Promise<Served> {
  const program = path.join(ROOT, 'bin/backref.js');
  const child = spawn(process.execPath, [program, 'serve', '--no-open', ...files], {
    env: { ...process.env, BACKREF_CACHE: cache, XDG_DATA_HOME: `${cache}-data` },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let complaints = '';
  child.stderr.on('data', (chunk: Buffer) => (complaints += chunk.toString()));
  const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  const address = await new Promise<string>((resolve, reject) => {
    let printed = '';
    child.stdout.on('data', (chunk: Buffer) => {
      printed += chunk.toString();
      const line = /^(http:\S+)\n/m.exec(printed);
      if (line !== null) resolve(line[1]!);
    });
    void ended.then(() => reject(new Error(`serve ended: ${complaints}`)));
  });
  return {
    address,
    stop: () => {
      child.kill('SIGTERM');
      return ended;
    },
  };
}

/** Windows as pages of a browser, each in a profile of its own; one server for each list of files. */
export class BrowserHost implements WindowHost {
  readonly kind = 'browser';
  readonly #browser: Browser;
  readonly #cache: string;
  readonly #served = new Map<string, Promise<Served>>();

  constructor(browser: Browser, folder: string) {
    this.#browser = browser;
    this.#cache = path.join(folder, 'cache');
  }

  get snapshots(): string {
    return path.join(`${this.#cache}-data`, 'backref/snapshots');
  }

  async open(files: readonly string[]): Promise<Page> {
    const key = files.join('\0');
    const served = this.#served.get(key) ?? serve(this.#cache, files);
    this.#served.set(key, served);
    const context = await this.#browser.newContext();
    const page = await context.newPage();
    await page.goto((await served).address);
    return page;
  }

  async choose(page: Page, files: readonly string[], press: () => Promise<void>): Promise<void> {
    const chooser = page.waitForEvent('filechooser');
    await press();
    await (await chooser).setFiles([...files]);
  }

  async saved(page: Page, press: () => Promise<void>): Promise<SavedFile> {
    const download = page.waitForEvent('download');
    await press();
    const file = await download;
    return { name: file.suggestedFilename(), bytes: readFileSync(await file.path()) };
  }

  close(page: Page): Promise<void> {
    return page.context().close();
  }

  async stop(): Promise<void> {
    const all = await Promise.all(this.#served.values());
    await Promise.all(all.map((served) => served.stop()));
    await this.#browser.close();
  }
}

/** How a picture that is wholly written ends. */
const ENDS = [Buffer.from('IEND'), Buffer.from('</svg>')];

/** Windows of one desktop app. Its first window stays to the end, because the last one takes the app with it. */
export class DesktopHost implements WindowHost {
  readonly kind = 'desktop';
  readonly app: ElectronApplication;
  readonly #folder: string;
  readonly #keeper: Page;

  private constructor(app: ElectronApplication, folder: string, keeper: Page) {
    this.app = app;
    this.#folder = folder;
    this.#keeper = keeper;
  }

  static async start(folder: string): Promise<DesktopHost> {
    const userData = path.join(folder, 'user-data');
    mkdirSync(userData);
    const app = await launchDesktop({ userData });
    const keeper = await app.firstWindow();
    await expect(keeper.getByText('Drop a snapshot here')).toBeVisible();
    return new DesktopHost(app, folder, keeper);
  }

  get snapshots(): string {
    return path.join(this.#folder, 'user-data/data/backref/snapshots');
  }

  async open(files: readonly string[]): Promise<Page> {
    await this.#keeper.evaluate(() => localStorage.clear());
    const page = await openWindow(this.app);
    await page.setViewportSize({ width: 1440, height: 900 });
    await expect(page.getByText('Drop a snapshot here')).toBeVisible();
    if (files.length > 0) await offerFiles(this.app, files);
    return page;
  }

  async choose(_page: Page, files: readonly string[], press: () => Promise<void>): Promise<void> {
    await answerDialog(this.app, 'showOpenDialog', { canceled: false, filePaths: [...files] });
    await press();
  }

  async saved(_page: Page, press: () => Promise<void>): Promise<SavedFile> {
    const filePath = path.join(mkdtempSync(path.join(this.#folder, 'saved-')), 'file');
    const asked = await answerDialog(this.app, 'showSaveDialog', { canceled: false, filePath });
    await press();
    const isWhole = (): boolean => {
      try {
        const bytes = readFileSync(filePath);
        return ENDS.some((end) => bytes.includes(end));
      } catch {
        return false;
      }
    };
    await expect.poll(isWhole).toBe(true);
    const [options] = await asked();
    return { name: String(options['defaultPath']), bytes: readFileSync(filePath) };
  }

  close(page: Page): Promise<void> {
    return page.close();
  }

  async stop(): Promise<void> {
    await closeDesktop(this.app);
  }
}
