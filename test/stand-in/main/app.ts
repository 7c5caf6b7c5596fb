import { mkdirSync, readFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { applicationFolder } from './command-line.ts';
import { EmulatedEmitter } from './emulated.ts';
import { runtime } from './runtime.ts';
import { requestLock } from './single-instance.ts';

type Members =
  | 'addRecentDocument'
  | 'clearRecentDocuments'
  | 'enableSandbox'
  | 'exit'
  | 'getAppPath'
  | 'getLocale'
  | 'getName'
  | 'getPath'
  | 'getVersion'
  | 'isPackaged'
  | 'isReady'
  | 'name'
  | 'quit'
  | 'requestSingleInstanceLock'
  | 'setAboutPanelOptions'
  | 'setAppUserModelId'
  | 'setName'
  | 'showAboutPanel'
  | 'whenReady';

/** An event whose default can be prevented, as Electron's first arguments are. */
export interface PreventableEvent {
  defaultPrevented: boolean;
  preventDefault(): void;
}

/** A fresh event for listeners to prevent. */
export function preventable(): PreventableEvent {
  return {
    defaultPrevented: false,
    preventDefault() {
      this.defaultPrevented = true;
    },
  };
}

function manifest(): { name: string; productName?: string; version: string } {
  return JSON.parse(
    readFileSync(path.join(path.resolve(applicationFolder()), 'package.json'), 'utf8'),
  ) as ReturnType<typeof manifest>;
}

class App extends EmulatedEmitter implements Pick<Electron.App, Members> {
  readonly isPackaged = false;
  name = manifest().productName ?? manifest().name;

  isReady(): boolean {
    return runtime.isReady;
  }
  whenReady(): Promise<void> {
    if (runtime.isReady) return Promise.resolve();
    return new Promise((resolve) => this.once('ready', () => resolve()));
  }
  enableSandbox(): void {
    if (runtime.isReady) throw new Error('app.enableSandbox() can only be called before app is ready');
  }
  getAppPath(): string {
    return path.resolve(applicationFolder());
  }
  getName(): string {
    return this.name;
  }
  setName(name: string): void {
    this.name = name;
  }
  getVersion(): string {
    return manifest().version;
  }
  getLocale(): string {
    return 'en-US';
  }
  getPath(name: Parameters<Electron.App['getPath']>[0]): string {
    if (name === 'userData' || name === 'sessionData') return runtime.userData;
    if (name === 'temp') return os.tmpdir();
    if (name === 'exe') return process.execPath;
    const folder = path.join(runtime.userData, 'folders', name);
    mkdirSync(folder, { recursive: true });
    return folder;
  }
  setAppUserModelId(): void {
    // Says to Windows which program it is; nothing to be seen elsewhere.
  }

  requestSingleInstanceLock(additionalData?: Record<string, unknown>): boolean {
    const words = {
      argv: process.argv,
      workingDirectory: process.cwd(),
      additionalData: additionalData ?? {},
    };
    const lock = requestLock(runtime.userData, words, (second) => {
      this.emit(
        'second-instance',
        preventable(),
        second.argv,
        second.workingDirectory,
        second.additionalData,
      );
    });
    if (lock === 'first') return true;
    runtime.unfinished.add(lock);
    lock.catch((error: unknown) => process.stderr.write(`${String(error)}\n`));
    return false;
  }

  // Lists and panels of the system: nothing shows them here. Tests watch the calls.
  addRecentDocument(): void {}
  clearRecentDocuments(): void {}
  setAboutPanelOptions(): void {}
  showAboutPanel(): void {}

  /** As Electron does: before-quit, the windows close one by one, will-quit, quit. Any of them may refuse. */
  quit(): void {
    if (runtime.isQuitting) return;
    const before = preventable();
    this.emit('before-quit', before);
    if (before.defaultPrevented) return;
    runtime.isQuitting = true;
    void this.#closeWindows().then((closed) => {
      const last = preventable();
      if (closed) this.emit('will-quit', last);
      if (!closed || last.defaultPrevented) {
        runtime.isQuitting = false;
        return;
      }
      this.emit('quit', {}, 0);
      this.exit(0);
    });
  }

  async #closeWindows(): Promise<boolean> {
    const windows = [...runtime.windows];
    if (!windows.every((window) => window.requestClose())) return false;
    await Promise.all(windows.map((window) => window.whenClosed));
    return true;
  }

  exit(code = 0): void {
    void runtime.end(code);
  }
}

export const app = new App();

/** What follows when the last window has gone: the application decides, or it quits. */
export function lastWindowClosed(): void {
  if (runtime.isQuitting || runtime.isEnding) return;
  if (app.listenerCount('window-all-closed') > 0) app.emit('window-all-closed');
  else app.quit();
}
