import { accessSync, constants, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';

export type ElectronSearch = { readonly executable: string } | { readonly why: string };

interface Surroundings {
  /** The folder whose node_modules are looked through. */
  readonly root: string;
  readonly env: NodeJS.ProcessEnv;
  readonly platform: NodeJS.Platform;
}

const EXECUTABLES: Partial<Readonly<Record<NodeJS.Platform, string>>> = {
  darwin: 'Electron.app/Contents/MacOS/Electron',
  win32: 'electron.exe',
};

function mayRun(file: string, platform: NodeJS.Platform): boolean {
  try {
    accessSync(file, platform === 'win32' ? constants.F_OK : constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

function readText(file: string): string | null {
  try {
    return readFileSync(file, 'utf8').trim();
  } catch {
    return null;
  }
}

function packageVersion(folder: string): string | null {
  const manifest: unknown = JSON.parse(readText(path.join(folder, 'package.json')) ?? 'null');
  const isManifest = typeof manifest === 'object' && manifest !== null && 'version' in manifest;
  return isManifest && typeof manifest.version === 'string' ? manifest.version : null;
}

function findInstalled({ root, platform }: Surroundings): ElectronSearch {
  let folder: string;
  try {
    folder = path.dirname(createRequire(path.join(root, 'package.json')).resolve('electron/package.json'));
  } catch {
    return { why: 'the package electron is not installed' };
  }
  const inside = readText(path.join(folder, 'path.txt'));
  if (inside === null) return { why: 'its binary was never downloaded; npm run electron:install does that' };
  const version = readText(path.join(folder, 'dist/version'))?.replace(/^v/, '') ?? null;
  if (version === null) return { why: 'its download is incomplete; npm run electron:install repeats it' };
  const wanted = packageVersion(folder);
  if (version !== wanted)
    return { why: `its binary is version ${version}, the package ${wanted ?? 'unknown'}` };
  const executable = path.join(folder, 'dist', inside);
  return mayRun(executable, platform)
    ? { executable }
    : { why: 'its binary is missing or may not be executed' };
}

/**
 * Where Electron's executable is, or half a sentence on why it cannot start here. Looks at files only: loading the
 * package `electron` outside Electron would start a download.
 */
export function findElectron(surroundings: Surroundings): ElectronSearch {
  const { env, platform } = surroundings;
  const name = EXECUTABLES[platform] ?? 'electron';
  const override = env['ELECTRON_OVERRIDE_DIST_PATH'] ?? '';
  let found: ElectronSearch;
  if (override === '') found = findInstalled(surroundings);
  else {
    const executable = path.join(override, name);
    found = mayRun(executable, platform)
      ? { executable }
      : { why: `ELECTRON_OVERRIDE_DIST_PATH holds no ${name}` };
  }
  if ('why' in found) return found;
  return hasDisplay(env, platform) ? found : { why: 'there is no display' };
}

/** Whether windows can be shown: on Linux an X or Wayland display must be named, elsewhere there is one. */
export function hasDisplay(env: NodeJS.ProcessEnv, platform: NodeJS.Platform): boolean {
  if (platform !== 'linux') return true;
  return (env['DISPLAY'] ?? '') !== '' || (env['WAYLAND_DISPLAY'] ?? '') !== '';
}
