// Which Chromium the tests run in, and how to get one on a machine without.
import { spawnSync } from 'node:child_process';
import { accessSync, constants } from 'node:fs';
import path from 'node:path';

const NAMES = ['chromium', 'chromium-browser', 'google-chrome-stable', 'google-chrome', 'microsoft-edge'];
const MAC = '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome';

function usable(file) {
  try {
    accessSync(file, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

function onPath(name) {
  for (const folder of (process.env['PATH'] ?? '').split(path.delimiter)) {
    const file = path.join(folder, process.platform === 'win32' ? `${name}.exe` : name);
    if (folder !== '' && usable(file)) return file;
  }
  return null;
}

/** A Chromium of the system: BACKREF_CHROMIUM, or the first usual name on PATH; null when there is none. */
export function systemChromium() {
  const named = process.env['BACKREF_CHROMIUM'];
  if (named !== undefined && named !== '') return usable(named) ? named : null;
  for (const name of NAMES) {
    const file = onPath(name);
    if (file !== null) return file;
  }
  return process.platform === 'darwin' && usable(MAC) ? MAC : null;
}

/** Path of a Chromium for Playwright; null to let Playwright use its own download. */
export function chromiumExecutable() {
  return systemChromium();
}

/** Whether Playwright's own Chromium has been downloaded. */
async function playwrightChromium() {
  const { chromium } = await import('@playwright/test');
  return usable(chromium.executablePath());
}

function run(command, args, environment = {}) {
  console.log(`$ ${command} ${args.join(' ')}`);
  const result = spawnSync(command, args, { stdio: 'inherit', env: { ...process.env, ...environment } });
  return result.status === 0;
}

/**
 * Makes sure there is a Chromium: the system's, Playwright's, else Playwright's is downloaded, else (as root on
 * Debian) the distribution's is installed. True when there is one in the end.
 */
export async function ensureChromium() {
  if (systemChromium() !== null || (await playwrightChromium())) return true;
  console.log('No Chromium found; getting one for the tests.');
  const isDebianRoot = process.getuid?.() === 0 && onPath('apt-get') !== null;
  const fromDebian = () =>
    isDebianRoot &&
    run('apt-get', ['update', '-qq']) &&
    run('apt-get', ['install', '-y', '-qq', '--no-install-recommends', 'chromium', 'fonts-dejavu-core'], {
      DEBIAN_FRONTEND: 'noninteractive',
    }) &&
    systemChromium() !== null;
  const fromPlaywright = async () =>
    run(process.execPath, [
      path.join(import.meta.dirname, '../node_modules/@playwright/test/cli.js'),
      'install',
      ...(isDebianRoot ? ['--with-deps'] : []),
      'chromium',
    ]) && (await playwrightChromium());
  // Debian first where it can be had: one signed package with its libraries, no download from elsewhere.
  return fromDebian() || (await fromPlaywright());
}

/** The one command that gets a Chromium, for the user to run. */
export const CHROMIUM_HINT =
  'No Chromium could be had. Run `npx playwright install --with-deps chromium` (or install a Chromium and name it in BACKREF_CHROMIUM), then `npm test` again.';
