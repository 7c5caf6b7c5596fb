import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { _electron, chromium, expect, test } from '@playwright/test';
import type { ElectronApplication } from '@playwright/test';
import { extractAll } from '@electron/asar';
import { chromiumExecutable } from '../../scripts/chromium.mjs';
import { makeFakeElectron } from '../packaging/fake-electron.ts';
import { pack } from '../packaging/pack.ts';
import { buildStandIn } from '../stand-in/build.mjs';
import { closeDesktop, REAL_ELECTRON } from './desktop-app.ts';

/** Where electron-builder puts the program of each system, below its output folder. */
const PROGRAMS: Readonly<Partial<Record<NodeJS.Platform, string>>> = {
  darwin: 'Backref.app/Contents/MacOS/Backref',
  win32: 'Backref.exe',
};

let folder: string;

test.beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'backref-packaged-'));
});

test.afterEach(() => rmSync(folder, { recursive: true, force: true, maxRetries: 5 }));

/** Packs dist/ with real Electron, or one made up; the folder of the unpacked application. */
function packed(electronDist: string | null): string {
  const output = path.join(folder, 'release');
  const env = electronDist === null ? {} : { ELECTRON_OVERRIDE_DIST_PATH: electronDist };
  const made = pack(['--e2e', '--output', output], folder, env);
  expect(made, made.output).toMatchObject({ code: 0 });
  const unpacked = readdirSync(output).find((name) => /^(linux|win|mac)/.test(name));
  return path.join(output, unpacked ?? '');
}

/** Starts the packaged program itself. */
function launchReal(userData: string): Promise<ElectronApplication> {
  const program = path.join(packed(null), PROGRAMS[process.platform] ?? 'backref');
  return _electron.launch({ executablePath: program, args: [`--user-data-dir=${userData}`] });
}

/**
 * Starts what is in the archive on the stand-in, which reads no archives: unpacked, beside the plain files, as Electron
 * shows it to the program. An entry of ours makes the stand-in say that it is packaged.
 */
async function launchUnpacked(userData: string): Promise<ElectronApplication> {
  const electron = path.join(folder, 'electron');
  makeFakeElectron(electron);
  const resources = path.join(packed(electron), 'resources');
  const application = path.join(resources, 'app');
  extractAll(path.join(resources, 'app.asar'), application);
  const entry = `
    import { app } from 'electron';
    Object.defineProperty(app, 'isPackaged', { value: true });
    process.resourcesPath = ${JSON.stringify(resources)};
    process.argv = process.argv.filter((word) => word !== ${JSON.stringify(application)});
    await import('./dist/electron/main.js');`;
  writeFileSync(path.join(application, 'packaged.mjs'), entry);
  const manifest = { name: 'backref', version: '0.0.0', main: 'packaged.mjs', type: 'module' };
  writeFileSync(path.join(application, 'package.json'), JSON.stringify(manifest));
  return _electron.launch({
    executablePath: await buildStandIn(),
    args: [`--user-data-dir=${userData}`, application],
    cwd: folder,
    env: {
      PATH: process.env['PATH'] ?? '',
      HOME: folder,
      STAND_IN_CHROMIUM: chromiumExecutable() ?? chromium.executablePath(),
    },
  });
}

/** Those of the ids that the application's menu has. */
function itemsOfMenu(app: ElectronApplication, ids: readonly string[]): Promise<string[]> {
  return app.evaluate(
    ({ Menu }, wanted) => wanted.filter((id) => Menu.getApplicationMenu()?.getMenuItemById(id) ?? false),
    [...ids],
  );
}

test('the packaged application starts from its own files alone and opens its sample', async () => {
  test.skip(
    REAL_ELECTRON === null && process.platform !== 'linux',
    'an Electron made up for packing is Linux’ only',
  );
  const userData = path.join(folder, 'user-data');
  mkdirSync(userData);
  const app = await (REAL_ELECTRON === null ? launchUnpacked(userData) : launchReal(userData));
  try {
    expect(await app.evaluate(({ app: electron }) => electron.isPackaged)).toBe(true);
    const page = await app.firstWindow();
    await page.getByRole('button', { name: 'Open the sample' }).click();
    await expect(page.getByRole('grid', { name: 'Types' })).toContainText('dict');
    // For development only; what stands beside them is there.
    expect(await itemsOfMenu(app, ['view.full-screen', 'view.reload', 'view.developer-tools'])).toEqual([
      'view.full-screen',
    ]);
  } finally {
    await closeDesktop(app);
  }
});
