import { readFileSync } from 'node:fs';
import inspector from 'node:inspector';
import Module, { register } from 'node:module';
import os from 'node:os';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { words } from './command-line.ts';
import * as electron from './electron.ts';
import { emulatedObject } from './emulated.ts';
import { runtime } from './runtime.ts';
import { watchDownloads } from './session.ts';
import { watchTargets } from './web-contents.ts';

const IS_ELECTRON = /^electron(\/main|\/common)?$/;

/** Resolves when Playwright lets the application begin; at once when nobody drives us. */
function whenLetGo(): Promise<void> {
  if (!words.includes('--remote-debugging-port=0')) return Promise.resolve();
  return new Promise((resolve) => Object.assign(globalThis, { __playwright_run: resolve }));
}

/** Makes `electron` this module's, for import and for require. */
function takeElectronsPlace(): void {
  const loader = Module as unknown as { _load: (request: string, ...rest: unknown[]) => unknown };
  const load = loader._load;
  const module = emulatedObject('electron', { ...electron });
  loader._load = (request, ...rest) => (IS_ELECTRON.test(request) ? module : load(request, ...rest));
  const address = JSON.stringify(new URL('./electron.mjs', import.meta.url).href);
  const hook = `export const resolve = (name, context, next) =>
    ${String(IS_ELECTRON)}.test(name) ? { url: ${address}, shortCircuit: true } : next(name, context);`;
  register(`data:text/javascript,${encodeURIComponent(hook)}`);
}

/** What Electron adds to Node's `process`. */
function addElectronsProcess(): void {
  const versions = { ...process.versions, electron: '0.0.0-stand-in', chrome: '0.0.0-stand-in' };
  Object.defineProperty(process, 'versions', { value: Object.freeze(versions) });
  Object.assign(process, { type: 'browser', getSystemVersion: () => os.release() });
}

async function loadApplication(): Promise<void> {
  const folder = electron.app.getAppPath();
  const { main } = JSON.parse(readFileSync(path.join(folder, 'package.json'), 'utf8')) as { main: string };
  await import(pathToFileURL(path.join(folder, main)).href);
}

async function boot(): Promise<void> {
  if (words.includes('--inspect=0')) inspector.open(0, '127.0.0.1');
  const letGo = whenLetGo();
  takeElectronsPlace();
  addElectronsProcess();
  await loadApplication();
  if (runtime.isQuitting || runtime.isEnding) return;
  await runtime.startChromium();
  await Promise.all([watchTargets(), watchDownloads()]);
  process.stderr.write(`DevTools listening on ${runtime.chromium.address}\n`);
  await letGo;
  runtime.isReady = true;
  electron.app.emit('will-finish-launching');
  electron.app.emit('ready', {}, {});
}

for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => electron.app.quit());
boot().catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? String(error.stack) : String(error)}\n`);
  void runtime.end(1);
});
