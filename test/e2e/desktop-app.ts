import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import { _electron, chromium } from '@playwright/test';
import type { ElectronApplication, Page } from '@playwright/test';
import { findElectron } from '../../node/cli/find-electron.ts';
import { chromiumExecutable } from '../../scripts/chromium.mjs';
import { buildStandIn } from '../stand-in/build.mjs';
import { ROOT } from './window-files.ts';

/**
 * Which program the desktop specs run: real Electron where its binary is found (downloaded, or in
 * ELECTRON_OVERRIDE_DIST_PATH) and there is a display, the stand-in elsewhere and with BACKREF_ELECTRON=stand-in.
 */
export const REAL_ELECTRON: string | null = (() => {
  if (process.env['BACKREF_ELECTRON'] === 'stand-in') return null;
  const found = findElectron({ root: ROOT, env: process.env, platform: process.platform });
  return 'executable' in found ? found.executable : null;
})();

export interface LaunchOptions {
  /** The folder for what the app remembers; tests that share one share the app's memory. */
  readonly userData: string;
  /** Files named on the command line. */
  readonly files?: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
  readonly cwd?: string;
}

function environment({ userData, env = {} }: LaunchOptions): Record<string, string> {
  const all: NodeJS.ProcessEnv = {
    ...process.env,
    STAND_IN_CHROMIUM: chromiumExecutable() ?? chromium.executablePath(),
    BACKREF_CACHE: path.join(userData, 'index-cache'),
    XDG_DATA_HOME: path.join(userData, 'data'),
    ...env,
  };
  delete all['ELECTRON_RUN_AS_NODE'];
  return all as Record<string, string>;
}

function argumentsOf({ userData, files = [] }: LaunchOptions): string[] {
  return [`--user-data-dir=${userData}`, ROOT, ...files];
}

/** Starts the built app (`npm run build`) as a user does. Who calls it closes it. */
export async function launchDesktop(options: LaunchOptions): Promise<ElectronApplication> {
  return _electron.launch({
    args: argumentsOf(options),
    cwd: options.cwd ?? ROOT,
    env: environment(options),
    ...(REAL_ELECTRON === null ? { executablePath: await buildStandIn() } : {}),
  });
}

/** How long an app may take to end when its test is over, before it is killed. */
const PATIENCE_MS = 15_000;

/**
 * Ends the app, and waits until its process is gone: the next one would else find the lock of the first still held, hand
 * its files to it and end without a window. One that hangs fails its own test, and no other: what is left of it is killed, and the answer is false. Of an app that may have
 * ended already its process must be given: Playwright tells it no more then.
 */
export async function closeDesktop(
  app: ElectronApplication,
  child: ChildProcess = app.process(),
): Promise<boolean> {
  let isPatient = true;
  const impatience = setTimeout(() => {
    isPatient = false;
    child.kill('SIGKILL');
  }, PATIENCE_MS);
  const isGone = child.exitCode !== null || child.signalCode !== null;
  const gone = isGone ? null : once(child, 'exit');
  await app.close();
  await gone;
  clearTimeout(impatience);
  return isPatient;
}

/** Starts the app once more beside one that runs, and resolves with its exit code when it has ended. */
export async function runBeside(options: LaunchOptions): Promise<number | null> {
  const program = REAL_ELECTRON ?? (await buildStandIn());
  const sandbox = process.platform === 'linux' && process.getuid?.() === 0 ? ['--no-sandbox'] : [];
  const child = spawn(program, [...sandbox, ...argumentsOf(options)], {
    cwd: options.cwd ?? ROOT,
    env: environment(options),
    stdio: ['ignore', 'inherit', 'inherit'],
  });
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('exit', resolve);
  });
}

/** Clicks an item of the application's menu, as a key or a mouse would. */
export async function clickMenu(app: ElectronApplication, id: string): Promise<void> {
  await app.evaluate(({ BrowserWindow, Menu }, wanted) => {
    const item = Menu.getApplicationMenu()?.getMenuItemById(wanted);
    if (item === null || item === undefined) throw new Error(`the menu has no item ${wanted}`);
    if (!item.enabled) throw new Error(`the menu item ${wanted} cannot be chosen now`);
    const window = BrowserWindow.getFocusedWindow() ?? undefined;
    item.click({}, window, window?.webContents);
  }, id);
}

/** Opens another window by the menu. */
export async function openWindow(app: ElectronApplication): Promise<Page> {
  const opened = app.waitForEvent('window');
  await clickMenu(app, 'file.new-window');
  return opened;
}

/** Hands files to the window in front, as a second start of the program does. */
export async function offerFiles(app: ElectronApplication, files: readonly string[]): Promise<void> {
  await app.evaluate(
    ({ app: electron }, given) => {
      const argv = [process.execPath, '.', ...given];
      electron.emit('second-instance', { preventDefault: () => undefined }, argv, process.cwd(), {
        files: given,
      });
    },
    [...files],
  );
}

type DialogName = 'showMessageBox' | 'showOpenDialog' | 'showSaveDialog';
type DialogOptions = Readonly<Record<string, unknown>>;

/** Answers a kind of dialog from now on. Resolves with a way to read the options of all that were shown since. */
export async function answerDialog(
  app: ElectronApplication,
  name: DialogName,
  answer: object,
): Promise<() => Promise<DialogOptions[]>> {
  await app.evaluate(
    ({ dialog }, given) => {
      const shown: unknown[] = [];
      Object.assign(globalThis, { [given.name]: shown });
      // The options are the last argument; before them may stand a window. Signals and such do not cross.
      const show = (...values: unknown[]): Promise<object> => {
        shown.push(JSON.parse(JSON.stringify(values.at(-1))));
        return Promise.resolve(given.answer);
      };
      Object.assign(dialog, { [given.name]: show });
    },
    { name, answer },
  );
  return () => app.evaluate((_electron, key) => Reflect.get(globalThis, key) as DialogOptions[], name);
}

type Watched =
  | 'app.addRecentDocument'
  | 'app.clearRecentDocuments'
  | 'clipboard.writeText'
  | 'shell.openExternal'
  | 'shell.openPath';

/** From now on the function only writes down what it is called with. Resolves with a way to read that. */
export async function watchCalls(
  app: ElectronApplication,
  what: Watched,
): Promise<() => Promise<unknown[][]>> {
  await app.evaluate((electron, name) => {
    const [owner, member] = name.split('.') as ['app', 'addRecentDocument'];
    const calls: unknown[][] = [];
    Object.assign(globalThis, { [name]: calls });
    const write = (...values: unknown[]): Promise<string> => {
      calls.push(values);
      return Promise.resolve('');
    };
    Object.assign(electron[owner], { [member]: write });
  }, what);
  return () => app.evaluate((_electron, name) => Reflect.get(globalThis, name) as unknown[][], what);
}
